"""Every fix of every finding of every project keeps the promises of a fix."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from cog_lsp import engine
from cog_lsp.cli.main import main
from cog_lsp.fixes.result import Applicability
from cog_lsp.rules.finding import Finding
from cog_lsp.text import Document

from .harness import PLAIN, Case, Laid, all_cases, check_comments, check_fix, check_form

CASES = all_cases()
# What the variants shift are places: of single fixes, and of findings. A project of a few lines
# need not show that in every test.
FIXABLE = [case for case in CASES if case.fixable]
PLAIN_OR_LARGE = [case for case in CASES if case.variant == PLAIN or "/" in case.name]


@pytest.fixture
def laid(case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Laid:
    root = case.write(tmp_path / "project")
    monkeypatch.chdir(root)
    return Laid(root)


@pytest.mark.parametrize("case", FIXABLE, ids=str)
def test_each_fix_alone(laid: Laid) -> None:
    for finding, plan, fix in laid.fixes():
        check_fix(laid, finding, plan, fix)


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
@pytest.mark.parametrize("case", [case for case in PLAIN_OR_LARGE if case.fixable], ids=str)
def test_all_fixes_together(laid: Laid, unsafe: bool, capsys: pytest.CaptureFixture[str]) -> None:
    fixed = laid.fix_all(unsafe)
    again = laid.fix_all(unsafe, fixed.project)
    assert not again.changed and not again.applied

    flags = ["--fix", "--unsafe-fixes"] if unsafe else ["--fix"]
    # A format that shows no fix: computing fixes that are not made is what takes the time here.
    assert main(["check", *flags, "--output-format", "gitlab"]) in (0, 1)
    capsys.readouterr()
    expected = {path: document.text for path, document in laid.project.documents.items()}
    for path in fixed.changes.gone:
        del expected[path]
    for path, text in fixed.changed.items():
        assert expected.get(path) != text
        expected[path] = text
    for path, text in expected.items():
        assert (laid.root / path).read_bytes().decode() == text
    assert not any((laid.root / path).exists() for path in fixed.changes.gone)


@pytest.mark.parametrize("case", PLAIN_OR_LARGE, ids=str)
def test_json_says_what_the_engine_says(laid: Laid, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--output-format", "json"]) in (0, 1)
    shown = json.loads(capsys.readouterr().out)
    assert [as_shown(laid, finding) for finding in laid.findings] == [
        {key: found[key] for key in found if key not in ("fix", "url", "related")}
        for found in shown
    ]
    for found, finding in zip(shown, laid.findings, strict=True):
        fix = engine.preferred_fix(
            laid.project, finding, (Applicability.SAFE, Applicability.UNSAFE)
        )
        assert (found["fix"] and found["fix"]["message"]) == (fix and fix.title)
        assert [note["message"] for note in found["related"]] == [
            note.message for note in finding.related
        ]


def as_shown(laid: Laid, finding: Finding) -> dict[str, object]:
    text = laid.project.documents[finding.path].text

    def place(offset: int) -> dict[str, int]:
        before = text[:offset].replace("\r\n", "\n").split("\n")
        return {"row": len(before), "column": len(before[-1]) + 1}

    return {
        "code": finding.code,
        "rule": finding.rule,
        "severity": finding.severity.label,
        "message": finding.message,
        "filename": str(laid.root / finding.path),
        "location": place(finding.span.start),
        "end_location": place(finding.span.end),
    }


def test_the_projects_of_the_repository_are_among_the_cases() -> None:
    names = {case.name for case in CASES if case.variant == PLAIN}
    assert "examples/several" in names
    assert "unused-suppression-bad-1" in names
    assert "tests/fixes/fixtures/suppressions" in names


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("predict.py", "x = 1  # why\n", "x = 1\n"),
        ("predict.py", "# a\n# a\n", "# a\n"),
        ("predict.py", "x = 1\n", "x =\n"),
        ("predict.py", "x = 1\r\n", "x = 1\r\ny = 2\n"),
        ("predict.py", "x = 1\n", "x = 1\r\n"),
        ("cog.yaml", "a: 1  # why\n", "a: 1\n"),
        ("cog.yaml", "a: 1\n", "a: [1\n"),
        ("requirements.txt", "a  # why\n# b\n", "a\n# b\n"),
    ],
)
def test_a_bad_rewrite_is_noticed(path: str, old: str, new: str) -> None:
    def check(text: str) -> None:
        pair = (Document(path, old), Document(path, text))
        check_form(*pair)
        check_comments([pair], Counter())

    check(old)
    with pytest.raises((AssertionError, SyntaxError)):
        check(new)
