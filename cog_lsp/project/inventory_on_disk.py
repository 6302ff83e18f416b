"""Taking stock of a project's folder: names and sizes only, bounded, and kept until told otherwise.

The folders of tools (``.git``, virtual environments) come last, so that where there is too much to
look at, it is they that are cut short.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

from cog_lsp.project.inventory import Inventory

_MAX_ENTRIES = 20_000
_NEVER_COPIED = ".cog"


class InventoryOnDisk:
    """The inventory of ``root``. Folders called one of ``last`` are looked into after all else."""

    def __init__(self, root: Path, last: frozenset[str]) -> None:
        self._root = root
        self._last = last
        self._files: dict[str, int] = {}
        self._folders: set[str] = set()
        self._complete = True
        self._taken: Inventory | None = None
        self._known = False

    def take(self) -> Inventory | None:
        """The inventory as it was last seen; ``None`` if there is no such folder."""
        if not self._known:
            self._known = True
            self._scan()
        if self._taken is None and self._root.is_dir():
            self._taken = Inventory(
                MappingProxyType(dict(self._files)), frozenset(self._folders), self._complete
            )
        return self._taken

    def forget(self, path: str) -> None:
        """Look at ``path`` again: it was changed, made or deleted. For a folder, at everything."""
        if not self._known:
            return
        self._taken = None
        size = _size(self._root / path)
        if size is not None:
            self._files[path] = size
            parts = path.split("/")[:-1]
            self._folders.update("/".join(parts[: index + 1]) for index in range(len(parts)))
        elif self._files.pop(path, None) is None and self._is_folder(path):
            self.forget_all()

    def _is_folder(self, path: str) -> bool:
        """Whether ``path`` is a folder, or was one."""
        return path in self._folders or (self._root / path).is_dir()

    def forget_all(self) -> None:
        """Look at everything again."""
        self._known = False
        self._taken = None

    def _scan(self) -> None:
        self._files.clear()
        self._folders.clear()
        self._complete = True
        left = _MAX_ENTRIES
        pending: list[str] = [""]
        later: list[str] = []
        while pending or later:
            folder = pending.pop(0) if pending else later.pop(0)
            for entry in _entries(self._root / folder):
                left -= 1
                if left < 0:
                    self._complete = False
                    return
                path = f"{folder}/{entry.name}" if folder else entry.name
                if entry.is_dir(follow_symlinks=False):
                    if path != _NEVER_COPIED:
                        self._folders.add(path)
                        (later if entry.name in self._last else pending).append(path)
                else:
                    self._files[path] = _size(Path(entry.path)) or 0


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            yield from sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return


def _size(path: Path) -> int | None:
    """The size of the file at ``path`` or that it links to; ``None`` if there is none."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None
