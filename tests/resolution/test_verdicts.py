"""The resolution against Cog's own, for generated projects.

``verdicts.jsonl`` has a project in each line (``build`` of cog.yaml and the text of
requirements.txt) and what Cog's Go code made of it: the ids of the ``errors`` that it gave, or the
CUDA, the cuDNN, the lines of requirements.txt in the image, the base image that it would ask the
registry for and the one it falls back on, with the ids of ``warnings`` and of what the build
``refuses``. Recorded from Cog's commit 6110c912; a sample of 4,000 that all agreed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cog_lsp.resolution import Resolution, resolution_of
from cog_lsp.resolution.cuda import WARNINGS

from ..projects import project

ROWS = [json.loads(line) for line in (Path(__file__).with_name("verdicts.jsonl")).open("rb")]
ACCEPTED = [row for row in ROWS if "errors" not in row]
REFUSED = [row for row in ROWS if "errors" in row]
WITH_FILE = [row for row in ACCEPTED if "requirements.txt" in row]


def resolved(row: dict[str, Any]) -> Resolution:
    # A flow mapping in JSON is YAML.
    files = {"cog.yaml": json.dumps({"build": row["build"]})}
    if "requirements.txt" in row:
        files["requirements.txt"] = row["requirements.txt"]
    return resolution_of(project(files))


def options_sorted(lines: list[str]) -> list[str]:
    """Cog writes the options above all else in any order."""
    count = 0
    while count < len(lines) and lines[count].startswith(("--find-links ", "--extra-index-url ")):
        count += 1
    return sorted(lines[:count]) + [line for line in lines[count:] if line]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row["errors"][0])
def test_what_stops_cog_is_found_first(row: dict[str, Any]) -> None:
    problems = [kind for kind in resolved(row).choice.problems if kind not in WARNINGS]
    assert problems[: len(row["errors"])] == row["errors"]


@pytest.mark.parametrize("row", ACCEPTED, ids=lambda row: row.get("cog_base", "no base"))
def test_what_cog_accepts_is_resolved_alike(row: dict[str, Any]) -> None:
    found = resolved(row)
    assert (found.choice.cuda, found.choice.cudnn) == (row.get("cuda", ""), row.get("cudnn", ""))
    assert found.base.cog == row.get("cog_base")
    assert found.base.fallback == row.get("fallback")
    assert options_sorted(list(found.requirements)) == options_sorted(row.get("requirements", []))
    warned = [kind for kind in row.get("warnings", ()) if kind in WARNINGS]
    assert list(found.choice.problems) == warned


@pytest.mark.parametrize(
    "row",
    [row for row in ACCEPTED if "requirements.txt" in row],
    ids=lambda row: row.get("refuses"),
)
def test_the_build_refuses_the_same_local_forms(row: dict[str, Any]) -> None:
    problems = [p.local.problem for p in resolved(row).packages if p.local and p.local.problem]
    assert problems[:1] == ([row["refuses"]] if "refuses" in row else problems[:1])
    if "refuses" not in row:
        # Another line may stop the build before: an archive that is not there.
        assert not problems or any(p.local and not p.local.problem for p in resolved(row).packages)


def test_the_sample_has_every_kind() -> None:
    errors = {kind for row in ROWS for kind in row.get("errors", ())}
    assert len(errors) == 11
    assert {row["refuses"] for row in ROWS if "refuses" in row} == {
        "req-file-url", "req-name-at-file-url", "req-name-at-path", "req-local-option",
        "req-artifact-inline-option", "req-artifact-marker", "req-artifact-extras", "req-local-dir",
    }  # fmt: skip
