"""Inputs that get another type, and are made what they were where the method begins."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.fixes.interface.imports import without_import
from cog_lsp.fixes.interface.scene import (
    BlockedError,
    ImportName,
    Scene,
    document_fixed,
    fixed,
    insert,
    line_at_start,
    replace,
    without_argument,
)
from cog_lsp.fixes.result import Outcome, Refusal
from cog_lsp.interface import Input, interfaces_of
from cog_lsp.project import Project
from cog_lsp.rules.plan import FileToPath
from cog_lsp.syntax import python_tree as py
from cog_lsp.text import Document, TextEdit


def secret(scene: Scene) -> Outcome:
    """Take a token as a ``Secret``, and read its value where the method begins or uses it."""
    input_ = scene.input
    node, function = input_.node, scene.function
    annotation = node.annotation
    if annotation is None or input_.path != scene.path:
        raise BlockedError("the input's type is in another file")
    text = scene.text(annotation)
    optional = text in ("Optional[str]", "str | None")
    if text != "str" and not optional:
        raise BlockedError("its type is not a plain `str`")
    literal = input_.default
    is_empty = literal is not None and literal.value == ""
    if literal is not None and not literal.is_none and not is_empty:
        raise BlockedError("it has a default, which every caller can read; remove that first")
    new = text.replace("str", "Secret")
    edits = []
    if is_empty:
        edits.append(replace(_default(scene, input_).span, "None"))
        new = new if optional else f"{new} | None"
    edits.append(replace(annotation.span, new))
    if optional or literal is not None:
        # There may be no value: it is read once, where the method begins.
        list(_uses(function, node.name))
        instead = '""' if is_empty else "None"
        value = f"{node.name}.get_secret_value() if {node.name} is not None else {instead}"
        edits.append(line_at_start(scene.document, function, f"{node.name} = {value}"))
    else:
        edits += _unwrapped(function, node.name)
    add: tuple[ImportName, ...] = scene.importable("cog", "Secret")
    if input_.call is not None and not input_.is_shared:
        for name in ("min_length", "max_length", "regex", "choices"):
            argument = input_.call.keywords.get(name)
            if argument is not None:
                edits.append(without_argument(scene, argument))
    caution = "Replicate then hides the value from logs and pages; callers send it as before"
    return fixed(scene, f"Make `{node.name}` a Secret", edits, add=add, caution=caution)


def _default(scene: Scene, input_: Input) -> py.Expr:
    """The expression of a default that is written out in the parameter."""
    found = input_.node.default if input_.call is None else input_.call.node.keyword("default")
    if found is None or input_.is_shared or not isinstance(found, py.Constant):
        raise BlockedError("its default is not a literal here")
    return found


def _unwrapped(function: py.FunctionDef, name: str) -> Iterator[TextEdit]:
    """The value is read wherever the name is used."""
    for found in _uses(function, name):
        yield insert(found.span.end, ".get_secret_value()")


def _uses(function: py.FunctionDef, name: str) -> Iterator[py.Name]:
    """Where the body uses ``name``; refused where it binds the name again."""
    for statement in function.body:
        for found in py.walk(statement):
            if isinstance(found, py.Name) and found.id == name:
                yield found
            elif isinstance(found, py.FunctionDef | py.Lambda) and any(
                param.name == name for param in found.params
            ):
                raise BlockedError(f"an inner function has its own `{name}`")
        for found in py.walk(statement):
            targets: tuple[py.Node, ...] = ()
            if isinstance(found, py.Assign):
                targets = found.targets
            elif isinstance(found, py.AugAssign | py.NamedExpr):
                targets = (found.target,)
            if any(isinstance(each, py.Name) and each.id == name for each in targets):
                raise BlockedError(f"the method assigns `{name}` another value")


def file_to_path(project: Project, plan: FileToPath) -> Outcome:
    """Take a ``Path`` where the deprecated ``File`` was taken, and open it where it was open."""
    title = "Take a `Path` and open it"
    facts = project.python[plan.path]
    document = facts.document
    edits: list[TextEdit] = []
    try:
        for interface in interfaces_of(project):
            target = interface.target
            if target is None or target.file.path != plan.path:
                continue
            for found in interface.inputs:
                if found.path == plan.path and found.type is not None and _is_file(document, found):
                    annotation = found.node.annotation
                    assert annotation is not None
                    name = found.node.name
                    text = document.slice(annotation.span)
                    edits.append(replace(annotation.span, text.replace("File", "Path")))
                    line = f'{name} = {name}.open("rb")'
                    if text != "File" or (found.default is not None and found.default.is_none):
                        line += f" if {name} is not None else None"
                    edits.append(line_at_start(document, target.node, line))
        edits.append(without_import(document, facts.tree, "cog", "File"))
    except BlockedError as error:
        return Refusal(title, str(error))
    walked = py.walk(facts.tree)
    count = sum(isinstance(node, py.Name) and node.id == "File" for node in walked)
    # Two edits for each input, and one for the import.
    if not count or count * 2 != len(edits) - 1:
        return Refusal(title, "`File` is used in more places than the types of inputs")
    return document_fixed(document, title, edits, add=[("cog", "Path")])


def _is_file(document: Document, found: Input) -> bool:
    annotation = found.node.annotation
    return annotation is not None and document.slice(annotation.span) in (
        "File",
        "Optional[File]",
        "File | None",
    )
