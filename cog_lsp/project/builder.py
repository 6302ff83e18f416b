"""From a project's files to one snapshot of it: what is read, in which order, and how far."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from cog_lsp.project.config import CogConfig
from cog_lsp.project.data_files import data_files
from cog_lsp.project.installed import Installed, find_installed
from cog_lsp.project.programs import scripts_named
from cog_lsp.project.project import Project, module_candidates
from cog_lsp.project.settings import SETTINGS_FILES, Settings, read_settings
from cog_lsp.syntax.python_facts import PythonFacts, read_python
from cog_lsp.syntax.requirements import included_files
from cog_lsp.syntax.weights_lock import LOCK_NAME
from cog_lsp.text import Document

CONFIG_NAME = "cog.yaml"
# Read whether or not anything names them.
_BESIDE = ("requirements.txt", ".dockerignore", LOCK_NAME)
_MAX_MODULES = 400
_MAX_PROGRAMS = 60


class Files(Protocol):
    """Where a loader gets a project's files from."""

    def document(self, path: str) -> Document | None:
        """The file at ``path`` inside the project; ``None`` if it is not there or no text."""

    def side_files(self) -> tuple[str, ...]:
        """The files beside the code that may declare hardware or settings."""

    def names(self, folder: str) -> tuple[str, ...]:
        """The names in ``folder`` of the project; none if it is not there or lies outside."""

    def python_files(self) -> tuple[str, ...]:
        """The Python files of the project, but for those in the folders of tools."""


class Builder:
    """Makes a project of files, keeping what was parsed of texts that did not change."""

    def __init__(self, files: Files, known: Mapping[str, PythonFacts] | None = None) -> None:
        """``known`` are the facts of texts that ``files`` may have too, by their paths."""
        self._files = files
        self._facts = dict(known or {})
        self._named: dict[str, tuple[PythonFacts, tuple[str, ...]]] = {}
        self._config: CogConfig | None = None
        self._installed = Installed()

    def build(
        self,
        opened: Mapping[str, Document | None],
        editor_settings: Mapping[str, object] | None,
    ) -> Project:
        """The project now, the documents of ``opened`` standing in for files."""
        documents: dict[str, Document] = {}

        def document(path: str) -> Document | None:
            found = opened[path] if path in opened else self._files.document(path)
            if found is not None:
                documents[path] = found
            return found

        config_document = document(CONFIG_NAME) or Document(CONFIG_NAME, "")
        if self._config is None or self._config.document != config_document:
            self._config = CogConfig.read(config_document)
        config = self._config
        requirements = config.requirements_path
        for path in (requirements, *_BESIDE, *self._files.side_files(), *opened):
            if path:
                document(path)
        if requirements is not None and requirements in documents:
            folder = posixpath.dirname(requirements)
            for path in included_files(documents[requirements].text):
                document(posixpath.normpath(posixpath.join(folder, path)))
        python: dict[str, PythonFacts] = {}
        pending = [ref.file for ref in config.targets if ref.file]
        pending += [path for path, given in opened.items() if given and path.endswith(".py")]
        if config.tree.problem is not None and CONFIG_NAME in opened:
            # Its author is in the middle of it, and may ask what is in the file being named.
            pending += config.named_files
        while pending and len(python) < _MAX_MODULES:
            path = pending.pop()
            found = document(path) if path not in python else None
            if found is None:
                continue
            python[path] = facts = self.read(found)
            for target in facts.imported_modules():
                pending.extend(_module_files(path, target.module, target.member, target.level))
        programs = self._programs(document, python)
        for path in data_files((*python.values(), *programs.values()), self._files.names):
            document(path)
        settings = Settings()
        for name in SETTINGS_FILES:
            found = documents.get(name)
            own = read_settings(found) if found is not None else None
            if own is not None:
                settings = own
                break
        named = [CONFIG_NAME, config.requirements_path or "", *(ref.file for ref in config.targets)]
        # A reference that is being typed may end in a slash: then it is about what comes next.
        named += [f"{ref.value}_" for ref in config.targets if ref.value.endswith("/")]
        names = frozenset(
            posixpath.join(folder, name)
            for folder in {_folder(path) for path in named}
            for name in self._files.names(folder)
        )
        gone = {path for path, given in opened.items() if given is None}
        settings = settings.overlaid(editor_settings)
        return Project(
            config,
            documents,
            python,
            settings,
            names=names - gone,
            installed=self._installed_now(),
            others=self._others(config, opened, python),
            programs=programs,
        )

    def _programs(
        self, document: Callable[[str], Document | None], python: Mapping[str, PythonFacts]
    ) -> dict[str, PythonFacts]:
        """The scripts that the code runs as programs, and the modules that only these import."""
        found: dict[str, PythonFacts] = {}
        pending = [path for facts in python.values() for path in self._scripts_named(facts)]
        while pending and len(found) < _MAX_PROGRAMS:
            path = pending.pop()
            script = document(path) if path not in python and path not in found else None
            if script is None:
                continue
            found[path] = facts = self.read(script)
            for target in facts.imported_modules():
                pending.extend(_module_files(path, target.module, target.member, target.level))
        return found

    def _scripts_named(self, facts: PythonFacts) -> tuple[str, ...]:
        """The scripts that a file names, looked for once for each text."""
        known = self._named.get(facts.path)
        if known is None or known[0] is not facts:
            known = self._named[facts.path] = (facts, scripts_named(facts))
        return known[1]

    def _installed_now(self) -> Installed:
        """What is installed; the value of before if that still holds, with what was read of it."""
        found = find_installed(self._files.document, self._files.names)
        if found != self._installed:
            self._installed = found
        return self._installed

    def _others(
        self,
        config: CogConfig,
        opened: Mapping[str, Document | None],
        python: Mapping[str, PythonFacts],
    ) -> tuple[Document, ...]:
        """The Python files that cog.yaml does not lead to, while that matters."""
        if all(ref.key != "predict" for ref in config.targets):
            return ()
        paths = (path for path in self._files.python_files() if path not in {*python, *opened})
        found = (self._files.document(path) for path in paths)
        return tuple(document for document in found if document is not None)

    def read(self, document: Document) -> PythonFacts:
        """The facts of a Python file, which are kept until its text changes."""
        known = self._facts.get(document.path)
        if known is None or known.document.digest != document.digest:
            known = self._facts[document.path] = read_python(document)
        return known


def _module_files(importer: str, module: str, member: str | None, level: int) -> Iterator[str]:
    """Where an import may lead inside the project: the module, its packages, and a submodule."""
    parts = module.split(".") if module else []
    for length in range(1, len(parts) + 1):
        yield from module_candidates(importer, ".".join(parts[:length]), level)
    if member is not None:
        yield from module_candidates(importer, ".".join([*parts, member]), level)
    elif level and not parts:
        yield from module_candidates(importer, "", level)


def _folder(path: str) -> str:
    """The folder of ``path``, the project's own as the empty name."""
    return posixpath.dirname(posixpath.normpath(path)) if path else ""
