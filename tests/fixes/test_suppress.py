"""The comment that silences a finding, in every file in which such comments are read."""

from __future__ import annotations

import pytest

from cog_lsp import engine
from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Fix, Refusal
from cog_lsp.project import Project
from cog_lsp.rules.plan import Suppress
from cog_lsp.text import Span

from ..projects import project

CONFIG = 'build:\n  python_version: "3.12"\n  python_requirements: r.txt\n'


def made(requirements: str, ignore: str = "") -> Project:
    files = {"cog.yaml": CONFIG, "r.txt": requirements, ".dockerignore": ignore}
    return project({**files, "predict.py": "x = 1\n"})


def silenced(found: Project, path: str, rule: str, at: int) -> str:
    """The text of ``path`` after the fix that silences ``rule`` at ``at``."""
    outcome = carry_out(found, Suppress(path, rule, Span(at, at)))
    assert isinstance(outcome, Fix), outcome
    return engine.apply_fix(found, outcome).texts[path]


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("cog\n", "cog", "cog  # cog-lsp: ignore[managed-requirement]\n"),
        ("a==1\ncog  # why\n", "cog",
         "a==1\ncog  # why  # cog-lsp: ignore[managed-requirement]\n"),
        ("cog==1 \\\n  --hash=sha256:ab\n", "cog",
         "# cog-lsp: ignore[managed-requirement]\ncog==1 \\\n  --hash=sha256:ab\n"),
        ("cog  # cog-lsp: ignore[other]\n", "cog",
         "cog  # cog-lsp: ignore[other, managed-requirement]\n"),
        ("# cog-lsp: ignore[other] x\ncog\n", "cog\n",
         "# cog-lsp: ignore[other, managed-requirement] x\ncog\n"),
    ],
)  # fmt: skip
def test_requirements(text: str, line: str, expected: str) -> None:
    found = made(text)
    at = text.rindex(line)
    assert "managed-requirement" in rules(found)
    new = silenced(found, "r.txt", "managed-requirement", at)
    assert new == expected
    assert "managed-requirement" not in rules(made(new))


def test_a_comment_in_dockerignore_has_its_own_line() -> None:
    text = "*.md\n  predict.py\n"
    found = project({"cog.yaml": "run: predict.py:run\n", "predict.py": "def run(): ...\n",
                     ".dockerignore": text})  # fmt: skip
    assert "dockerignore-hides-file" in rules(found)
    new = silenced(found, ".dockerignore", "dockerignore-hides-file", text.index("predict"))
    assert new.splitlines()[1].strip() == "# cog-lsp: ignore[dockerignore-hides-file]"
    documents = {path: document.text for path, document in found.documents.items()}
    assert "dockerignore-hides-file" not in rules(project({**documents, ".dockerignore": new}))


def test_a_comment_that_silences_nothing_and_one_that_says_nothing_are_found() -> None:
    found = made("numpy==2.1.3  # cog-lsp: ignore[managed-requirement]\n# cog-lsp: ingore\n")
    assert {"unused-suppression", "unknown-directive"} <= rules(found)


def test_no_comment_is_written_where_none_is_read() -> None:
    outcome = carry_out(made(""), Suppress("notes.txt", "managed-requirement", Span(0, 0)))
    assert isinstance(outcome, Refusal)


def rules(found: Project) -> set[str]:
    checked = engine.check(found)
    assert not checked.faults
    return {finding.rule for finding in checked.findings}
