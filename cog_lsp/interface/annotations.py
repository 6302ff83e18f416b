"""A type annotation as Cog reads it: a name, a name with arguments, or a union.

There are two ways to it. An annotation that begins like ``name[`` is read as *text*, by splitting
at brackets, commas and bars, and so is all that is in quotes; any other is read by its syntax. The
text way knows neither comments, trailing commas, parentheses nor calls.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from cog_lsp.interface.go_text import SPACE
from cog_lsp.interface.literals import is_string
from cog_lsp.interface.source import Source
from cog_lsp.syntax import python_tree as py
from cog_lsp.text import Span

# More than anyone writes, and few enough to be followed one into another.
_MAX_BRACKETS = 100
_DOTTED = re.compile(r"[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*")


@dataclass(frozen=True, slots=True)
class TypeExpr:
    """A read annotation. ``name`` is as written, dots and all, and empty for a union.

    ``args`` are the arguments of a generic type or the members of a union.
    """

    kind: Literal["simple", "generic", "union"]
    name: str
    args: tuple[TypeExpr, ...]
    span: Span

    @property
    def is_none(self) -> bool:
        """Whether it is the name ``None``."""
        return self.kind == "simple" and self.name == "None"


class UnreadableError(Exception):
    """Cog cannot read an annotation; ``span`` is the smallest part that is in the way."""

    def __init__(self, span: Span) -> None:
        super().__init__(span)
        self.span = span


def read_annotation(source: Source, expr: py.Expr) -> TypeExpr:
    """What Cog makes of ``expr``; :class:`UnreadableError` if nothing."""
    if source.text(expr).count("[") > _MAX_BRACKETS:
        raise UnreadableError(expr.span)
    if _is_read_as_text(expr):
        return _Text(source).read(expr.span)
    return _read(source, expr)


def _is_read_as_text(expr: py.Expr) -> bool:
    """Whether the grammar takes ``expr`` for a type from its first token: ``name[`` begins it."""
    while True:
        if isinstance(expr, py.BinOp) and expr.op == "|":
            expr = expr.left
        elif isinstance(expr, py.Attribute):
            expr = expr.value
        else:
            return isinstance(expr, py.Subscript) and isinstance(expr.value, py.Name)


def _read(source: Source, expr: py.Expr) -> TypeExpr:
    span = expr.span
    match expr:
        case py.Name() | py.Attribute():
            return TypeExpr("simple", source.text(expr), (), span)
        case py.Constant(value=None):
            return TypeExpr("simple", "None", (), span)
        case py.Subscript():
            extras = source.extras_in(span, (expr.value, *expr.indexes))
            if extras:
                raise UnreadableError(extras[0])
            args = tuple(_read(source, index) for index in expr.indexes)
            return TypeExpr("generic" if args else "simple", source.text(expr.value), args, span)
        case py.BinOp(op="|"):
            members: list[TypeExpr] = []
            for side in (_read(source, expr.left), _read(source, expr.right)):
                members.extend(side.args if side.kind == "union" else (side,))
            return TypeExpr("union", "", tuple(members), span)
        case py.BinOp():
            raise UnreadableError(span)
    if is_string(source, expr):
        text = source.text(expr)
        start = len(text) - len(text.lstrip("\"'"))
        end = len(text[start:].rstrip("\"'"))
        return _Text(source).read(Span(span.start + start, span.start + start + end), whole=span)
    return _Text(source).read(span)


class _Text:
    """Reads stretches of the source text as types."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def read(self, span: Span, whole: Span | None = None) -> TypeExpr:
        """The type in ``span``; ``whole`` is blamed instead if it is empty."""
        span = self._stripped(span)
        text = self._source.slice(span)
        if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
            return self.read(Span(span.start + 1, span.end - 1), whole=span)
        bars = self._split(span, "|")
        if len(bars) > 1:
            members = tuple(self.read(part, whole=span) for part in bars)
            return TypeExpr("union", "", members, span)
        bracket = text.find("[")
        if bracket >= 0 and text.endswith("]"):
            inner = Span(span.start + bracket + 1, span.end - 1)
            args = tuple(self.read(part, whole=span) for part in self._split(inner, ","))
            return TypeExpr("generic", text[:bracket].strip(SPACE), args, span)
        if _DOTTED.fullmatch(text) is None:
            raise UnreadableError(span if text or whole is None else whole)
        return TypeExpr("simple", text, (), span)

    def _stripped(self, span: Span) -> Span:
        text = self._source.slice(span)
        start = span.start + len(text) - len(text.lstrip(SPACE))
        return Span(start, max(start, span.start + len(text.rstrip(SPACE))))

    def _split(self, span: Span, mark: str) -> list[Span]:
        """The parts of ``span`` between those ``mark`` that stand in no bracket."""
        parts: list[Span] = []
        depth, start = 0, span.start
        for at, char in enumerate(self._source.slice(span), span.start):
            if char == "[":
                depth += 1
            elif char == "]":
                depth -= 1
            elif char == mark and depth == 0:
                parts.append(Span(start, at))
                start = at + 1
        return [*parts, Span(start, span.end)]
