"""Finding projects on disk and reading their files: the only input of the engine.

A :class:`ProjectFiles` keeps what it read until it is told that a file changed, so that a keystroke
costs no look at the disk beyond files never seen before.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from cog_lsp.project.builder import CONFIG_NAME as CONFIG_NAME
from cog_lsp.project.builder import Builder
from cog_lsp.project.hardware import SAFE_PUSH_FOLDERS, is_safe_push
from cog_lsp.project.history import Commit, History
from cog_lsp.project.inventory import Inventory
from cog_lsp.project.inventory_on_disk import InventoryOnDisk
from cog_lsp.project.project import Project, Published
from cog_lsp.project.settings import SETTINGS_FILES
from cog_lsp.project.weight_files import INDEX_SUFFIX, PIPELINE_INDEX, WEIGHT_FILES, StoredWeights
from cog_lsp.project.weights_on_disk import WeightsOnDisk
from cog_lsp.text import Document, decode, marked_encoding

_MAX_BYTES = 4_000_000
_MAX_PYTHON_FILES = 400
_MAX_SCRIPTS = 8
_SCRIPT_SUFFIXES = (".py", ".sh")
# Scripts beside cog.yaml, or in `script/`, that fetch weights, by their name.
_SCRIPT = re.compile(r"(?i)download|fetch|weights|(?:get|cache|prepare|save)[-_]?\w*model")
_MAX_FOLDERS = 1000
# What tools keep in a project is nobody's code: neither searched nor checked.
TOOL_FOLDERS = frozenset(
    (
        ".git",
        ".cog",
        ".venv",
        "venv",
        "node_modules",
        "__pycache__",
        ".mypy_cache",
        ".tox",
        "site-packages",
    )
)


def find_root(path: Path) -> Path | None:
    """The nearest folder at or above ``path`` that holds a cog.yaml, as Cog itself looks."""
    for folder in (path, *path.parents):
        if (folder / CONFIG_NAME).is_file():
            return folder
    return None


def find_projects(folder: Path, cancelled: Callable[[], bool] = lambda: False) -> Iterator[Path]:
    """Every folder at or below ``folder`` that holds a cog.yaml, in the order of their names.

    ``cancelled`` is asked in every folder; once it is true, the search ends.
    """
    for current, folders, files in os.walk(folder):
        if cancelled():
            return
        folders[:] = sorted(name for name in folders if name not in TOOL_FOLDERS)
        if CONFIG_NAME in files:
            yield Path(current)


def _read(path: Path) -> bytes | None:
    """What is in the file at ``path``.

    ``None`` when there is no such regular file, it cannot be read, or it is larger than a text that
    a person would write (over 4 MB).
    """
    try:
        if not path.is_file() or path.stat().st_size > _MAX_BYTES:
            return None
        return path.read_bytes()
    except (OSError, ValueError):
        return None


class ProjectFiles:
    """The files of one project as they are on disk, read once.

    ``hub_cache`` is the folder of the Hugging Face hub's cache, if it may be looked into.
    """

    def __init__(self, root: Path, hub_cache: Path | None = None) -> None:
        self.root = root
        self._weights = WeightsOnDisk(root, hub_cache, TOOL_FOLDERS)
        self._scripts: tuple[Document, ...] | None = None
        self._inventory = InventoryOnDisk(root, TOOL_FOLDERS)
        self._documents: dict[str, Document | None] = {}
        self._marked: dict[str, str] = {}
        self._listings: dict[str, tuple[str, ...]] = {}
        self._side_files: tuple[str, ...] | None = None
        self._python_files: tuple[str, ...] | None = None

    def document(self, path: str) -> Document | None:
        """The file at ``path`` inside the project; ``None`` if it is not there or no text."""
        if path not in self._documents:
            data = _read(self.root / path) if _is_inside(path) else None
            text = decode(data) if data is not None else None
            self._documents[path] = None if text is None else Document(path, text)
            self._marked[path] = marked_encoding(data or b"")
        return self._documents[path]

    def marked_encoding(self, path: str) -> str:
        """The encoding that the byte order mark of a file names; empty without either."""
        self.document(path)
        return self._marked[path]

    def forget(self, path: str) -> None:
        """Read ``path`` again when it is next asked for: it was changed, made or deleted."""
        self._documents.pop(path, None)
        self._inventory.forget(path)
        self._listings.clear()
        self._side_files = None
        self._scripts = None
        if path.endswith(".py"):
            self._python_files = None
        if path.lower().endswith((*WEIGHT_FILES, INDEX_SUFFIX, PIPELINE_INDEX)):
            self._weights.forget()

    def forget_all(self) -> None:
        """Read everything again."""
        self._documents.clear()
        self._inventory.forget_all()
        self._listings.clear()
        self._side_files = None
        self._scripts = None
        self._python_files = None
        self._weights.forget()

    def relative(self, path: Path) -> str | None:
        """The name of ``path`` inside the project, or ``None`` when it is outside."""
        try:
            return path.relative_to(self.root).as_posix()
        except ValueError:
            return None

    def weights(self, project: Project) -> StoredWeights:
        """The files of weights beside the code, and those of the hub that ``project`` speaks of."""
        local = self._weights.local()
        if not project.settings.hf_cache:
            return StoredWeights(local)
        facts = project.python.values()
        texts = (project.config.document.text, *(found.document.text for found in facts))
        return StoredWeights(local, self._weights.hub(texts))

    def inventory(self) -> Inventory | None:
        """All that lies in the project's folder; ``None`` if the folder is not there."""
        return self._inventory.take()

    def scripts(self) -> tuple[Document, ...]:
        """What people run before the build to fetch weights: ``script/download-weights``."""
        if self._scripts is None:
            documents = (self.document(path) for path in self._find_scripts())
            self._scripts = tuple(found for found in documents if found is not None)
        return self._scripts

    def _find_scripts(self) -> list[str]:
        found = [
            f"{folder}{name}"
            for folder in ("", "script/", "scripts/")
            for name in sorted(self.names(folder.rstrip("/")))
            if _SCRIPT.search(name)
        ]
        named = (path for path in found if path.rpartition("/")[2].endswith(_SCRIPT_SUFFIXES))
        plain = (path for path in found if "." not in path.rpartition("/")[2])
        return [*named, *plain][:_MAX_SCRIPTS]

    def side_files(self) -> tuple[str, ...]:
        """The files beside the code that may declare hardware or settings."""
        if self._side_files is None:
            self._side_files = tuple(sorted(self._find_side_files()))
        return self._side_files

    def _find_side_files(self) -> Iterator[str]:
        for name in self.names(""):
            if name in SETTINGS_FILES or is_safe_push(name) or name.endswith(".tf"):
                yield name
        for folder in (*SAFE_PUSH_FOLDERS, ".github/workflows", "terraform"):
            for name in self.names(folder):
                if name.endswith((".yaml", ".yml", ".tf")):
                    yield f"{folder}/{name}"

    def python_files(self) -> tuple[str, ...]:
        """The Python files of the project, but for those in the folders of tools."""
        if self._python_files is None:
            self._python_files = tuple(sorted(self._find_python_files()))
        return self._python_files

    def _find_python_files(self) -> Iterator[str]:
        count = 0
        for number, (current, folders, files) in enumerate(os.walk(self.root)):
            if number >= _MAX_FOLDERS:
                return
            folders[:] = [
                name for name in folders if name not in TOOL_FOLDERS and not name.startswith(".")
            ]
            for name in files:
                if name.endswith(".py") and count < _MAX_PYTHON_FILES:
                    count += 1
                    yield Path(current, name).relative_to(self.root).as_posix()

    def names(self, folder: str) -> tuple[str, ...]:
        """The names in ``folder`` of the project; none if it is not there or lies outside."""
        if folder not in self._listings:
            try:
                found = os.listdir(self.root / folder) if _is_inside(folder) else []  # noqa: PTH208 - names, not paths
            except (OSError, ValueError):
                found = []
            self._listings[folder] = tuple(found)
        return self._listings[folder]


class ProjectLoader:
    """Builds snapshots of one project from its files and the texts that editors hold over them."""

    def __init__(self, root: Path, hub_cache: Path | None = None) -> None:
        self.files = ProjectFiles(root, hub_cache)
        self._builder = Builder(self.files)
        self._history = History(root)
        self._published: tuple[Commit, Published] | None = None

    def load(
        self,
        overlay: Mapping[str, Document | None] | None = None,
        editor_settings: Mapping[str, object] | None = None,
    ) -> Project:
        """The project now, the documents of ``overlay`` standing in for files.

        ``None`` stands for a file that is there no more.
        """
        project = self._builder.build(overlay or {}, editor_settings)
        scripts = self.files.scripts()
        return replace(
            project,
            published=self._find_published(project),
            weights=self.files.weights(project),
            scripts=tuple(
                project.python.get(script.path) or self._builder.read(script)
                for script in scripts
                if _is_python(script)
            ),
            shell_scripts=tuple(script for script in scripts if not _is_python(script)),
            inventory=self.files.inventory(),
            requirements_mark=self.files.marked_encoding(project.config.requirements_path or ""),
        )

    def _find_published(self, now: Project) -> Published | None:
        """What the baseline of ``now`` means: a saved document, or the project at a revision."""
        baseline = now.settings.baseline
        if baseline.endswith(".json"):
            document = self.files.document(baseline)
            return Published(baseline, document=document) if document is not None else None
        commit = self._history.commit(baseline) if baseline != "off" else None
        if commit is None or commit.document(CONFIG_NAME) is None:
            return None
        if self._published is None or self._published[0] is not commit:
            # Built once a commit: a snapshot must not hold on to others through it.
            # Most of its texts are those at hand, which are parsed already.
            project = Builder(commit, now.python).build({}, None)
            self._published = (commit, Published(baseline, project))
        return self._published[1]


def _is_python(document: Document) -> bool:
    """Whether a script is in Python: by its suffix, or by its first line if it has none."""
    first = document.text.partition("\n")[0]
    return document.path.endswith(".py") or (first.startswith("#!") and "python" in first)


def _is_inside(path: str) -> bool:
    pure = PurePosixPath(path)
    return not pure.is_absolute() and ".." not in pure.parts and "\0" not in path
