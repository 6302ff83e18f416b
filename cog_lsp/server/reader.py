"""Reading a project, whichever thread asks, and remembering the last cog.yaml that made sense.

While cog.yaml is being typed it is broken more often than not. Then the other files are judged, and
understood, by the last one that could be read, as if it were still there; what is said of cog.yaml
itself is said of the text as it is.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from cog_lsp.project import CogConfig, Project
from cog_lsp.project.discover import CONFIG_NAME, ProjectLoader
from cog_lsp.syntax.yaml_tree import YamlMapping
from cog_lsp.text import Document


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A project at one moment.

    ``written`` is the project exactly as its files are. ``project`` is the same one, unless
    cog.yaml cannot be read: then it has the last one that could, and the same texts elsewhere.
    ``overlay`` and ``settings`` are what ``project`` was read with.
    """

    project: Project
    written: Project
    overlay: Mapping[str, Document]
    settings: Mapping[str, object]

    @property
    def stands_in(self) -> bool:
        """Whether an earlier cog.yaml stands in for the one that is there."""
        return self.project is not self.written

    def of(self, path: str) -> Project:
        """The project in which the file at ``path`` is as it is."""
        return self.written if path == CONFIG_NAME else self.project

    def agrees(self, asked: str, told: str) -> bool:
        """Whether what :meth:`of` of the file ``asked`` tells of the file ``told`` is so.

        It is not when it tells of a cog.yaml that only stands in.
        """
        return not self.stands_in or asked == CONFIG_NAME or told != CONFIG_NAME

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """Every file that was read, as it is."""
        if not self.stands_in:
            return self.project.documents
        return {**self.project.documents, **self.written.documents}

    @cached_property
    def typed(self) -> Project:
        """The project to complete in: its ``documents`` as they are, the rest as it is known.

        A key of cog.yaml that is being typed keeps the whole from being read, and what fits it
        follows from the others. The places that ``config`` tells may be gone.
        """
        if not self.stands_in:
            return self.project
        python = {**self.written.python, **self.project.python}
        return replace(self.project, documents=self.documents, python=python)


class ProjectReader:
    """Reads one project. Its files are kept between two readings, so only one reads at a time."""

    def __init__(self, loader: ProjectLoader) -> None:
        self._loader = loader
        self._lock = threading.Lock()
        self._last_good: Document | None = None

    def read(self, overlay: Mapping[str, Document], settings: Mapping[str, object]) -> Snapshot:
        """The project with ``overlay`` over its files, under an editor's ``settings``."""
        with self._lock:
            project = written = self._loader.load(overlay, settings)
            if _makes_sense(written.config):
                self._last_good = written.config.document
            elif (good := self._last_good or self._saved()) is not None:
                overlay = {**overlay, CONFIG_NAME: good}
                project = self._loader.load(overlay, settings)
            return Snapshot(project, written, overlay, settings)

    def _saved(self) -> Document | None:
        """The cog.yaml on disk, if it makes sense: an editor may come with a broken one at once."""
        saved = self._loader.files.document(CONFIG_NAME)
        if saved is not None and _makes_sense(CogConfig.read(saved)):
            self._last_good = saved
        return self._last_good

    def reread(self, snapshot: Snapshot, changed: Mapping[str, Document | None]) -> Project:
        """The ``project`` of ``snapshot`` with some documents changed."""
        with self._lock:
            return self._loader.load({**snapshot.overlay, **changed}, snapshot.settings)

    def whole(self, snapshot: Snapshot) -> Snapshot:
        """``snapshot`` with all Python files of the project's folder, tests and scripts.

        For what has to know every use of a name, and is asked for rarely: it reads them all.
        """
        with self._lock:
            files = self._loader.files
            others = {
                path: document
                for path in files.python_files()
                if (document := files.document(path)) is not None
            }
            overlay = {**others, **snapshot.overlay}
            project = self._loader.load(overlay, snapshot.settings)
            written = project
            if snapshot.stands_in:
                config = {CONFIG_NAME: snapshot.written.config.document}
                written = self._loader.load({**overlay, **config}, snapshot.settings)
            return Snapshot(project, written, overlay, snapshot.settings)

    def forget(self, path: str) -> None:
        """The file at ``path`` changed on disk."""
        with self._lock:
            self._loader.files.forget(path)

    def forget_all(self) -> None:
        """Any file may have changed on disk."""
        with self._lock:
            self._loader.files.forget_all()


def _makes_sense(config: CogConfig) -> bool:
    """Whether cog.yaml is one: a mapping, or nothing at all."""
    tree = config.tree
    return tree.problem is None and (tree.root is None or isinstance(tree.root, YamlMapping))
