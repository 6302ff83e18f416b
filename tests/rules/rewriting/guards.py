"""Ways to keep what a call makes, so that it is made once and not for each prediction."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cog_lsp.text import Span

from .trees import Function, bodies_of, methods_of, parsed

_STATE = "self.kept = None\nself.table = {}\nself.current = ''"


@dataclass(frozen=True)
class _Place:
    """A call in a method: the method, its class and file."""

    tree: ast.Module
    cls: ast.ClassDef
    method: Function
    call: ast.Call


def _behind_test(test: str) -> Callable[[_Place], None]:
    """The call behind ``test``, an ``if`` without a body."""

    def keep(place: _Place) -> None:
        first, *inputs = (arg.arg for arg in place.method.args.args)
        header = test.replace("self.", f"{first}.").replace("(self,", f"({first},")
        kept = f"{first}.kept = {ast.unparse(place.call)}"
        if "current" in test:
            header = header.replace("text", inputs[0])
            kept += f"; {first}.current = {inputs[0]}"
        guard = parsed(f"{header} {kept}")
        block, at = next(
            (block, at)
            for block in reversed(list(bodies_of(place.method)))
            for at, statement in enumerate(block)
            if place.call in ast.walk(statement)
        )
        _Instead(place.call, f"{first}.kept").visit(place.method)
        block[at:at] = guard
        _remember(place.cls)

    return keep


def _in_cached_property(place: _Place) -> None:
    """The call in a cached property."""
    first = place.method.args.args[0].arg
    text = f"@functools.cached_property\ndef kept({first}):\n    return {ast.unparse(place.call)}"
    _Instead(place.call, f"{first}.kept").visit(place.method)
    place.cls.body += parsed(text)
    place.tree.body[:0] = parsed("import functools")


def _in_cached_function(place: _Place) -> None:
    """The call in a cached function, which reads from the module what was on ``self``."""
    first = place.method.args.args[0].arg
    made = ast.unparse(place.call).replace(f"{first}.", "MODULE.")
    text = f"MODULE = object()\n@functools.cache\ndef kept():\n    return {made}"
    _Instead(place.call, "kept()").visit(place.method)
    at = place.tree.body.index(place.cls)
    place.tree.body[at:at] = [*parsed("import functools"), *parsed(text)]


GUARDS: Mapping[str, Callable[[_Place], None]] = {
    "is None": _behind_test("if self.kept is None:"),
    "not": _behind_test("if not self.kept:"),
    "not hasattr": _behind_test("if not hasattr(self, 'kept'):"),
    "not in": _behind_test("if 'kept' not in self.table:"),
    "a comparison with the last one": _behind_test("if self.current != text:"),
    "a cached property": _in_cached_property,
    "a cached function": _in_cached_function,
}


def guarded(text: str, span: Span, guard: Callable[[_Place], None]) -> str | None:
    """``text`` with the call at ``span`` behind ``guard``; ``None`` where it is in no method."""
    tree = ast.parse(text)
    for cls, method in methods_of(tree):
        for node in ast.walk(method):
            if isinstance(node, ast.Call) and _span(text, node) == span:
                guard(_Place(tree, cls, method, node))
                return ast.unparse(ast.fix_missing_locations(tree)) + "\n"
    return None


class _Instead(ast.NodeTransformer):
    """Something else in place of one call."""

    def __init__(self, call: ast.Call, text: str) -> None:
        self._call, self._text = call, text

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if node is self._call:
            return ast.parse(self._text, mode="eval").body
        self.generic_visit(node)
        return node


def _remember(cls: ast.ClassDef) -> None:
    """The state that the tests ask for, in ``setup()``."""
    setups = [n for n in cls.body if isinstance(n, Function) and n.name == "setup"]
    if not setups:
        cls.body[:0] = parsed("def setup(self):\n    pass")
        setups = [n for n in cls.body[:1] if isinstance(n, Function)]
    first = setups[0].args.args[0].arg
    setups[0].body += parsed(_STATE.replace("self.", f"{first}."))


def _span(text: str, node: ast.expr) -> Span:
    """Where ``node`` stands, in code points; the text is plain ASCII."""
    lines = text.splitlines(keepends=True)
    assert text.isascii() and node.end_lineno is not None and node.end_col_offset is not None
    start = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    end = sum(map(len, lines[: node.end_lineno - 1])) + node.end_col_offset
    return Span(start, end)
