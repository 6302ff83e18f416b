"""Our errors are Cog's own: where Cog stops there is one of ours, where it does not there is none.

The verdicts were given by Cog's own code (see ``tests/verdicts``); nothing of Cog runs here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from cog_lsp import engine
from cog_lsp.knowledge.cog_checks import cog_checks
from cog_lsp.project import Project
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.registry import all_rules
from cog_lsp.text import Document
from tests.verdicts import Verdict, cases, grid, rows

_NOWHERE = Path(__file__).parent / "no-such-folder"
_LEAST_CASES = 500
_SECTIONS = {
    "Finding and decoding cog.yaml",
    "The schema of cog.yaml",
    "The references under run, predict and train",
    "build.python_version",
    "build.run, pre_install, system_packages, sdk_version",
    "environment",
    "Concurrency",
    "image, model and push",
    "weights and weights.lock",
}
_STARTS = {check.id for check in cog_checks() if check.stops == "start"}
# What only the container or pip inside of the image refuses: Cog itself has no word on it.
_LATER = {rule.slug for rule in all_rules() if rule.covers and _STARTS.issuperset(rule.covers)}
_LATER.add("invalid-requirement")


def disagreements(verdicts: Iterable[Verdict]) -> list[str]:
    # One loader for all: it reads again only what differs from the project before.
    loader = ProjectLoader(_NOWHERE)
    wrong = []
    for verdict in verdicts:
        checked = engine.check(laid(loader, verdict))
        assert checked.faults == (), verdict.name
        errors = [
            found
            for found in checked.findings
            if found.severity is Severity.ERROR and found.rule not in _LATER
        ]
        if bool(errors) != verdict.fails:
            said = [f"{found.rule}: {found.message}" for found in errors]
            wrong.append(f"{verdict.name}: Cog says {verdict.stage} {verdict.kinds}, we {said}")
    return wrong


def laid(loader: ProjectLoader, verdict: Verdict) -> Project:
    """The project of ``verdict`` as if it lay on a disk with no other files."""
    documents = {path: Document(path, text) for path, text in verdict.files.items()}
    folders = {str(parent) for path in documents for parent in Path(path).parents}
    return replace(loader.load(documents), names=frozenset({*documents, *folders} - {"."}))


def test_each_place_with_each_kind_of_value() -> None:
    # What does not decode is looked at where decoding is tested.
    assert disagreements(case for case in grid() if "parse" not in case.kinds) == []


def test_each_check_of_cog_with_what_just_passes_it() -> None:
    assert disagreements(cases()) == []


def test_each_check_that_stops_cog_has_a_case_that_it_stops() -> None:
    known = {check.id for check in cog_checks()}
    named = rows()
    assert set(named) <= known
    assert sum(len(verdicts) for verdicts in named.values()) >= _LEAST_CASES
    stopping = {row for row, verdicts in named.items() if any(case.fails for case in verdicts)}
    wanted = {
        check.id
        for check in cog_checks()
        if check.section in _SECTIONS and check.stops in ("load", "build") and not check.left_out
    }
    # What a command needs is for the shell inside of the image to find out.
    assert wanted - stopping == {"run-no-source"}
