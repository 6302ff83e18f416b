"""What a prediction hands to its caller piece by piece: yields, and items of a returned list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cog_lsp.project.project import EntryPoint, Project
from cog_lsp.project.results import appended, bindings_in, callee_of, only_binding
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts


@dataclass(frozen=True, slots=True, eq=False)
class OutputItem:
    """One item of the output.

    ``value`` is the expression handed over as written; ``meaning`` is the expression behind it when
    ``value`` is a local name bound once. ``counters`` are the loop variables around it that count.
    ``appended`` tells an item of a returned list from a yielded one.
    """

    function: FunctionFacts
    value: py.Expr
    meaning: py.Expr
    counters: frozenset[str]
    in_loop: bool
    appended: bool


@dataclass(frozen=True, slots=True, eq=False)
class Output:
    """All items of an entry point's output. ``open`` says that others come from elsewhere."""

    items: tuple[OutputItem, ...]
    open: bool


def output_of(project: Project, entry: EntryPoint) -> Output:
    """What ``entry`` hands over: its own items and those of the generators that it passes on."""
    found: list[FunctionFacts] = []
    pending = [entry.function]
    is_open = False
    while pending:
        function = pending.pop()
        if function in found:
            continue
        found.append(function)
        for call in _passed_on(function):
            callee = callee_of(project, entry, function, call)
            if callee is not None and callee.is_generator:
                pending.append(callee)
            else:
                is_open = True
    items = tuple(item for function in found for item in output_items(function))
    return Output(items, is_open)


def output_items(function: FunctionFacts) -> tuple[OutputItem, ...]:
    """What ``function`` yields, or appends to the list it returns, in the order of the code."""
    body = function.node.body
    bindings = bindings_in(function)
    returned = _returned_lists(function) if not function.is_generator else frozenset()
    items: list[OutputItem] = []

    def visit(node: py.Node, counters: frozenset[str], in_loop: bool) -> None:
        if isinstance(node, py.FunctionDef | py.ClassDef | py.Lambda):
            return
        if isinstance(node, py.For | py.While):
            if isinstance(node, py.For):
                counters = counters | frozenset(counters_of(node))
            in_loop = True
        values: list[tuple[py.Expr, bool]] = []
        if isinstance(node, py.Yield) and not node.is_from and node.value is not None:
            values.append((node.value, False))
        elif isinstance(node, py.Call):
            values += [(value, True) for value in appended(node, returned)]
        elif isinstance(node, py.AugAssign) and returned:
            values += [(value, True) for value in _extended(node, returned)]
        for value, is_appended in values:
            meaning = py.unparen(value)
            bound = only_binding(bindings, meaning.id) if isinstance(meaning, py.Name) else None
            if bound is not None and bound.kind == "assign" and bound.value is not None:
                meaning = py.unparen(bound.value)
            items.append(OutputItem(function, value, meaning, counters, in_loop, is_appended))
        for child in py.children(node):
            visit(child, counters, in_loop)

    for statement in body:
        visit(statement, frozenset(), False)
    return tuple(items)


def _passed_on(function: FunctionFacts) -> Iterator[py.Call]:
    """The calls of generators whose items ``function`` yields unchanged."""
    for statement in function.node.body:
        for node in py.walk_scope(statement):
            if isinstance(node, py.Yield) and node.is_from:
                value = py.unparen(node.value) if node.value is not None else None
                if isinstance(value, py.Call):
                    yield value
            elif isinstance(node, py.For) and isinstance(node.target, py.Name):
                source = py.unparen(node.iter)
                if isinstance(source, py.Call) and any(
                    isinstance(inner, py.Yield)
                    and isinstance(inner.value, py.Name)
                    and inner.value.id == node.target.id
                    for inner in py.walk_scope(node)
                ):
                    yield source


def _returned_lists(function: FunctionFacts) -> frozenset[str]:
    """The local names that hold a list display at first and are returned as they are."""
    lists: set[str] = set()
    returned: set[str] = set()
    for statement in function.node.body:
        for node in py.walk_scope(statement):
            if isinstance(node, py.Assign) and isinstance(node.value, py.Sequence):
                if node.value.kind == "list":
                    lists |= {t.id for t in node.targets if isinstance(t, py.Name)}
            elif isinstance(node, py.Return) and isinstance(node.value, py.Name):
                returned.add(node.value.id)
    return frozenset(lists & returned)


def _extended(node: py.AugAssign, lists: frozenset[str]) -> Iterator[py.Expr]:
    if (
        isinstance(node.target, py.Name)
        and node.target.id in lists
        and node.op == "+="
        and isinstance(node.value, py.Sequence)
        and len(node.value.items) == 1
    ):
        yield node.value.items[0]


def counters_of(loop: py.For) -> Iterator[str]:
    """The variables of a loop that count: those of ``range``, and the first of ``enumerate``."""
    source = py.unparen(loop.iter)
    while isinstance(source, py.Call) and source.args:
        name = (py.dotted(source.func) or "").rpartition(".")[2]
        if name in ("range", "trange"):
            yield from _names(loop.target)
            return
        if name == "enumerate":
            if isinstance(loop.target, py.Sequence) and loop.target.items:
                yield from _names(loop.target.items[0])
            return
        # tqdm(range(n)), list(enumerate(x)) and the like hand on what they are given.
        source = py.unparen(source.args[0].value)


def _names(target: py.Expr) -> Iterator[str]:
    for node in py.walk(target):
        if isinstance(node, py.Name):
            yield node.id
