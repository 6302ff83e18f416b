"""Which statements of a function are the load: its own, what it needs, and what finishes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cog_lsp.fixes.moving.site import BlockedError
from cog_lsp.fixes.moving.vocabulary import finishes
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts, names_in
from cog_lsp.text import Span

# Calls that give the same for the life of the process, so that a load may depend on them.
_SAME_FOR_LIFE = frozenset(
    ("torch.device", "torch.cuda.is_available", "os.path.join", "str", "Path", "pathlib.Path",
     "os.environ.get", "os.getenv", "getattr")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """The load that is in ``name`` afterwards.

    ``statements`` go, in their order; ``copied`` among them stay where they were as well. ``reads``
    are all names that they use, ``binds`` those that they bind.
    """

    name: str
    statements: tuple[py.Stmt, ...]
    copied: frozenset[py.Stmt]
    reads: frozenset[str]
    binds: frozenset[str]


def piece_of(function: FunctionFacts, call: Span) -> Piece:
    """The statements to move. Raises :class:`BlockedError` with the reason if it is not plain."""
    body = function.node.body
    at = next((i for i, s in enumerate(body) if s.span.contains(call)), None)
    load = body[at] if at is not None else None
    if at is None or not isinstance(load, py.Assign):
        raise BlockedError(f"The load in `{function.name}` is not a plain assignment on its own.")
    target = load.targets[0]
    if len(load.targets) != 1 or not isinstance(target, py.Name):
        raise BlockedError(f"The load in `{function.name}` is not stored in a single variable.")
    name = target.id
    needed = _needed(function, body[:at], load)
    after = body[at + 1 :]
    finishing = list(_finishing(name, after, local_names(function) - {name} - _bound(needed)))
    statements = (*needed, load, *finishing)
    rest = [s for s in (*body[:at], *after) if s not in statements]
    if any(name in _bound([s]) for s in rest):
        raise BlockedError(f"`{function.name}` assigns `{name}` more than once.")
    if not any(name in reads(s) for s in rest):
        raise BlockedError(f"`{function.name}` does not use `{name}`.")
    copied = frozenset(s for s in needed if any(_bound([s]) & reads(other) for other in rest))
    used = frozenset[str]().union(*(reads(s) for s in statements))
    return Piece(name, statements, copied, used, _bound(statements))


def reads(node: py.Node) -> frozenset[str]:
    """All names that occur in ``node``."""
    return frozenset(inner.id for inner in py.walk(node) if isinstance(inner, py.Name))


def _needed(function: FunctionFacts, before: py.Block, load: py.Assign) -> list[py.Stmt]:
    """The statements that give ``load`` its local names, in their order."""
    own = local_names(function)
    params = {param.name for param in function.node.params if param.name}
    found: list[py.Stmt] = []
    wanted = {name for name in reads(load) if name in own} - _bound([load])
    while wanted:
        name = wanted.pop()
        if name in params:
            raise BlockedError(f"The load depends on `{name}`, an argument of `{function.name}`.")
        makers = [s for s in function.node.body if name in _bound([s])]
        if len(makers) != 1 or makers[0] not in before or not _is_lasting(makers[0]):
            raise BlockedError(
                f"The load depends on `{name}`, which `{function.name}` computes each time."
            )
        if makers[0] not in found:
            found.append(makers[0])
            wanted |= {n for n in reads(makers[0]) if n in own} - _bound(found)
    return sorted(found, key=lambda statement: statement.span.start)


def _is_lasting(statement: py.Stmt) -> bool:
    """Whether a statement gives the same whenever it runs: an import, or a plain value."""
    if isinstance(statement, py.Import | py.ImportFrom):
        return True
    if not isinstance(statement, py.Assign) or statement.value is None:
        return False
    if len(statement.targets) != 1 or not isinstance(statement.targets[0], py.Name):
        return False
    for node in py.walk(statement.value):
        if isinstance(node, py.Call) and py.dotted(node.func) not in _SAME_FOR_LIFE:
            return False
        if isinstance(node, py.Await | py.Yield | py.Lambda | py.Comprehension | py.NamedExpr):
            return False
    return True


def _finishing(name: str, after: py.Block, foreign: frozenset[str]) -> Iterator[py.Stmt]:
    """The statements behind the load that finish it (``m = m.to(d)``, ``m.eval()``)."""
    for statement in after:
        if name not in reads(statement):
            continue
        is_again = (
            isinstance(statement, py.Assign)
            and len(statement.targets) == 1
            and isinstance(statement.targets[0], py.Name)
            and statement.targets[0].id == name
        )
        if not isinstance(statement, py.ExprStmt) and not is_again:
            return
        value = statement.value if isinstance(statement, py.ExprStmt | py.Assign) else None
        if value is None or not _is_finish(name, value) or reads(statement) & foreign:
            return
        yield statement


def _is_finish(name: str, value: py.Expr) -> bool:
    value = py.unparen(value)
    while isinstance(value, py.Call) and isinstance(value.func, py.Attribute):
        if not finishes(value.func.attr):
            return False
        value = py.unparen(value.func.value)
    return isinstance(value, py.Name) and value.id == name


def _bound(statements: Sequence[py.Stmt]) -> frozenset[str]:
    """The names that statements bind, in whatever way, inner functions left out."""
    found: set[str] = set()
    for statement in statements:
        if isinstance(statement, py.FunctionDef | py.ClassDef):
            found.add(statement.name)
            continue
        for node in py.walk_scope(statement):
            found.update(_bound_by(node))
    return frozenset(found)


def _bound_by(node: py.Node) -> Iterator[str]:
    match node:
        case py.Assign():
            for target in node.targets:
                yield from names_in(target)
        case py.AugAssign() | py.For() | py.NamedExpr():
            yield from names_in(node.target)
        case py.WithItem() if node.target is not None:
            yield from names_in(node.target)
        case py.Handler() if node.name is not None:
            yield node.name
        case py.Import():
            yield from (one.alias or one.name.partition(".")[0] for one in node.names)
        case py.ImportFrom():
            yield from (one.alias or one.name for one in node.names)
        case py.Scoping():
            yield from node.names
        case py.Delete():
            for target in node.targets:
                yield from names_in(target)
        case py.FunctionDef() | py.ClassDef():
            yield node.name


def local_names(function: FunctionFacts) -> frozenset[str]:
    """The parameters of ``function`` and all names that its body binds."""
    params = {param.name for param in function.node.params if param.name}
    return frozenset(params) | _bound(function.node.body)
