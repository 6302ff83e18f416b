"""Fixes that make and rename files: what they come to, one after another."""

from __future__ import annotations

from pathlib import Path

import pytest

from cog_lsp import engine
from cog_lsp.fixes.changes import Changes, NameTakenError
from cog_lsp.fixes.result import Applicability, FileEdit, Fix
from cog_lsp.project import Project
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.text import EditConflictError, Span, TextEdit

from ..projects import project

FILES = {"cog.yaml": "run: predict.py:Runner\n", "predict.py": "class Runner: pass\n"}
RENAME = FileEdit("predict.py", (TextEdit(Span(6, 12), "Model"),), renamed_to="run.py")


def fix(*files: FileEdit) -> Fix:
    return Fix("Fix", Applicability.SAFE, files)


def loaded(folder: Path, changes: Changes | None = None) -> Project:
    return ProjectLoader(folder).load(changes.overlay() if changes is not None else None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_file_that_is_made() -> None:
    made = project(FILES)
    changes = engine.apply_fix(made, fix(FileEdit.creating("new.txt", "a\n")))
    assert changes.texts == {"new.txt": "a\n"}
    assert changes.created == {"new.txt"}
    assert list(changes.edits(made)) == [FileEdit.creating("new.txt", "a\n")]


def test_an_empty_file_can_be_made() -> None:
    assert engine.apply_fix(project(FILES), fix(FileEdit.creating("e", ""))).texts == {"e": ""}


def test_a_file_that_is_renamed(folder: Path) -> None:
    before = loaded(folder)
    changes = engine.apply_fix(before, fix(RENAME))
    assert changes.texts == {"run.py": "class Model: pass\n"}
    assert changes.gone == {"predict.py"}
    after = loaded(folder, changes)
    assert "predict.py" not in after.documents and not after.exists("predict.py")
    assert after.documents["run.py"].text == "class Model: pass\n"
    (edit,) = changes.edits(before)
    assert (edit.path, edit.renamed_to) == ("predict.py", "run.py")


def test_later_fixes_see_the_file_under_its_new_name(folder: Path) -> None:
    before = loaded(folder)
    first = engine.apply_fix(before, fix(RENAME))
    between = loaded(folder, first)
    edit = FileEdit("run.py", (TextEdit(Span(0, 0), "# a\n"),), renamed_to="main.py")
    second = first.then(between, fix(edit, FileEdit.creating("x", "1")))
    assert second.texts == {"main.py": "# a\nclass Model: pass\n", "x": "1"}
    assert second.origins == {"main.py": "predict.py"}
    assert [(one.path, one.renamed_to) for one in second.edits(before)] == [
        ("predict.py", "main.py"),
        ("x", None),
    ]
    renamed = second.then(loaded(folder, second), fix(FileEdit("x", renamed_to="y")))
    assert renamed.created == {"y"} and renamed.origins == {"main.py": "predict.py"}


@pytest.mark.parametrize(
    "file",
    [
        FileEdit.creating("predict.py", ""),
        FileEdit.creating("notes", ""),
        FileEdit("predict.py", renamed_to="cog.yaml"),
        FileEdit("predict.py", renamed_to="data.bin"),
    ],
    ids=lambda file: f"{file.path}-{file.renamed_to}",
)
def test_a_name_that_is_taken(folder: Path, file: FileEdit) -> None:
    (folder / "notes").mkdir()
    (folder / "data.bin").write_bytes(b"\0")
    with pytest.raises(NameTakenError):
        engine.apply_fix(loaded(folder), fix(file))


def test_a_name_that_another_fix_took_or_gave_up(folder: Path) -> None:
    first = engine.apply_fix(loaded(folder), fix(RENAME))
    for name in ("run.py", "predict.py"):
        with pytest.raises(NameTakenError):
            first.then(loaded(folder, first), fix(FileEdit.creating(name, "")))


def test_a_taken_name_is_a_conflict_of_edits() -> None:
    assert issubclass(NameTakenError, EditConflictError)
