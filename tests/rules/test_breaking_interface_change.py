"""What of a change since the last commit is reported, and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from cog_lsp import engine
from cog_lsp.project import Project
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.rules.finding import Finding
from cog_lsp.text import Document

from ..project.test_discover import write
from ..project.test_history import commit, git

CONFIG = 'build:\n  python_version: "3.12"\nrun: run.py:Runner\n'
RUN = """\
from cog import BaseRunner, Input, Path


class Runner(BaseRunner):
    def run(
        self,
        prompt: str,
        mode: str = Input(default="a", choices=["a", "b"]),
        steps: int = Input(default=20, ge=1, le=100),
    ) -> Path:
        return Path("x")
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, {"cog.yaml": CONFIG, "run.py": RUN})
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    commit(tmp_path, "first")
    return tmp_path


def changed(root: Path, *replacements: tuple[str, str]) -> Project:
    text = RUN
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return ProjectLoader(root).load({"run.py": Document("run.py", text)})


def breaking(project: Project) -> list[Finding]:
    findings = engine.check(project).findings
    return [found for found in findings if found.rule == "breaking-interface-change"]


@pytest.mark.parametrize(
    ("old", "new", "at", "message"),
    [
        (
            "steps: int", "stages: int", "run",
            "The input `steps` was removed since HEAD: "
            "what callers send for it is silently dropped",
        ),
        (
            "prompt: str,", "prompt: str,\n        seed: int,", "seed",
            "The input `seed` is new and required since HEAD: "
            "every request that callers make today is refused (422)",
        ),
        (
            "default=20, ", "", "steps",
            "The input `steps` became required since HEAD: a request without it is refused (422)",
        ),
        (
            "le=100", "le=50", "steps",
            "The input `steps` narrowed `le` from 100 to 50 since HEAD: "
            "requests that were valid before may be refused (422)",
        ),
        (
            '["a", "b"]', '["a", "c"]', "mode",
            'The input `mode` no longer accepts `"b"` since HEAD: '
            "requests that were valid before may be refused (422)",
        ),
        (
            "-> Path", "-> list[Path]", "list[Path]",
            "The output changed from file to list of file since HEAD: "
            "clients that expect the old output break",
        ),
    ],
)  # fmt: skip
def test_a_change_that_breaks_callers(
    root: Path, old: str, new: str, at: str, message: str
) -> None:
    project = changed(root, (old, new))
    (finding,) = breaking(project)
    assert finding.message == message
    assert project.documents["run.py"].slice(finding.span) == at


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("le=100", "le=200"),
        ("default=20", "default=28"),
        ('["a", "b"]', '["a", "b", "c"]'),
        ("prompt: str,", 'prompt: str,\n        style: str = "plain",'),
        ("steps: int", "steps: float"),
        ("class Runner(BaseRunner):", "class Runner(BaseRunner):\n    # more\n"),
        # Half typed, or refused by Cog: other rules speak.
        ("steps: int", "steps: "),
        ("-> Path", ""),
        ("-> Path", "-> None"),
    ],
)
def test_what_breaks_nobody_is_silent(root: Path, old: str, new: str) -> None:
    assert breaking(changed(root, (old, new))) == []


def test_the_old_line_is_shown(root: Path) -> None:
    (finding,) = breaking(changed(root, ("le=100", "le=50")))
    (related,) = finding.related
    assert related.message == (
        "HEAD has `steps: int = Input(default=20, ge=1, le=100),` (run.py:9)"
    )


def test_a_rename_of_method_class_and_file_alone_breaks_nobody(root: Path) -> None:
    text = RUN.replace("Runner", "Predictor").replace("def run", "def predict")
    overlay = {
        "cog.yaml": Document(
            "cog.yaml", CONFIG.replace("run: run.py:Runner", "predict: p.py:Predictor")
        ),
        "p.py": Document("p.py", text),
    }
    assert breaking(ProjectLoader(root).load(overlay)) == []


@pytest.mark.parametrize("baseline", ["off", "no-such-branch", "missing.json"])
def test_without_a_baseline_it_is_silent(root: Path, baseline: str) -> None:
    overlay = {"run.py": Document("run.py", RUN.replace("le=100", "le=50"))}
    assert breaking(ProjectLoader(root).load(overlay, {"baseline": baseline})) == []


@pytest.mark.parametrize("text", ["", "[]", "{", '{"components": 3}', "[" * 100_000])
def test_a_saved_document_that_is_none_breaks_nothing(root: Path, text: str) -> None:
    write(root, {"openapi.json": text})
    project = ProjectLoader(root).load(None, {"baseline": "openapi.json"})
    assert breaking(project) == []
