"""The project as git has it, beside the project at hand."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from cog_lsp.project.discover import ProjectLoader
from cog_lsp.project.history import History
from cog_lsp.text import Document

from .test_discover import CONFIG, write

FILES: dict[str, str | bytes] = {
    "cog.yaml": CONFIG,
    "predict.py": "from lib.model import f\n",
    "lib/model.py": "x = 1\n",
    "größe.py": "y = 1\n",
    "weights.bin": b"\xff\xfe\x00",
}


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    command = ["git", *identity, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def repository(root: Path, folder: str = "") -> Path:
    """A repository with one commit, the project in ``folder`` of it; out: the project's folder."""
    write(root / folder, FILES)
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(root, "first")
    return root / folder


def commit(root: Path, message: str) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", message)


@pytest.mark.parametrize("folder", ["", "models/one"])
def test_the_files_are_those_of_the_commit(tmp_path: Path, folder: str) -> None:
    root = repository(tmp_path, folder)
    write(root, {"predict.py": "changed", "new.py": ""})
    found = History(root).commit("HEAD")
    assert found is not None
    assert found.document("predict.py") == Document("predict.py", "from lib.model import f\n")
    assert found.document("lib/model.py") == Document("lib/model.py", "x = 1\n")
    assert found.document("größe.py") == Document("größe.py", "y = 1\n")
    assert found.document("weights.bin") is None
    assert found.document("new.py") is None
    assert found.document("../secret") is None


def test_a_revision_is_looked_up_again_when_it_means_another_commit(tmp_path: Path) -> None:
    root = repository(tmp_path)
    history = History(root)
    first = history.commit("HEAD")
    assert history.commit("HEAD") is first
    assert history.commit("main") is not None
    write(root, {"predict.py": "second"})
    commit(root, "second")
    second = history.commit("HEAD")
    assert second is not None and first is not None and second.sha != first.sha
    git(root, "tag", "old", "HEAD~1")
    old = history.commit("old")
    assert old is not None and old.sha == first.sha


@pytest.mark.parametrize("revision", ["no-such", "--help", "-h", "", "HEAD~7", "HEAD:predict.py"])
def test_what_is_no_revision_has_no_files(tmp_path: Path, revision: str) -> None:
    assert History(repository(tmp_path)).commit(revision) is None


def test_a_folder_in_no_repository_and_one_in_an_empty_one_have_none(tmp_path: Path) -> None:
    root = write(tmp_path, FILES)
    assert History(root).commit("HEAD") is None
    git(root, "init", "--quiet")
    assert History(root).commit("HEAD") is None


def test_a_machine_without_git_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert History(root).commit("HEAD") is None


def test_in_a_hook_the_project_is_still_found_in_its_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(tmp_path, "models/one")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / ".git"))
    found = History(root).commit("HEAD")
    assert found is not None and found.document("predict.py") is not None


def test_a_project_knows_what_is_published(tmp_path: Path) -> None:
    root = repository(tmp_path)
    loader = ProjectLoader(root)
    first = loader.load({"predict.py": Document("predict.py", "typing")})
    assert first.published is not None and first.published.project is not None
    assert first.published.name == "HEAD"
    assert sorted(first.published.project.python) == ["lib/model.py", "predict.py"]
    assert first.published.project.published is None
    assert loader.load().published is first.published


def test_the_baseline_is_a_setting(tmp_path: Path) -> None:
    root = repository(tmp_path)
    write(root, {"openapi.json": "{}", "cog-lsp.toml": 'baseline = "openapi.json"\n'})
    loader = ProjectLoader(root)
    saved = loader.load().published
    assert saved is not None and saved.document is not None
    assert (saved.name, saved.project, saved.document.text) == ("openapi.json", None, "{}")
    assert loader.load(None, {"baseline": "off"}).published is None
    assert loader.load(None, {"baseline": "missing.json"}).published is None
    branch = loader.load(None, {"baseline": "main"}).published
    assert branch is not None and branch.name == "main"


def test_a_commit_without_this_project_is_no_baseline(tmp_path: Path) -> None:
    root = repository(tmp_path)
    other = write(root / "other", {"cog.yaml": CONFIG})
    assert ProjectLoader(other).load().published is None
