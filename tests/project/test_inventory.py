"""What lies in a project's folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from cog_lsp.project import inventory_on_disk
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.project.inventory_on_disk import InventoryOnDisk


def lay(root: Path, *paths: str) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text("x" * 10)


def taken(stock: InventoryOnDisk) -> set[str]:
    found = stock.take()
    assert found is not None
    return set(found.files)


def test_files_have_their_sizes_and_folders_their_names(tmp_path: Path) -> None:
    lay(tmp_path, "a.txt", "b/c/d.bin", ".cog/tmp/x", ".git/config")
    (tmp_path / "link").symlink_to("b/c/d.bin")
    (tmp_path / "broken").symlink_to("nowhere")
    (tmp_path / "elsewhere").symlink_to("b")
    found = InventoryOnDisk(tmp_path, frozenset((".git",))).take()
    assert found is not None
    assert dict(found.files) == {
        "a.txt": 10, "b/c/d.bin": 10, "link": 10, "broken": 0, "elsewhere": 0, ".git/config": 10,
    }  # fmt: skip
    assert found.folders == {"b", "b/c", ".git"}
    assert found.complete
    assert found.has("b/c")
    assert not found.has("b/d")


def test_a_folder_that_is_not_there_has_no_inventory(tmp_path: Path) -> None:
    assert InventoryOnDisk(tmp_path / "none", frozenset()).take() is None


def test_tools_come_last_where_there_is_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inventory_on_disk, "_MAX_ENTRIES", 5)
    lay(tmp_path, ".venv/a", ".venv/b", ".venv/c", "z/y/x")
    stock = InventoryOnDisk(tmp_path, frozenset((".venv",)))
    found = stock.take()
    assert found is not None
    assert not found.complete
    assert "z/y/x" in found.files
    assert len(found.files) == 2


def test_a_changed_file_is_looked_at_alone(tmp_path: Path) -> None:
    lay(tmp_path, "a")
    stock = InventoryOnDisk(tmp_path, frozenset())
    assert taken(stock) == {"a"}
    lay(tmp_path, "b/c", "unseen")
    stock.forget("b/c")
    assert taken(stock) == {"a", "b/c"}
    (tmp_path / "a").unlink()
    stock.forget("a")
    assert taken(stock) == {"b/c"}
    stock.forget_all()
    assert taken(stock) == {"b/c", "unseen"}


def test_a_folder_that_came_or_went_is_taken_stock_of(tmp_path: Path) -> None:
    lay(tmp_path, "a")
    stock = InventoryOnDisk(tmp_path, frozenset())
    stock.take()
    lay(tmp_path, "b/c")
    stock.forget("b")
    assert taken(stock) == {"a", "b/c"}
    (tmp_path / "b/c").unlink()
    (tmp_path / "b").rmdir()
    stock.forget("b")
    assert taken(stock) == {"a"}
    lay(tmp_path, "unseen")
    stock.forget("never-there")
    assert taken(stock) == {"a"}


def test_a_snapshot_has_the_inventory(tmp_path: Path) -> None:
    lay(tmp_path, "cog.yaml", "weights/a.bin")
    loader = ProjectLoader(tmp_path)
    first = loader.load().inventory
    assert first is not None and first.files["weights/a.bin"] == 10
    assert loader.load().inventory is first
    assert ProjectLoader(tmp_path / "none").load().inventory is None
