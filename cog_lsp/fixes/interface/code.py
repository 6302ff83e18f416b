"""Decorators and secrets: what is mended beyond the parameters."""

from __future__ import annotations

from cog_lsp.fixes.interface.scene import (
    BlockedError,
    Scene,
    fixed,
    insert,
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
