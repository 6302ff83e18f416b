"""The imports of one file, when files of the project get other names or places."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cog_lsp.fixes.python_names import binds
from cog_lsp.project import Project
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import PythonFacts
from cog_lsp.text import Span, TextEdit

_FROM = re.compile(r"from\s*(?P<module>(?:\.[.\s]*)?[\w.]*)\s*\bimport\b")


@dataclass(frozen=True, slots=True)
class ImportFollower:
    """What becomes of the imports of a file when each path moves to ``where`` says."""

    project: Project
    facts: PythonFacts
    where: Callable[[str], str]

    def edits(self) -> Iterator[TextEdit]:
        """The edits of the file; none where a new path cannot be imported, or is not certain."""
        if self.facts.tree.problems:
            return
        for node in py.walk(self.facts.tree):
            if isinstance(node, py.ImportFrom):
                yield from self._import_from(node)
            elif isinstance(node, py.Import):
                for each in node.names:
                    yield from self._import(node, each)

    def _import_from(self, node: py.ImportFrom) -> Iterator[TextEdit]:
        written = _FROM.match(self.facts.document.slice(node.span))
        if written is None:
            return
        path = self.project.module_path(self.facts.path, node.module, node.level)
        path = path or self._namespace(node)
        if path is not None:
            new = self._module(path, node.module, node.level)
            if new is not None and new != "." * node.level + node.module:
                start = node.span.start
                end = start + written.start("module") + len(written["module"].rstrip())
                yield TextEdit(Span(start + written.start("module"), end), new)
        for each in node.names:
            yield from self._submodule(node, each)

    def _namespace(self, node: py.ImportFrom) -> str | None:
        """Where the package would say what it is, of one that is a mere folder with modules."""
        for each in node.names:
            module = ".".join(part for part in (node.module, each.name) if part)
            path = self.project.module_path(self.facts.path, module, node.level)
            if path is not None and "/" in path:
                return f"{path.rpartition('/')[0]}/__init__.py"
        return None

    def _submodule(self, node: py.ImportFrom, each: py.ImportedName) -> Iterator[TextEdit]:
        """``from package import module``: the module keeps its name in this file."""
        module = ".".join(part for part in (node.module, each.name) if part)
        path = self.project.module_path(self.facts.path, module, node.level)
        new = self.where(path) if path is not None else None
        if path is None or new is None or new == path or self._is_member(node, each.name):
            return
        name = _stem(new)
        same_folder = new.rpartition("/")[0] == path.rpartition("/")[0]
        if same_folder and name.isidentifier() and not path.endswith("/__init__.py"):
            start = each.span.start
            span = Span(start, start + len(each.name))
            yield TextEdit(span, name if each.alias else f"{name} as {each.name}")

    def _is_member(self, node: py.ImportFrom, name: str) -> bool:
        """Whether the package itself defines ``name``, which then hides its module."""
        path = self.project.module_path(self.facts.path, node.module, node.level)
        there = self.project.python.get(path) if path is not None else None
        return there is not None and (
            name in there.classes or name in there.functions or name in there.constants
        )

    def _import(self, node: py.Import, each: py.ImportedName) -> Iterator[TextEdit]:
        path = self.project.module_path(self.facts.path, each.name)
        new = self._module(path, each.name, 0) if path is not None else None
        if new is None or new == each.name:
            return
        start = each.span.start
        span = Span(start, start + len(each.name))
        if each.alias is not None:
            yield TextEdit(span, new)
        elif "." not in each.name:
            yield from self._plain(each, span, new)
        else:
            yield from self._dotted(each, span, new)

    def _plain(self, each: py.ImportedName, span: Span, new: str) -> Iterator[TextEdit]:
        """``import module``: its uses follow, or it keeps its name where they cannot."""
        others = [
            other
            for other in py.walk(self.facts.tree)
            if isinstance(other, py.Param | py.FunctionDef | py.ClassDef)
            and other.name == each.name
        ]
        if "." in new or others or each.name in self.facts.globals or binds(self.facts, new):
            yield TextEdit(span, f"{new} as {each.name}")
            return
        yield TextEdit(span, new)
        for other in py.walk(self.facts.tree):
            if isinstance(other, py.Name) and other.id == each.name:
                yield TextEdit(other.span, new)

    def _dotted(self, each: py.ImportedName, span: Span, new: str) -> Iterator[TextEdit]:
        """``import package.module``: only while every use of the package is one of the module."""
        root = each.name.partition(".")[0]
        chains = [
            found
            for found in py.walk(self.facts.tree)
            if isinstance(found, py.Attribute) and py.dotted(found) == each.name
        ]
        names = [
            found
            for found in py.walk(self.facts.tree)
            if isinstance(found, py.Name) and found.id == root
        ]
        if new.partition(".")[0] != root and len(names) != len(chains):
            return
        yield TextEdit(span, new)
        for chain in chains:
            yield TextEdit(chain.span, new)

    def _module(self, path: str, written: str, level: int) -> str | None:
        """How the file imports what stood at ``path`` and was ``written``, dots left out.

        ``None`` where nothing changes, or where the new path is none that can be imported.
        """
        importer, new = self.where(self.facts.path), self.where(path)
        if (importer, new) == (self.facts.path, path):
            return None
        parts, folder = _parts(new), _folders(importer)
        if not parts or not all(part.isidentifier() for part in parts):
            return None
        if level:
            return _relative(folder, parts, is_package=_is_package(new))
        # What was found beside the importing file, and not from the root, may still be there.
        old = _parts(path)
        beside = old[: len(old) - len(written.split("."))]
        if beside and folder == beside == parts[: len(beside)] and len(parts) > len(beside):
            return ".".join(parts[len(beside) :])
        return ".".join(parts)


def _relative(folder: list[str], parts: list[str], *, is_package: bool) -> str:
    """The relative import of the module ``parts`` in a file of ``folder``."""
    # A package may be named by dots alone, a module needs its name.
    most = min(len(folder), len(parts) - (not is_package))
    common = 0
    while common < most and folder[common] == parts[common]:
        common += 1
    return "." * (len(folder) - common + 1) + ".".join(parts[common:])


def _is_package(path: str) -> bool:
    return path.endswith("/__init__.py")


def _parts(path: str) -> list[str]:
    """The names of the module that ``path`` is: ``a/b.py`` is ``a.b``, and ``a/__init__.py`` a."""
    if not path.endswith(".py"):
        return []
    return path.removesuffix(".py").removesuffix("/__init__").split("/")


def _folders(path: str) -> list[str]:
    """The names of the folders around ``path``."""
    return path.split("/")[:-1]


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".py")
