"""Nodes of expressions, and the two bases of all nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cog_lsp.text import Span


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """Anything with a place."""

    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Expr(Node):
    """An expression."""


@dataclass(frozen=True, slots=True, eq=False)
class Name(Expr):
    id: str


@dataclass(frozen=True, slots=True, eq=False)
class Attribute(Expr):
    value: Expr
    attr: str
    attr_span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Argument(Node):
    """One argument of a call; ``star`` is ``*`` or ``**`` for an unpacked one."""

    value: Expr
    name: str | None = None
    name_span: Span | None = None
    star: Literal["", "*", "**"] = ""


@dataclass(frozen=True, slots=True, eq=False)
class Call(Expr):
    func: Expr
    args: tuple[Argument, ...]
    args_span: Span

    @property
    def method(self) -> str:
        """The attribute that is called, ``to`` of ``model.to()``; empty if it is something else."""
        func = self.func
        while isinstance(func, Paren):
            func = func.value
        return func.attr if isinstance(func, Attribute) else ""

    def keyword(self, name: str) -> Expr | None:
        """The value of keyword argument ``name``, if it is written out."""
        return next((arg.value for arg in self.args if arg.name == name), None)

    def positional(self, index: int) -> Expr | None:
        """The positional argument at ``index``; ``None`` when a ``*`` before it hides it."""
        for at, arg in enumerate(arg for arg in self.args if arg.name is None):
            if arg.star:
                return None
            if at == index:
                return arg.value
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Constant(Expr):
    """A number, string, bytes, ``True``, ``False``, ``None`` or ``...`` (``value``)."""

    value: object


@dataclass(frozen=True, slots=True, eq=False)
class FString(Expr):
    """An f-string (or a concatenation with one in it): literal parts and expressions in order.

    ``specs`` are the formats of the expressions (``.1f``), in their order, empty for none.
    """

    parts: tuple[str | Expr, ...]
    specs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Sequence(Expr):
    """A list, tuple or set display."""

    kind: Literal["list", "tuple", "set"]
    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Dict(Expr):
    """A dictionary display; a key of ``None`` marks an unpacked ``**value``."""

    keys: tuple[Expr | None, ...]
    values: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Subscript(Expr):
    value: Expr
    indexes: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Slice(Expr):
    parts: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, eq=False)
class BinOp(Expr):
    left: Expr
    op: str
    right: Expr


@dataclass(frozen=True, slots=True, eq=False)
class UnaryOp(Expr):
    """``-x``, ``+x``, ``~x`` or ``not x``."""

    op: str
    operand: Expr


@dataclass(frozen=True, slots=True, eq=False)
class BoolOp(Expr):
    left: Expr
    op: Literal["and", "or"]
    right: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Compare(Expr):
    operands: tuple[Expr, ...]
    ops: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class IfExp(Expr):
    test: Expr
    body: Expr
    orelse: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Lambda(Expr):
    params: tuple[Param, ...]
    body: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Comprehension(Expr):
    """A comprehension or generator expression. ``elements`` is (value,) or (key, value)."""

    kind: Literal["list", "set", "dict", "generator"]
    elements: tuple[Expr, ...]
    targets: tuple[Expr, ...]
    iters: tuple[Expr, ...]
    conditions: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Await(Expr):
    value: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Yield(Expr):
    value: Expr | None
    is_from: bool


@dataclass(frozen=True, slots=True, eq=False)
class Starred(Expr):
    value: Expr


@dataclass(frozen=True, slots=True, eq=False)
class NamedExpr(Expr):
    target: Expr
    value: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Paren(Expr):
    """An expression in parentheses that are no tuple's; its span has the parentheses."""

    value: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Unknown(Expr):
    """An expression that is not understood, with what is understood inside it."""

    children: tuple[Node, ...]


ParamKind = Literal["positional", "vararg", "kwarg", "star", "slash"]


@dataclass(frozen=True, slots=True, eq=False)
class Param(Node):
    """One parameter. ``star`` and ``slash`` are the bare separators and have an empty name."""

    name: str
    name_span: Span
    kind: ParamKind
    annotation: Expr | None = None
    default: Expr | None = None
