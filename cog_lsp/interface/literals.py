"""Literals as Cog reads them: from the source text, without evaluating anything.

A list or set is read only if every element is a literal and no comment stands between them; a
tuple or dictionary loses what is none, without a word. Escapes are not decoded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf

from cog_lsp.interface.go_text import SPACE, go_string, parse_float, parse_int
from cog_lsp.interface.source import Source
from cog_lsp.syntax import python_tree as py
from cog_lsp.text import Span

LiteralKind = OneOf["none", "bool", "int", "float", "string", "list", "dict", "set"]
_QUOTES = ("'", '"')


@dataclass(frozen=True, slots=True)
class Literal:
    """A value that Cog knows without running code.

    ``value`` is a Python scalar; a tuple of literals for a list (a tuple counts as one) and a set;
    a tuple of pairs of literals for a dictionary. ``span`` is where it is written.
    """

    kind: LiteralKind
    value: object
    span: Span

    @property
    def is_none(self) -> bool:
        """Whether it is ``None``."""
        return self.kind == "none"

    @property
    def items(self) -> tuple[Literal, ...]:
        """The elements of a list or set; empty for everything else."""
        return self.value if self.kind in ("list", "set") else ()  # type: ignore[return-value]

    @property
    def pairs(self) -> tuple[tuple[Literal, Literal], ...]:
        """The entries of a dictionary; empty for everything else."""
        return self.value if self.kind == "dict" else ()  # type: ignore[return-value]

    def to_json(self) -> object:
        """The value as it stands in the OpenAPI document: keys are strings there, and sorted."""
        if self.kind in ("list", "set"):
            return [item.to_json() for item in self.items]
        if self.kind == "dict":
            entries = {_key(key): value.to_json() for key, value in self.pairs}
            return dict(sorted(entries.items()))
        return self.value


def read_literal(source: Source, expr: py.Expr) -> Literal | None:
    """The literal that ``expr`` is to Cog; ``None`` if it is none."""
    span = expr.span
    match expr:
        case py.Constant(value=None):
            return Literal("none", None, span)
        case py.Constant(value=bool(value)):
            return Literal("bool", value, span)
        case py.Sequence(kind="list" | "set"):
            return _sequence(source, expr)
        case py.Sequence(kind="tuple"):
            if not is_parenthesised(source, expr):
                return None
            items = (read_literal(source, item) for item in expr.items)
            return Literal("list", tuple(item for item in items if item is not None), span)
        case py.Dict():
            return _dictionary(source, expr)
        case py.UnaryOp(op=op) if op != "not":
            return _number(source.text(expr).strip(SPACE), span)
    text = source.text(expr)
    if is_string(source, expr):
        string = string_text(text)
        return Literal("string", string, span) if string is not None else None
    if isinstance(expr, py.Constant) and text != "...":
        return _number(text, span)
    return None


def read_string(source: Source, expr: py.Expr) -> str | None:
    """The text of ``expr`` if its source begins like a plain or raw string, escapes undecoded."""
    return string_text(source.text(expr))


def read_number(source: Source, expr: py.Expr) -> float | None:
    """The number that the text of ``expr`` is to Go; a bare name may be one (``inf``)."""
    return parse_float(source.text(expr).strip(SPACE))


def read_bool(source: Source, expr: py.Expr) -> bool | None:
    """``True`` or ``False``, written out."""
    return {"True": True, "False": False}.get(source.text(expr))


def is_string(source: Source, expr: py.Expr) -> bool:
    """Whether ``expr`` is written as a string of any kind, or as several side by side."""
    if isinstance(expr, py.FString):
        return True
    if isinstance(expr, py.Constant):
        return isinstance(expr.value, str | bytes)
    if not isinstance(expr, py.Unknown) or expr.children:
        return False
    # A string that Python itself cannot read ("\N{no such name}") has no value in the tree.
    return source.text(expr).lstrip("rRbBuUfF")[:1] in _QUOTES


def is_parenthesised(source: Source, expr: py.Sequence) -> bool:
    """Whether a tuple stands in parentheses of its own; ``a, b`` and ``(a), b`` do not."""
    first = expr.items[0].span.start if expr.items else expr.span.end
    return source.text(expr).startswith("(") and expr.span.start < first


def string_text(text: str) -> str | None:
    """What Cog takes out of a string's source: all between the outermost quotes.

    Only ``"``, ``'``, their triple forms, and ``r"`` and ``r'`` begin a string to Cog.
    """
    if text.startswith(('"""', "'''")):
        return text[3:-3] if len(text) >= 6 else None
    if text.startswith(_QUOTES):
        return text[1:-1] if len(text) >= 2 else None
    if text.startswith(('r"', "r'")):
        return text[2:-1] if len(text) >= 3 else None
    return None


def _sequence(source: Source, expr: py.Sequence) -> Literal | None:
    if source.extras_in(expr.span, expr.items):
        return None
    items: list[Literal] = []
    for item in expr.items:
        literal = read_literal(source, item)
        if literal is None:
            return None
        items.append(literal)
    return Literal("list" if expr.kind == "list" else "set", tuple(items), expr.span)


def _dictionary(source: Source, expr: py.Dict) -> Literal:
    pairs: list[tuple[Literal, Literal]] = []
    for key_expr, value_expr in zip(expr.keys, expr.values, strict=True):
        key = read_literal(source, key_expr) if key_expr is not None else None
        value = read_literal(source, value_expr)
        if key is not None and value is not None:
            pairs.append((key, value))
    return Literal("dict", tuple(pairs), expr.span)


def _number(text: str, span: Span) -> Literal | None:
    """A number, signed or not. An unsigned one that is written as a float is never an integer."""
    integer = parse_int(text)
    if integer is not None:
        return Literal("int", integer, span)
    if text[:1] not in "+-" and not _is_float(text):
        return None
    number = parse_float(text)
    return Literal("float", number, span) if number is not None else None


def _is_float(text: str) -> bool:
    return text[:2].lower() not in ("0x", "0o", "0b") and any(mark in text for mark in ".eE")


def _key(key: Literal) -> str:
    """A key of a dictionary as Go prints it."""
    if key.kind == "string":
        return str(key.value)
    return go_string(key.to_json())
