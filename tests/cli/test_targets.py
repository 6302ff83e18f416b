"""Which projects and files are checked for what is named."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from .conftest import BROKEN_PYTHON, HEALTHY, IDLE_COMMENT, Lay, Ran, Run


def inside(folder: str, files: dict[str, str]) -> dict[str, str]:
    return {f"{folder}/{name}": text for name, text in files.items()}


def files_shown(ran: Ran) -> list[str]:
    """The file of each finding, from the first line of its block."""
    return [line.split(":")[0] for line in ran.out.splitlines() if "] COG" in line]


@pytest.fixture
def several(lay: Lay) -> Path:
    return lay({**inside("a", IDLE_COMMENT), **inside("b/c", BROKEN_PYTHON), "notes.txt": "x"})


def test_folder_means_every_project_at_or_below_it(run: Run, several: Path) -> None:
    for arguments in ([], ["."], [str(several)], ["a", "b"], ["a", "b", "a/predict.py"]):
        ran = run("check", *arguments)
        assert files_shown(ran) == ["a/predict.py", "b/c/predict.py"]
        assert ran.code == 1
    assert files_shown(run("check", "a")) == ["a/predict.py"]


def test_folder_without_a_project_below_means_the_one_above(
    run: Run, lay: Lay, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = lay({**IDLE_COMMENT, "lib/inner/helper.py": ""})
    assert files_shown(run("check", "lib")) == ["predict.py"]
    monkeypatch.chdir(top / "lib" / "inner")
    assert files_shown(run("check")) == ["../../predict.py"]


def test_file_shows_only_what_is_wrong_in_it(run: Run, lay: Lay) -> None:
    lay({**IDLE_COMMENT, "cog.yaml": HEALTHY["cog.yaml"] + "# cog-lsp: ignore[no-such-rule]\n"})
    assert files_shown(run("check")) == ["cog.yaml", "predict.py"]
    assert files_shown(run("check", "cog.yaml")) == ["cog.yaml"]
    assert files_shown(run("check", "predict.py")) == ["predict.py"]
    assert files_shown(run("check", "predict.py", "cog.yaml")) == ["cog.yaml", "predict.py"]


def test_python_file_that_nothing_imports_is_checked_when_it_is_named(run: Run, lay: Lay) -> None:
    lay({**HEALTHY, "scripts/train.py": "def f(:\n"})
    assert run("check").code == 0
    assert files_shown(run("check", "scripts/train.py")) == ["scripts/train.py"]


def test_file_that_is_not_looked_at_is_mentioned(run: Run, lay: Lay) -> None:
    lay({**HEALTHY, "notes.txt": "x"})
    ran = run("check", "notes.txt")
    assert ran.code == 0
    assert ran.err == "cog-lsp: notes.txt is not a file that cog-lsp checks\n"
    assert run("check", "predict.py").err == ""


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("nowhere", "nowhere: no such file or folder"),
        ("empty", "empty: cog-lsp checks Cog projects, and no cog.yaml is in this folder"),
        ("notes.txt", "notes.txt: cog-lsp checks Cog projects, and no cog.yaml is in its folder"),
        ("a\0b", "no such file or folder"),
        ("x" * 5000, "too long"),
    ],
)
def test_path_outside_any_project(run: Run, several: Path, path: str, said: str) -> None:
    (several / "empty").mkdir()
    ran = run("check", path)
    assert ran.code == 2
    assert said in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("content", [b"build: \xff", b"\0"])
def test_cog_yaml_that_is_no_text_is_not_taken_for_an_empty_one(
    run: Run, lay: Lay, content: bytes
) -> None:
    lay({**HEALTHY, "cog.yaml": content})
    ran = run("check")
    assert ran.code == 2
    assert ran.err.startswith("cog-lsp: error: cog.yaml cannot be read as text")


def test_project_that_cannot_be_read_keeps_no_other_from_being_checked(
    run: Run, several: Path
) -> None:
    (several / "a" / "cog.yaml").write_bytes(b"\xff")
    ran = run("check")
    assert ran.code == 2
    assert ran.err.startswith("cog-lsp: error: a/cog.yaml cannot be read as text")
    assert files_shown(ran) == ["b/c/predict.py"]


def test_named_file_that_is_no_text(run: Run, lay: Lay) -> None:
    lay({**HEALTHY, "weights.bin": b"\0\1"})
    ran = run("check", "weights.bin")
    assert ran.code == 2
    assert "weights.bin cannot be read as text" in ran.err


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_linked_folder_is_shown_as_it_was_named(run: Run, lay: Lay) -> None:
    top = lay(inside("real", IDLE_COMMENT))
    (top / "link").symlink_to("real")
    assert files_shown(run("check", "link")) == ["link/predict.py"]
