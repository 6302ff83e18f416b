"""From what is named on the command line to the projects that it means."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cog_lsp.cli.errors import UsageError
from cog_lsp.project import Project
from cog_lsp.project.discover import CONFIG_NAME, ProjectLoader, find_projects, find_root
from cog_lsp.project.weights_on_disk import hub_cache
from cog_lsp.text import Document

_NO_PROJECT = f"cog-lsp checks Cog projects, and no {CONFIG_NAME} is"


@dataclass(frozen=True, slots=True)
class Target:
    """One project to check. ``root`` is absolute.

    ``files`` are the files, by their paths inside the project, whose findings are wanted; ``None``
    means all. ``overlay`` holds the texts that count in place of files, and the Python files that
    were named although nothing imports them.
    """

    root: Path
    files: frozenset[str] | None = None
    overlay: Mapping[str, Document] = field(default_factory=dict)

    def load(
        self,
        loader: ProjectLoader,
        changed: Mapping[str, Document | None] | None = None,
        settings: Mapping[str, object] | None = None,
    ) -> Project:
        """The project with the documents of ``changed`` in place of what was read.

        ``settings`` stand in place of what its own settings say under the same keys.
        """
        return loader.load({**self.overlay, **(changed or {})}, settings)

    def loader(self) -> ProjectLoader:
        """A loader of this project; :class:`UsageError` when its cog.yaml cannot be read."""
        loader = ProjectLoader(self.root, hub_cache(os.environ))
        if CONFIG_NAME not in self.overlay and loader.files.document(CONFIG_NAME) is None:
            raise UsageError(f"{shown_path(self.root / CONFIG_NAME)} {_UNREADABLE}")
        return loader


_UNREADABLE = "cannot be read as text; it has to be a readable UTF-8 file of at most 4 MB"


def find_targets(paths: Sequence[str]) -> list[Target]:
    """The projects that ``paths`` mean, each once, in the order in which they are named.

    A folder means every project at or below it, or else the one that it belongs to; a file means
    its project, of which only the file is wanted. Raises :class:`UsageError` for a path that is not
    there or belongs to no project.
    """
    wanted: dict[Path, set[str] | None] = {}
    for given in paths or (".",):
        path = Path(os.path.abspath(given))  # noqa: PTH100 - Path keeps "..", and must not follow links
        if _is_folder(path, given):
            for root in _roots(path, given):
                wanted[root] = None
        else:
            root = _root(path, given)
            files = wanted.setdefault(root, set())
            if files is not None:
                files.add(path.relative_to(root).as_posix())
    return [_target(root, files) for root, files in wanted.items()]


def stdin_target(given: str, text: str) -> Target:
    """The project of the file ``given``, with ``text`` in place of what is on disk."""
    path = Path(os.path.abspath(given))  # noqa: PTH100 - as above
    root = path.parent if path.name == CONFIG_NAME else _root(path, given)
    name = path.relative_to(root).as_posix()
    return Target(root, frozenset((name,)), {name: Document(name, text)})


def shown_path(path: Path) -> str:
    """``path`` as people read it: relative to the current folder where there is a way."""
    try:
        return os.path.relpath(path)
    except ValueError:  # another drive
        return str(path)


def _target(root: Path, files: set[str] | None) -> Target:
    if files is None:
        return Target(root)
    reader = ProjectLoader(root).files
    overlay: dict[str, Document] = {}
    for name in sorted(files):
        document = reader.document(name)
        if document is None:
            raise UsageError(f"{shown_path(root / name)} {_UNREADABLE}")
        if name.endswith(".py"):
            overlay[name] = document
    return Target(root, frozenset(files), overlay)


def _is_folder(path: Path, given: str) -> bool:
    try:
        if path.is_dir():
            return True
        if path.is_file():
            return False
    except (OSError, ValueError) as error:
        raise UsageError(f"{given}: {getattr(error, 'strerror', None) or error}") from error
    raise UsageError(f"{given}: no such file or folder")


def _roots(folder: Path, given: str) -> list[Path]:
    roots = list(find_projects(folder))
    above = find_root(folder) if not roots else None
    if above is not None:
        roots.append(above)
    if not roots:
        raise UsageError(f"{given}: {_NO_PROJECT} in this folder, below it or above it")
    return roots


def _root(path: Path, given: str) -> Path:
    root = find_root(path.parent)
    if root is None:
        raise UsageError(f"{given}: {_NO_PROJECT} in its folder or above it")
    return root
