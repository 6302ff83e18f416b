"""Decorators: what they say, and whether the method is one for them."""

from __future__ import annotations

from cog_lsp.fixes.interface.evaluate import NotConstantError, evaluate
from cog_lsp.fixes.interface.scene import (
    BlockedError,
    Scene,
    fixed,
    insert,
    replace,
    without_lines,
)
from cog_lsp.fixes.result import Outcome
from cog_lsp.syntax import python_tree as py
from cog_lsp.text import Span


def name_max(scene: Scene) -> Outcome:
    """Give the number of ``@concurrent(4)`` its name."""
    call = _decorator(scene)
    argument = call.args[0] if len(call.args) == 1 else None
    if argument is None or argument.name not in (None, "max") or argument.star:
        raise BlockedError("it has an argument other than the number")
    try:
        number = evaluate(scene.facts, argument.value)
    except NotConstantError as error:
        raise BlockedError(f"the number is not built from constants only: {error}") from error
    if type(number) is not int or number < 1:
        raise BlockedError("it is not a positive integer")
    new = f"max={number}"
    if "#" in call.args_span.text(scene.document.text):
        raise BlockedError("it contains a comment")
    return fixed(scene, f"Write `{new}`", [replace(argument.span, new)])


def one_at_a_time(scene: Scene) -> Outcome:
    """Take ``@concurrent`` away from a method that is not async."""
    call = _decorator(scene)
    document = scene.document
    at = document.text.rindex("@", 0, call.span.start)
    span = Span(at, call.span.end)
    edit = without_lines(document, scene.facts.tree, span, "the decorator")
    caution = "predictions then run one after the other; an `async` method could run several"
    return fixed(
        scene, "Remove `@concurrent`", [edit], drop=[("cog", "concurrent")], caution=caution
    )


def make_async(scene: Scene) -> Outcome:
    """Make the method ``async``, so that several predictions can run."""
    function = scene.function
    for facts in scene.project.python.values():
        for node in py.walk(facts.tree):
            if isinstance(node, py.Call) and _is_method(node.func, function.name):
                raise BlockedError(f"`{function.name}()` is called in the project, without await")
    start = scene.document.text.rindex("def", 0, function.name_span.start)
    caution = "other predictions run only while something is awaited"
    return fixed(
        scene, f"Write `async def {function.name}`", [insert(start, "async ")], caution=caution
    )


def _is_method(function: py.Expr, name: str) -> bool:
    return isinstance(function, py.Attribute) and py.dotted(function) == f"self.{name}"


def _decorator(scene: Scene) -> py.Call:
    for decorator in scene.function.decorators:
        name = py.dotted(decorator.func) if isinstance(decorator, py.Call) else None
        if isinstance(decorator, py.Call) and (name or "").rpartition(".")[2] == "concurrent":
            return decorator
    raise BlockedError("the decorator no longer exists")
