"""Python source as frozen nodes with code-point spans.

The shape is that of the standard ``ast`` where the two can agree, but every node knows its exact
place, and source that does not parse still has a tree: what could not be understood is an
:class:`Unknown` or :class:`Broken` node whose children were read as far as possible.

Nodes compare by identity, so that a node can be a key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cog_lsp.text import Span


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """Anything with a place."""

    span: Span


# --- expressions ---------------------------------------------------------------------------------


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
    """An f-string (or a concatenation with one in it): literal parts and expressions in order."""

    parts: tuple[str | Expr, ...]


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


# --- statements ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Stmt(Node):
    """A statement."""


Block = tuple[Stmt, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Assign(Stmt):
    """``a = b = value``, ``a: T = value`` and ``a: T`` (then ``value`` is ``None``)."""

    targets: tuple[Expr, ...]
    value: Expr | None
    annotation: Expr | None = None


@dataclass(frozen=True, slots=True, eq=False)
class AugAssign(Stmt):
    target: Expr
    op: str
    value: Expr


@dataclass(frozen=True, slots=True, eq=False)
class ExprStmt(Stmt):
    value: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Return(Stmt):
    value: Expr | None


@dataclass(frozen=True, slots=True, eq=False)
class Raise(Stmt):
    values: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, eq=False)
class If(Stmt):
    """``elif`` is an :class:`If` alone in ``orelse``."""

    test: Expr
    body: Block
    orelse: Block


@dataclass(frozen=True, slots=True, eq=False)
class For(Stmt):
    target: Expr
    iter: Expr
    body: Block
    orelse: Block
    is_async: bool


@dataclass(frozen=True, slots=True, eq=False)
class While(Stmt):
    test: Expr
    body: Block
    orelse: Block


@dataclass(frozen=True, slots=True, eq=False)
class Handler(Node):
    """An ``except`` clause."""

    type: Expr | None
    name: str | None
    body: Block


@dataclass(frozen=True, slots=True, eq=False)
class Try(Stmt):
    body: Block
    handlers: tuple[Handler, ...]
    orelse: Block
    finalbody: Block


@dataclass(frozen=True, slots=True, eq=False)
class WithItem(Node):
    context: Expr
    target: Expr | None


@dataclass(frozen=True, slots=True, eq=False)
class With(Stmt):
    items: tuple[WithItem, ...]
    body: Block
    is_async: bool


@dataclass(frozen=True, slots=True, eq=False)
class Case(Node):
    """One ``case`` of a ``match``: its patterns and guard as expressions, and its body."""

    patterns: tuple[Expr, ...]
    body: Block


@dataclass(frozen=True, slots=True, eq=False)
class Match(Stmt):
    subject: Expr
    cases: tuple[Case, ...]


ParamKind = Literal["positional", "vararg", "kwarg", "star", "slash"]


@dataclass(frozen=True, slots=True, eq=False)
class Param(Node):
    """One parameter. ``star`` and ``slash`` are the bare separators and have an empty name."""

    name: str
    name_span: Span
    kind: ParamKind
    annotation: Expr | None = None
    default: Expr | None = None


@dataclass(frozen=True, slots=True, eq=False)
class FunctionDef(Stmt):
    """``span`` covers ``def`` to the end of the body, decorators left out."""

    name: str
    name_span: Span
    params: tuple[Param, ...]
    params_span: Span
    returns: Expr | None
    body: Block
    decorators: tuple[Expr, ...]
    is_async: bool


@dataclass(frozen=True, slots=True, eq=False)
class ClassDef(Stmt):
    name: str
    name_span: Span
    bases: tuple[Argument, ...]
    body: Block
    decorators: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ImportedName(Node):
    """One name of an import: ``name`` as written (dotted for ``import a.b``), ``alias`` if any."""

    name: str
    alias: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Import(Stmt):
    """``import a.b as c, d``."""

    names: tuple[ImportedName, ...]


@dataclass(frozen=True, slots=True, eq=False)
class ImportFrom(Stmt):
    """``from ..module import a as b``; ``level`` counts the dots, ``*`` is a name of its own."""

    module: str
    level: int
    names: tuple[ImportedName, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Scoping(Stmt):
    """``global a, b`` or ``nonlocal a, b``."""

    kind: Literal["global", "nonlocal"]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Delete(Stmt):
    targets: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Assert(Stmt):
    values: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Simple(Stmt):
    """``pass``, ``break`` or ``continue``."""

    kind: Literal["pass", "break", "continue"]


@dataclass(frozen=True, slots=True, eq=False)
class Broken(Stmt):
    """A stretch that does not parse, with what is understood inside it."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Comment(Node):
    """A comment, its ``#`` included."""

    text: str


@dataclass(frozen=True, slots=True, eq=False)
class SyntaxProblem(Node):
    """A place that does not parse. ``missing`` names a token that was expected there."""

    missing: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Module(Node):
    """One file."""

    body: Block
    comments: tuple[Comment, ...]
    problems: tuple[SyntaxProblem, ...]


def children(node: Node) -> Iterator[Node]:
    """The nodes directly inside ``node``, in the order of its fields."""
    # The fields of a dataclass in their order; a span is no node.
    for name in node.__match_args__:
        value = getattr(node, name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            for item in value:
                if isinstance(item, Node):
                    yield item


def walk(node: Node) -> Iterator[Node]:
    """``node`` and everything below it, outermost first, in the order of the source."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(tuple(children(current))))


_SCOPES = (FunctionDef, ClassDef, Lambda)


def walk_scope(node: Node) -> Iterator[Node]:
    """Like :func:`walk`, but not into functions, lambdas or classes inside ``node``."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        if current is node or not isinstance(current, _SCOPES):
            stack.extend(reversed(tuple(children(current))))


def unparen(expr: Expr) -> Expr:
    """``expr`` without the parentheses around it."""
    while isinstance(expr, Paren):
        expr = expr.value
    return expr


def dotted(expr: Expr) -> str | None:
    """``a.b.c`` for a chain of attributes on a name, else ``None``."""
    parts: list[str] = []
    while isinstance(expr, Attribute):
        parts.append(expr.attr)
        expr = expr.value
    if not isinstance(expr, Name):
        return None
    parts.append(expr.id)
    return ".".join(reversed(parts))
