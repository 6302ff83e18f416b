"""Fixes that make a file or give one another name, on the command line."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from cog_lsp.cli.errors import UsageError
from cog_lsp.cli.write import Change, write_changes
from cog_lsp.fixes import plain_text
from cog_lsp.fixes.carry_out import CARRIERS
from cog_lsp.fixes.result import Applicability, FileEdit, Fix, Outcome
from cog_lsp.project import Project
from cog_lsp.rules.plan import CreateFile, Plan
from cog_lsp.rules.rule import Report
from cog_lsp.text import Span, TextEdit

from .conftest import CONFIG, HEALTHY, PREDICTOR, Lay, Run, WithRules, stand_in

RENAMED_CONFIG = CONFIG.replace("predict.py", "run.py")


class Rename(Plan):
    """Stands in for a plan that renames predict.py."""


def rename(project: Project, plan: Plan) -> Outcome:
    at = CONFIG.index("predict.py")
    edits = (
        FileEdit("cog.yaml", (TextEdit(Span(at, at + 10), "run.py"),)),
        FileEdit("predict.py", (TextEdit(Span(0, 0), "# moved\n"),), renamed_to="run.py"),
    )
    return Fix("Rename predict.py", Applicability.SAFE, edits)


@pytest.fixture
def makes(with_rules: WithRules) -> None:
    """A rule that misses the file .dockerignore and makes it."""

    def check(project: Project) -> Iterator[Report]:
        if ".dockerignore" not in project.documents:
            plan = CreateFile(".dockerignore", "one\ntwo\n", title="Make .dockerignore")
            yield Report("cog.yaml", Span(0, 5), ".dockerignore is missing", plans=(plan,))

    with_rules(stand_in(check))


@pytest.fixture
def renames(with_rules: WithRules, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule that renames predict.py to run.py."""

    def check(project: Project) -> Iterator[Report]:
        if "predict.py" in project.documents:
            yield Report("cog.yaml", Span(0, 5), "an old name", plans=(Rename("cog.yaml"),))

    monkeypatch.setitem(CARRIERS, Rename, "plain_text.rename")
    monkeypatch.setattr(plain_text, "rename", rename, raising=False)
    with_rules(stand_in(check))


@pytest.mark.usefixtures("makes")
def test_a_file_is_made(run: Run, lay: Lay) -> None:
    top = lay(HEALTHY)
    ran = run("check", "--fix")
    assert ran.code == 0
    assert ran.out.startswith("fixed: cog.yaml: Make .dockerignore [stand-in]\n")
    assert (top / ".dockerignore").read_bytes() == b"one\ntwo\n"
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE((top / ".dockerignore").stat().st_mode) == 0o666 & ~mask
    assert run("check", "--fix").out == "No problems found in 1 project.\n"


@pytest.mark.usefixtures("makes")
def test_the_diff_of_a_file_that_is_made(run: Run, lay: Lay) -> None:
    top = lay(HEALTHY)
    ran = run("check", "--diff")
    assert ran.out == "--- /dev/null\n+++ .dockerignore\n@@ -0,0 +1,2 @@\n+one\n+two\n"
    assert not (top / ".dockerignore").exists()
    subprocess.run(["patch", "-p0"], input=ran.out, text=True, check=True, capture_output=True)
    assert (top / ".dockerignore").read_text() == "one\ntwo\n"


@pytest.mark.usefixtures("renames")
def test_a_file_is_renamed_with_its_mode(run: Run, lay: Lay) -> None:
    top = lay(HEALTHY)
    (top / "predict.py").chmod(0o750)
    assert run("check", "--fix").code == 0
    assert sorted(path.name for path in top.iterdir()) == ["cog.yaml", "run.py"]
    assert (top / "run.py").read_text() == f"# moved\n{PREDICTOR}"
    assert stat.S_IMODE((top / "run.py").stat().st_mode) == 0o750
    assert (top / "cog.yaml").read_text() == RENAMED_CONFIG


@pytest.mark.usefixtures("renames")
def test_the_diff_of_a_file_that_is_renamed(run: Run, lay: Lay) -> None:
    top = lay(HEALTHY)
    ran = run("check", "--diff")
    assert "diff --git predict.py run.py\nrename from predict.py\nrename to run.py\n" in ran.out
    assert (top / "predict.py").exists()
    subprocess.run(
        ["git", "apply", "-p0"], input=ran.out, text=True, check=True, capture_output=True
    )
    assert (top / "run.py").read_text() == f"# moved\n{PREDICTOR}"
    assert not (top / "predict.py").exists()


@pytest.mark.usefixtures("renames")
def test_stdin_is_one_file_only(run: Run, lay: Lay) -> None:
    top = lay(HEALTHY)
    ran = run("check", "--fix", "--stdin-filename", "cog.yaml", stdin=CONFIG.encode())
    assert ran.code == 2
    assert ran.out == CONFIG
    assert "a fix changes other files too" in ran.err
    assert (top / "predict.py").exists()


@pytest.mark.usefixtures("makes")
def test_stdin_cannot_make_a_file(run: Run, lay: Lay) -> None:
    top = lay(HEALTHY)
    ran = run("check", "--fix", "--stdin-filename", "cog.yaml", stdin=CONFIG.encode())
    assert (ran.code, ran.out) == (2, CONFIG)
    assert not (top / ".dockerignore").exists()


@pytest.mark.usefixtures("makes")
def test_json_names_a_file_that_is_made(run: Run, lay: Lay) -> None:
    top = lay(HEALTHY)
    (found,) = json.loads(run("check", "--output-format", "json").out)
    assert found["fix"]["files"] == [
        {"operation": "create", "filename": str(top / ".dockerignore")}
    ]
    (edit,) = found["fix"]["edits"]
    assert edit["content"] == "one\ntwo\n"
    assert edit["location"] == edit["end_location"] == {"row": 1, "column": 1}


@pytest.mark.usefixtures("renames")
def test_json_names_a_file_that_is_renamed(run: Run, lay: Lay) -> None:
    top = lay(HEALTHY)
    (found,) = json.loads(run("check", "--output-format", "json").out)
    assert found["fix"]["files"] == [
        {
            "operation": "rename",
            "filename": str(top / "predict.py"),
            "new_filename": str(top / "run.py"),
        }
    ]


@pytest.mark.usefixtures("makes")
def test_sarif_leaves_out_what_it_cannot_say(run: Run, lay: Lay) -> None:
    lay(HEALTHY)
    (result,) = json.loads(run("check", "--output-format", "sarif").out)["runs"][0]["results"]
    assert "fixes" not in result


@pytest.mark.usefixtures("makes")
@pytest.mark.parametrize("kind", ["folder", "binary", "link"])
def test_a_name_that_is_taken_is_left_alone(run: Run, lay: Lay, kind: str) -> None:
    top = lay(HEALTHY)
    if kind == "folder":
        (top / ".dockerignore").mkdir()
    elif kind == "binary":
        (top / ".dockerignore").write_bytes(b"\0")
    else:
        (top / ".dockerignore").symlink_to("nowhere")
    ran = run("check", "--fix")
    assert ran.code == 1
    assert "no fix (Make .dockerignore): .dockerignore already exists" in ran.out


def test_a_name_that_is_taken_meanwhile_keeps_all_from_being_written(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    (tmp_path / "taken").write_text("mine")
    for change in (
        Change(tmp_path / "taken", None, "new"),
        Change(tmp_path / "a", "a", "A", tmp_path / "taken"),
    ):
        changes = [Change(tmp_path / "new", None, "x"), Change(tmp_path / "a", "a", "B"), change]
        with pytest.raises(UsageError, match="something already has that name"):
            write_changes(changes)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "a": "a",
        "taken": "mine",
    }


def test_what_was_made_is_given_back_when_the_rest_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a").write_text("a")
    (tmp_path / "old").write_text("o")
    monkeypatch.setattr(Path, "replace", fail)
    changes = [
        Change(tmp_path / "made", None, "x"),
        Change(tmp_path / "old", "o", "o", tmp_path / "new"),
        Change(tmp_path / "a", "a", "A"),
    ]
    with pytest.raises(UsageError, match="Permission denied"):
        write_changes(changes)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "old"]


def test_a_file_system_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(source: Path, target: Path) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", fail)
    (tmp_path / "old").write_text("o")
    write_changes(
        [
            Change(tmp_path / "made", None, "x"),
            Change(tmp_path / "old", "o", "n", tmp_path / "new"),
        ]
    )
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"made": "x", "new": "n"}


def test_a_link_is_not_renamed(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("a")
    (tmp_path / "link").symlink_to("real")
    with pytest.raises(UsageError, match="link is a link"):
        write_changes([Change(tmp_path / "link", "a", "A", tmp_path / "new")])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link", "real"]


def test_text_that_is_no_text_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="UTF-8 cannot hold its text"):
        write_changes([Change(tmp_path / "new", None, "\ud800")])
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        write_changes([Change(tmp_path / "no" / "new", None, "x")])
