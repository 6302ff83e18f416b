"""Nodes of statements, of what belongs to them, and of a whole file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cog_lsp.syntax.python_tree.expressions import Argument, Expr, Node, Param
from cog_lsp.text import Span


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
    """One file. ``continuations`` are the line ends that a backslash takes back."""

    body: Block
    comments: tuple[Comment, ...]
    problems: tuple[SyntaxProblem, ...]
    continuations: tuple[Span, ...] = ()
