"""Decorators and secrets: what is mended beyond the parameters."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.fixes.interface.scene import (
    BlockedError,
    ImportName,
    Scene,
    fixed,
    insert,
    replace,
    without_argument,
)
from cog_lsp.fixes.result import Outcome
from cog_lsp.syntax import python_tree as py
from cog_lsp.text import Span, TextEdit


def name_max(scene: Scene) -> Outcome:
    """Give the number of ``@concurrent(4)`` its name."""
    call = _decorator(scene)
    if len(call.args) != 1 or call.args[0].name or call.args[0].star:
        raise BlockedError("it has another argument than the number")
    number = call.args[0].value
    if not isinstance(number, py.Constant) or type(number.value) is not int or number.value < 1:
        raise BlockedError("it is no number of one or more that is written out")
    title = f"Write `max={number.value}`"
    return fixed(scene, title, [insert(call.args[0].span.start, "max=")])


def one_at_a_time(scene: Scene) -> Outcome:
    """Take ``@concurrent`` away from a method that is not async."""
    call = _decorator(scene)
    document = scene.document
    line = document.line_span(call.span.start)
    rest = document.text[line.start : line.end]
    if rest.strip() != f"@{scene.text(call)}":
        raise BlockedError("more than the decorator stands in its line")
    edit = TextEdit(Span(line.start, line.end + len(document.newline)), "")
    caution = "predictions run one after the other then; an `async` method could run several"
    return fixed(
        scene, "Remove `@concurrent`", [edit], drop=[("cog", "concurrent")], caution=caution
    )


def _decorator(scene: Scene) -> py.Call:
    for decorator in scene.function.decorators:
        name = py.dotted(decorator.func) if isinstance(decorator, py.Call) else None
        if isinstance(decorator, py.Call) and (name or "").rpartition(".")[2] == "concurrent":
            return decorator
    raise BlockedError("there is no such decorator")


def secret(scene: Scene) -> Outcome:
    """Take a token as a ``Secret``, and read its value where the method begins or uses it."""
    input_ = scene.input
    node, function = input_.node, scene.function
    annotation = node.annotation
    if annotation is None or input_.path != scene.path:
        raise BlockedError("the input has its type in another file")
    text = scene.text(annotation)
    optional = text in ("Optional[str]", "str | None")
    if text != "str" and not optional:
        raise BlockedError("its type is no plain `str`")
    literal = input_.default
    if literal is not None and not literal.is_none:
        raise BlockedError("it has a default, which every caller can read: take that away first")
    new = text.replace("str", "Secret")
    edits = [replace(annotation.span, new)]
    nullable = optional or (literal is not None and literal.is_none)
    edits += (
        _unwrapped_once(scene, function, node.name) if nullable else _unwrapped(function, node.name)
    )
    add: tuple[ImportName, ...] = scene.importable("cog", "Secret")
    if input_.call is not None and not input_.is_shared:
        for name in ("min_length", "max_length", "regex", "choices"):
            argument = input_.call.keywords.get(name)
            if argument is not None:
                edits.append(without_argument(scene, argument))
    caution = "Replicate then hides the value from logs and pages; callers send it as before"
    return fixed(scene, f"Take `{node.name}` as a Secret", edits, add=add, caution=caution)


def _unwrapped(function: py.FunctionDef, name: str) -> Iterator[TextEdit]:
    """The value is read wherever the name is used."""
    for found in _uses(function, name):
        yield insert(found.span.end, ".get_secret_value()")


def _unwrapped_once(scene: Scene, function: py.FunctionDef, name: str) -> Iterator[TextEdit]:
    """The value is read at the start of the method, because there may be none."""
    list(_uses(function, name))
    first = function.body[0]
    docstring = isinstance(first, py.ExprStmt) and isinstance(first.value, py.Constant)
    anchor = function.body[1] if docstring and len(function.body) > 1 else first
    document = scene.document
    line = document.line_span(anchor.span.start)
    margin = document.text[line.start : anchor.span.start]
    if margin.strip():
        raise BlockedError("the method's body stands in the line of its head")
    value = f"{name} = {name}.get_secret_value() if {name} is not None else None"
    yield insert(line.start, f"{margin}{value}{document.newline}")


def _uses(function: py.FunctionDef, name: str) -> Iterator[py.Name]:
    """Where the body uses ``name``; refused where it binds the name again."""
    for statement in function.body:
        for found in py.walk(statement):
            if isinstance(found, py.Name) and found.id == name:
                yield found
            elif isinstance(found, py.FunctionDef | py.Lambda) and any(
                param.name == name for param in found.params
            ):
                raise BlockedError(f"an inner function has a `{name}` of its own")
        for found in py.walk(statement):
            targets: tuple[py.Node, ...] = ()
            if isinstance(found, py.Assign):
                targets = found.targets
            elif isinstance(found, py.AugAssign | py.NamedExpr):
                targets = (found.target,)
            if any(isinstance(each, py.Name) and each.id == name for each in targets):
                raise BlockedError(f"the method gives `{name}` another value")
