"""Our errors against Cog's own verdict, for each of its checks of dependencies and images.

``tests/verdicts/dependencies.jsonl`` has a minimal project for each check, with the stage at which
Cog's own code stopped (``ok`` where it did not), recorded from commit 6110c912.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cog_lsp import engine
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.rules.coverage import covering
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.registry import all_rules

CASES = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "verdicts" / "dependencies.jsonl").open("rb")
]
# What Cog lets through, and pip refuses for sure.
PIP_STOPS = {
    "req-dotted-name-mangled",
    "req-marker-broken",
    "req-marker-hijack",
    "req-passes-through",
    "git-needs-system-package",
}
# Nothing is wrong with the line.
HARMLESS = {"req-marker-nospace-ok", "req-extra-index-equals"}
# A later Cog may know that torch.
LATER = "torch==2.13.0"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    for name, text in case["files"].items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding=case.get("encodings", {}).get(name), newline="")
    checked = engine.check(ProjectLoader(tmp_path).load())
    assert not checked.faults
    ours = [found for found in checked.findings if found.code.startswith(("COG2", "COG6"))]
    row = case["row"]
    slugs = {rule.slug for rule in covering(all_rules())[row]}
    assert bool(slugs & {found.rule for found in checked.findings}) == (row not in HARMLESS)

    errors = {found.rule for found in ours if found.severity is Severity.ERROR}
    stopped = case["stage"] != "ok" and not any(LATER in text for text in case["files"].values())
    assert bool(errors) == (stopped or row in PIP_STOPS)
    if stopped:
        assert slugs & errors


def test_every_check_of_ours_that_cog_makes_has_a_case() -> None:
    rows = {case["row"] for case in CASES}
    ours = {
        row
        for row, rules in covering(all_rules()).items()
        if any(rule.code.startswith(("COG2", "COG6")) for rule in rules)
    }
    assert sorted(row for row in ours - rows if not row.startswith("inf-")) == []
