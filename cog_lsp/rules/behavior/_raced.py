"""What one prediction keeps on its runner and another, at the same time, puts its own in place of.

An async prediction is alone until it waits. What it has put on ``self`` is its own up to there, and
may be anybody's behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cog_lsp.interface import predictions_at_once
from cog_lsp.project import Project
from cog_lsp.project.behavior import Frame, Origin, Phase, StoreEvent, trace_of
from cog_lsp.project.outliving import is_of_runner
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts

_MAX_DEPTH = 4

Branches = dict[py.Node, tuple[tuple[py.Node, int], ...]]


@dataclass(frozen=True, slots=True)
class Race:
    """``store`` puts something of the request on the runner; ``read`` finds it behind ``wait``."""

    store: StoreEvent
    wait: py.Node
    read: py.Node


def races(project: Project) -> Iterator[Race]:
    """One for each attribute of the runner that several predictions at once use in turns."""
    if predictions_at_once(project) < 2:
        return
    seen: set[str] = set()
    for store in trace_of(project).stores:
        function = store.frame.function
        attr = store.node.attr
        if (
            store.phase is not Phase.PREDICT
            or function is None
            or not function.node.is_async
            or attr in seen
            or not is_of_runner(store.frame, store.node)
            or not store.value.origin & Origin.INPUT
        ):
            continue
        race = _race(project, store, function)
        if race is not None:
            seen.add(attr)
            yield race


def _race(project: Project, store: StoreEvent, function: FunctionFacts) -> Race | None:
    name = f"{function.first_param}.{store.node.attr}"
    branches = _branches(function)
    sets = list(_sets(function, name))
    statement = next((s for s in sets if _holds(s, store.node)), None)
    if statement is None:
        return None
    waits = [w for w in branches if _end_of_wait(project, w) is not None]
    for read in branches:
        if not _reads(project, store.frame, read, name, store.node):
            continue
        last = max((s.span.end for s in sets if s.span.end <= read.span.start), default=None)
        if last != statement.span.end or _apart(branches, statement, read):
            continue
        for wait in waits:
            end = _end_of_wait(project, wait)
            if end is None or not last < end <= read.span.start:
                continue
            if not _apart(branches, wait, read) and not _apart(branches, wait, statement):
                return Race(store, wait, read)
    return None


def _branches(function: FunctionFacts) -> Branches:
    """The nodes of ``function`` itself in order, each with the branches that it stands in."""
    found: Branches = {}

    def visit(node: py.Node, inside: tuple[tuple[py.Node, int], ...]) -> None:
        found[node] = inside
        if isinstance(node, py.FunctionDef | py.Lambda | py.ClassDef):
            return
        ways: dict[py.Node, int] = {}
        if isinstance(node, py.If):
            ways = {inner: at for at, b in enumerate((node.body, node.orelse)) for inner in b}
        elif isinstance(node, py.Match):
            ways = {inner: at for at, case in enumerate(node.cases) for inner in case.body}
        for child in py.children(node):
            visit(child, (*inside, (node, ways[child])) if child in ways else inside)

    for statement in function.node.body:
        visit(statement, ())
    return found


def _apart(branches: Branches, one: py.Node, other: py.Node) -> bool:
    """Whether no way leads over both nodes."""
    ways = dict(branches.get(one, ()))
    return any(ways.get(node, way) != way for node, way in branches.get(other, ()))


def _sets(function: FunctionFacts, name: str) -> Iterator[py.Stmt]:
    for statement in function.node.body:
        if isinstance(statement, py.FunctionDef | py.ClassDef):
            continue
        for node in py.walk_scope(statement):
            if isinstance(node, py.Assign) and any(py.dotted(t) == name for t in node.targets):
                yield node


def _holds(statement: py.Stmt, node: py.Node) -> bool:
    return statement.span.contains(node.span)


def _end_of_wait(project: Project, node: py.Node) -> int | None:
    """Where code goes on that stood still at ``node``; ``None`` if it does not stand still."""
    match node:
        case py.Await():
            return node.span.end if _may_stand_still(project, node, _MAX_DEPTH) else None
        case py.For() if node.is_async:
            return node.iter.span.end
        case py.With() if node.is_async and node.items:
            return node.items[-1].context.span.end
        case _:
            return None


def _may_stand_still(project: Project, wait: py.Await, depth: int) -> bool:
    """Whether anything else gets its turn: a function of the project may have nothing to await."""
    call = py.unparen(wait.value)
    called = {
        event.callee.obj
        for event in trace_of(project).calls
        if event.node is call and isinstance(event.callee.obj, FunctionFacts)
    }
    if not called or depth == 0:
        return True
    return any(
        (isinstance(node, py.Await) and _may_stand_still(project, node, depth - 1))
        or (isinstance(node, py.For | py.With) and node.is_async)
        for function in called
        if isinstance(function, FunctionFacts)
        for statement in function.node.body
        for node in py.walk_scope(statement)
    )  # fmt: skip


def _reads(project: Project, frame: Frame, node: py.Node, name: str, target: py.Attribute) -> bool:
    """Whether ``node`` reads the attribute, or calls a method of the runner that does."""
    if isinstance(node, py.Attribute):
        return node is not target and py.dotted(node) == name
    func = py.unparen(node.func) if isinstance(node, py.Call) else None
    owner, _, attr = name.partition(".")
    if not isinstance(func, py.Attribute) or py.dotted(func.value) != owner:
        return False
    cls = frame.receiver.cls if frame.receiver is not None else None
    method = project.find_method(cls, func.attr) if cls is not None else None
    if method is None:
        return False
    inside = f"{method.first_param}.{attr}"
    return not any(_sets(method, inside)) and any(
        isinstance(inner, py.Attribute) and py.dotted(inner) == inside
        for inner in py.walk(method.node)
    )
