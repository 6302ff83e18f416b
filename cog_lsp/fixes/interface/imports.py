"""Imports that go, come from elsewhere, or are written otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.fixes.interface.scene import (
    BlockedError,
    Scene,
    document_fixed,
    fixed,
    replace,
    without_lines,
)
from cog_lsp.fixes.result import Outcome, Refusal
from cog_lsp.project import Project
from cog_lsp.project.project import module_candidates
from cog_lsp.rules.plan import DropImport
from cog_lsp.syntax import python_tree as py
from cog_lsp.text import Document, Span, TextEdit

_FILTERS = ("filterwarnings", "simplefilter")


def path_of_cog(scene: Scene) -> Outcome:
    """Import ``Path`` from cog, which is a ``pathlib.Path`` too, in place of pathlib's."""
    span = scene.problem.span
    if "." in span.text(scene.document.text):
        return fixed(
            scene,
            "Write cog's `Path`",
            [replace(span, "Path")],
            add=scene.importable("cog", "Path"),
            caution="the model gets a downloaded file instead of a URL",
        )
    target = scene.facts.imports.get("Path")
    if target is None or target.qualified != "pathlib.Path":
        raise BlockedError("`Path` is not imported from pathlib by that name")
    return fixed(
        scene,
        "Import `Path` from cog",
        [without_import(scene.document, scene.facts.tree, "pathlib", "Path")],
        add=[("cog", "Path")],
        caution="every `Path` in the file becomes cog's, which is a subclass of pathlib's on Linux",
    )


def absolute_import(scene: Scene) -> Outcome:
    """Import a module beside the predictor by its own name."""
    for statement in py.walk(scene.facts.tree):
        if isinstance(statement, py.ImportFrom) and statement.span == scene.problem.span:
            break
    else:
        raise BlockedError("the import no longer exists")
    if statement.level != 1 or "/" in scene.path:
        raise BlockedError("the predictor is in a subfolder, or the import leads out of it")
    text = scene.document.slice(statement.span)
    dot = statement.span.start + text.index(".")
    if statement.module:
        wanted = list(module_candidates(scene.path, statement.module, 0))
        if not any(path in scene.project.documents for path in wanted):
            raise BlockedError(f"there is no {wanted[0]}")
        edit = TextEdit(Span(dot, dot + 1), "")
        return fixed(scene, f"Import from `{statement.module}`", [edit])
    if "#" in text:
        raise BlockedError("it contains a comment")
    names = _names(statement.names)
    return fixed(scene, f"Write `import {names}`", [replace(statement.span, f"import {names}")])


def drop_import(project: Project, plan: DropImport) -> Outcome:
    """Delete an import, and the filters of warnings that are the only use of its name."""
    title = f"Delete `{plan.name}`"
    facts = project.python[plan.path]
    document = facts.document
    filters = [node for node in _statements(facts.tree.body) if _filters(node, plan.name)]
    inside = {id(found) for node in filters for found in py.walk(node)}
    used = any(
        isinstance(found, py.Name) and found.id == plan.name and id(found) not in inside
        for found in py.walk(facts.tree)
    )
    if used:
        return Refusal(title, f"the file uses `{plan.name}` for more than filtering warnings")
    try:
        edits = [without_import(document, facts.tree, plan.module, plan.name)]
        edits += [without_lines(document, facts.tree, node.span, "the filter") for node in filters]
    except BlockedError as error:
        return Refusal(title, str(error))
    return document_fixed(document, title, edits, drop=[("warnings", "")])


def _statements(body: tuple[py.Stmt, ...]) -> Iterator[py.ExprStmt]:
    for node in body:
        if isinstance(node, py.ExprStmt):
            yield node


def _filters(node: py.ExprStmt, name: str) -> bool:
    call = node.value
    if not isinstance(call, py.Call):
        return False
    function = (py.dotted(call.func) or "").rpartition(".")[2]
    names = (found.id for found in py.walk(call) if isinstance(found, py.Name))
    return function in _FILTERS and name in names


def without_import(document: Document, tree: py.Module, module: str, name: str) -> TextEdit:
    """The edit that takes ``name`` out of its ``from`` import at the top of the file.

    Raises :class:`BlockedError` where a comment would be lost with it.
    """
    for statement in tree.body:
        if not isinstance(statement, py.ImportFrom) or statement.module != module:
            continue
        if name not in [each.name for each in statement.names]:
            continue
        kept = tuple(each for each in statement.names if each.name != name)
        if not kept:
            return without_lines(document, tree, statement.span, "its import")
        if any(statement.span.contains(comment.span) for comment in tree.comments):
            raise BlockedError("its import contains a comment")
        return replace(statement.span, f"from {module} import {_names(kept)}")
    raise BlockedError("it is not imported by `from` at the top of the file")


def _names(names: tuple[py.ImportedName, ...]) -> str:
    return ", ".join(f"{each.name} as {each.alias}" if each.alias else each.name for each in names)
