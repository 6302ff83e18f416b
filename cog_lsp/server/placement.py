"""Which file belongs to which project, by the folders that hold a cog.yaml on disk or in an editor.

A project is known by the real path of its folder, so that two ways to it through symbolic links
are one project; a file is known by its path below the folder as it was spelled.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from cog_lsp.project.discover import CONFIG_NAME, TOOL_FOLDERS, find_root
from cog_lsp.server.workspace import DocId, OpenDocument, OpenDocuments, child_uri, parent_uri


@dataclass(eq=False)
class Folder:
    """A workspace folder in the client's spelling, with the projects found in it."""

    uri: str
    path: Path
    roots: set[Path] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file belongs: to the project ``key``, whose folder is ``root``, as ``path``."""

    key: str
    root: Path
    path: str


@dataclass(slots=True)
class Site:
    """A project that should be watched, with its open documents by their paths."""

    root: Path
    base_uri: str
    open: dict[str, OpenDocument] = field(default_factory=dict)


class Placement:
    """The projects of the workspace folders and of the open documents."""

    def __init__(self, documents: OpenDocuments) -> None:
        self._documents = documents
        self._homes: Mapping[DocId, Place] = {}
        self.folders: dict[str, Folder] = {}

    def add_folder(self, uri: str) -> Folder | None:
        """Look after the folder at ``uri``; ``None`` when it is not on disk."""
        path = DocId.of(uri).path
        if path is None:
            return None
        folder = self.folders[uri] = Folder(uri, path)
        return folder

    def folders_of(self, path: Path) -> list[Folder]:
        """The workspace folders around ``path``, the innermost first."""
        around = [folder for folder in self.folders.values() if path.is_relative_to(folder.path)]
        return sorted(around, key=lambda folder: len(folder.path.parts), reverse=True)

    def place(self, doc_id: DocId) -> Place | None:
        """The place of a file: below the innermost folder around it that has a cog.yaml."""
        return self._homes.get(doc_id) or _place(doc_id, self._config_folders())

    def survey(self) -> dict[str, Site]:
        """All projects that should be watched now, by their keys.

        These hold an open document or lie in a workspace folder. The places of the open documents
        are remembered until the next survey.
        """
        configs = self._config_folders()
        homes: dict[DocId, Place] = {}
        sites: dict[str, Site] = {}
        for document in self._documents:
            place = _place(document.id, configs)
            if place is not None:
                homes[document.id] = place
                base = parent_uri(document.uri, place.path)
                site = sites.setdefault(place.key, Site(place.root, base))
                site.open[place.path] = document
                for folder in self.folders_of(place.root):
                    folder.roots.add(place.root)
        for folder in self.folders.values():
            for root in sorted(folder.roots):
                if (root / CONFIG_NAME).is_file():
                    inner = root.relative_to(folder.path).as_posix()
                    base = folder.uri if inner == "." else child_uri(folder.uri, inner)
                    sites.setdefault(os.path.realpath(root), Site(root, base))
        self._homes = homes
        return sites

    def _config_folders(self) -> set[Path]:
        return {
            document.id.path.parent
            for document in self._documents
            if document.id.path is not None and document.id.path.name == CONFIG_NAME
        }


def _place(doc_id: DocId, configs: Iterable[Path]) -> Place | None:
    if doc_id.path is None:
        return None
    candidates = [folder for folder in configs if folder in doc_id.path.parents]
    on_disk = find_root(doc_id.path.parent)
    if on_disk is not None:
        candidates.append(on_disk)
    if not candidates:
        return None
    root = max(candidates, key=lambda folder: len(folder.parts))
    inside = doc_id.path.relative_to(root)
    if TOOL_FOLDERS.intersection(inside.parts):
        return None
    return Place(os.path.realpath(root), root, inside.as_posix())
