"""The pieces of a whole prediction: those of the entry point, and of what it hands on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from cog_lsp.project.outputs.items import OutputItem, output_items
from cog_lsp.project.outputs.meanings import (
    Counts,
    Meaning,
    meanings_of,
    numbers_of,
    values_in,
)
from cog_lsp.project.project import EntryPoint, Project
from cog_lsp.project.results import callee_of
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts

# Calls whose result has the items of what they are given.
_SAME_ITEMS = frozenset(("list", "iter", "tqdm", "tqdm.tqdm"))


@dataclass(frozen=True, slots=True, eq=False)
class Output:
    """All items of an entry point's output. ``open`` says that others come from elsewhere."""

    items: tuple[OutputItem, ...]
    open: bool


def output_of(project: Project, entry: EntryPoint) -> Output:
    """What ``entry`` hands over: its own items and those of the functions that it passes on."""
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
            if callee is not None and (callee.is_generator or not function.is_generator):
                pending.append(callee)
            else:
                is_open = is_open or function.is_generator
    items = tuple(
        _spelled_out(project, entry, item) for function in found for item in output_items(function)
    )
    return Output(items, is_open)


def _passed_on(function: FunctionFacts) -> Iterator[py.Call]:
    """The calls whose items ``function`` hands over unchanged."""
    for statement in function.node.body:
        for node in py.walk_scope(statement):
            value: py.Expr | None = None
            if isinstance(node, py.Yield) and node.is_from:
                value = node.value
            elif isinstance(node, py.For) and isinstance(node.target, py.Name):
                if _yields_each(node, node.target.id):
                    value = node.iter
            elif isinstance(node, py.Return) and not function.is_generator:
                value = node.value
            if value is None:
                continue
            for meaning in meanings_of(value, values_in(function.node)):
                call = _same_items(meaning)
                if call is not None:
                    yield call


def _yields_each(loop: py.For, name: str) -> bool:
    return any(
        isinstance(inner, py.Yield) and isinstance(inner.value, py.Name) and inner.value.id == name
        for inner in py.walk_scope(loop)
    )


def _same_items(expr: py.Expr) -> py.Call | None:
    """The call that gives the items that ``expr`` has."""
    expr = py.unparen(expr)
    while isinstance(expr, py.Await):
        expr = py.unparen(expr.value)
    if not isinstance(expr, py.Call):
        return None
    if py.dotted(expr.func) in _SAME_ITEMS and expr.args:
        return _same_items(expr.args[0].value)
    return expr


def _spelled_out(project: Project, entry: EntryPoint, item: OutputItem) -> OutputItem:
    """``item`` with what a function of the project returns in place of a call of it."""
    meanings = tuple(
        _returned(project, entry, item.function, meaning) or meaning for meaning in item.meanings
    )
    return replace(item, meanings=meanings) if meanings != item.meanings else item


def _returned(
    project: Project, entry: EntryPoint, function: FunctionFacts, meaning: Meaning
) -> Meaning | None:
    call = meaning.expr
    callee = callee_of(project, entry, function, call) if isinstance(call, py.Call) else None
    if not isinstance(call, py.Call) or callee is None or callee.is_generator:
        return None
    returns = [
        node
        for statement in callee.node.body
        for node in py.walk_scope(statement)
        if isinstance(node, py.Return)
    ]
    if len(returns) != 1 or returns[0].value is None:
        return None
    names = values_in(callee.node)
    behind = meanings_of(returns[0].value, names)
    if len(behind) != 1:
        return None
    counters = _counters_passed(callee, call, meaning.counts.counters)
    return Meaning(behind[0], Counts(counters, numbers_of(callee.node, names)))


def _counters_passed(
    callee: FunctionFacts, call: py.Call, counters: frozenset[str]
) -> frozenset[str]:
    """The parameters of ``callee`` that the call gives a counter for."""
    params = [param for param in callee.node.params if param.kind == "positional"]
    if not callee.is_static:
        params = params[1:]
    return frozenset(
        param.name
        for at, param in enumerate(params)
        if (given := call.positional(at) or call.keyword(param.name)) is not None
        and any(isinstance(node, py.Name) and node.id in counters for node in py.walk(given))
    )
