"""Whoever else may know the runner's file or class by its old name."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from cog_lsp.fixes.migration.names import CannotMigrateError, Runner
from cog_lsp.fixes.result import FileEdit
from cog_lsp.project import Project
from cog_lsp.project.project import module_candidates
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import PythonFacts
from cog_lsp.text import Span, TextEdit

_MODULE = re.compile(r"from\s+\.*(?:\w+\.)*(?P<name>\w+)\s+import\b")


def importer_edits(project: Project, runner: Runner, new_path: str) -> Iterator[FileEdit]:
    """The edits of the modules that import helpers from the runner's file, which moves.

    Raises :class:`CannotMigrateError` for a module that imports the class, or the whole module, and
    for a file that cog.yaml does not lead to and that imports it at all.
    """
    path = runner.facts.path
    for facts in project.python.values():
        if facts is runner.facts:
            continue
        edits = tuple(_import_edits(facts, runner, new_path))
        if edits and new_path != path:
            yield FileEdit(facts.path, edits)
    stem = re.escape(posixpath.basename(path).removesuffix(".py"))
    imports = re.compile(
        rf"(?m)^[ \t]*(?:from[ \t]+[.\w]*\b{stem}[ \t]+import\b"
        rf"|(?:from[ \t]+[.\w]+[ \t]+)?import\b[^#\n]*\b{stem}\b)"
    )
    for document in project.others:
        if imports.search(document.text):
            raise CannotMigrateError(f"{document.path} imports {path}")


def _import_edits(facts: PythonFacts, runner: Runner, new_path: str) -> Iterator[TextEdit]:
    """The edits of one module that imports from the runner's file by ``from ... import``."""
    path = runner.facts.path
    new_name = posixpath.basename(new_path).removesuffix(".py")
    refused = CannotMigrateError(f"{facts.path} imports {path}")
    for node in py.walk(facts.tree):
        if isinstance(node, py.Import):
            for imported in node.names:
                if path in module_candidates(facts.path, imported.name, 0):
                    raise refused
        elif isinstance(node, py.ImportFrom):
            for imported in node.names:
                member = f"{node.module}.{imported.name}".strip(".")
                if path in module_candidates(facts.path, member, node.level):
                    raise refused
            if path in module_candidates(facts.path, node.module, node.level):
                names = {imported.name for imported in node.names}
                match = _MODULE.match(facts.document.text, node.span.start)
                if match is None or names & {runner.cls.name, "*"}:
                    raise refused
                yield TextEdit(Span(*match.span("name")), new_name)


def require_not_named(project: Project, path: str) -> None:
    """Refuse if a text anywhere names the file at ``path``, which is to be renamed."""
    name = posixpath.basename(path)
    for facts in project.python.values():
        if any(
            isinstance(node, py.Constant) and isinstance(node.value, str) and name in node.value
            for node in py.walk(facts.tree)
        ):
            raise CannotMigrateError(f"a string in {facts.path} names {name}")
    for document in (*project.others, *project.shell_scripts, *project.documents.values()):
        known = document.path in project.python or document.path == project.config.path
        if not known and name in document.text:
            raise CannotMigrateError(f"{document.path} names {name}")
    values = sum(ref.value.count(name) for ref in project.config.targets if ref.file == path)
    comments = sum(comment.text.count(name) for comment in project.config.tree.comments)
    if project.config.document.text.count(name) > values + comments:
        raise CannotMigrateError(f"cog.yaml also names {name} in another place")
