"""What lies in a project's folder, by name and size; nothing of it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True, eq=False)
class Inventory:
    """The files of a folder and of those below it, with their sizes in bytes, and the folders.

    Links are in it under their own names and are not followed; one to a file has that file's size.
    What Cog never copies into an image (``.cog``) is left out. ``complete`` is false where there
    was too much to look at; then what is not here may be there all the same. Compared by identity.
    """

    files: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    folders: frozenset[str] = frozenset()
    complete: bool = True

    def has(self, path: str) -> bool:
        """Whether ``path`` is a file or a folder that was seen."""
        return path in self.files or path in self.folders
