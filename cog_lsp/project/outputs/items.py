"""The pieces that a function's own code puts out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cog_lsp.project.outputs.meanings import (
    Counts,
    Meaning,
    Values,
    counters_of,
    counting,
    meanings_of,
    numbers_of,
    told_step,
    values_in,
)
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts

_ADDERS = frozenset(("append", "insert"))


@dataclass(frozen=True, slots=True, eq=False)
class OutputItem:
    """One item of the output.

    ``value`` is the expression handed over as written; ``meanings`` are the expressions that it may
    stand for, several where a local name is bound in several places. ``appended`` tells an item of
    a returned list from a yielded one.
    """

    function: FunctionFacts
    value: py.Expr
    meanings: tuple[Meaning, ...]
    in_loop: bool
    appended: bool


@dataclass(frozen=True, slots=True)
class _Around:
    """Where a piece stands. ``inner`` is the nested function or lambda around it."""

    names: Values
    counts: Counts
    in_loop: bool = False
    inner: py.FunctionDef | py.Lambda | None = None


def output_items(function: FunctionFacts) -> tuple[OutputItem, ...]:
    """What ``function`` yields, or puts into the list it returns, in the order of the code.

    What functions inside of it put into that list, a callback say, is among them.
    """
    collector = _Collector(function)
    for statement in function.node.body:
        collector.visit(statement, _Around(collector.names, collector.counts))
    return tuple(collector.items)


class _Collector:
    """Goes through one function."""

    def __init__(self, function: FunctionFacts) -> None:
        self.items: list[OutputItem] = []
        self.names = values_in(function.node)
        self.counts = Counts(numbers=numbers_of(function.node, self.names))
        self._function = function
        self._lists = frozenset[str]() if function.is_generator else _returned_lists(function)
        self._aliases = frozenset(
            name for name, values in self.names.items() if self._lists and self._is_adder(values)
        )

    def visit(self, node: py.Node, around: _Around) -> None:
        """Add the items of ``node``, and of what it holds."""
        if isinstance(node, py.ClassDef):
            return
        if isinstance(node, py.FunctionDef | py.Lambda):
            self._visit_inner(node, around)
            return
        if isinstance(node, py.For | py.While):
            around = replace(around, counts=around.counts.within(counters_of(node)), in_loop=True)
        for value, appended, where in self._values(node, around):
            meanings = tuple(self._meanings(value, where))
            item = OutputItem(self._function, value, meanings, where.in_loop, appended)
            self.items.append(item)
        for child in py.children(node):
            self.visit(child, around)

    def _visit_inner(self, node: py.FunctionDef | py.Lambda, around: _Around) -> None:
        own = values_in(node)
        if not self._lists or self._lists & own.keys():
            return
        inside = _Around({**around.names, **own}, self.counts.within(told_step(node)), True, node)
        for child in node.body if isinstance(node, py.FunctionDef) else (node.body,):
            self.visit(child, inside)

    def _values(self, node: py.Node, around: _Around) -> Iterator[tuple[py.Expr, bool, _Around]]:
        """The values that ``node`` itself puts out, and whether it puts them into a list."""
        if isinstance(node, py.Yield) and node.value is not None and around.inner is None:
            value = py.unparen(node.value)
            if not node.is_from:
                yield node.value, False, around
            elif isinstance(value, py.Sequence):
                yield from ((item, False, around) for item in value.items)
            elif isinstance(value, py.Comprehension) and value.kind != "dict":
                counters = {
                    name
                    for target, source in zip(value.targets, value.iters, strict=False)
                    for name in counting(target, source)
                }
                inside = replace(around, counts=around.counts.within(counters), in_loop=True)
                yield value.elements[0], False, inside
        elif isinstance(node, py.Return) and around.inner is None:
            if not self._function.is_generator and node.value is not None:
                yield from ((item, True, around) for item in _listed(node.value))
        elif self._lists:
            yield from ((value, True, around) for value in self._added(node))

    def _added(self, node: py.Node) -> Iterator[py.Expr]:
        """What ``node`` puts into a list that is returned."""
        if isinstance(node, py.Call):
            plain = not any(arg.star or arg.name for arg in node.args)
            func = node.func
            if isinstance(func, py.Attribute) and self._is_list(func.value) and plain:
                if func.attr in _ADDERS and node.args:
                    yield node.args[-1].value
                elif func.attr == "extend" and len(node.args) == 1:
                    yield from _several(node.args[0].value)
            elif isinstance(func, py.Name) and func.id in self._aliases and plain:
                yield from (arg.value for arg in node.args[:1])
        elif isinstance(node, py.AugAssign) and node.op == "+=" and self._is_list(node.target):
            yield from _several(node.value)
        elif isinstance(node, py.Assign) and node.value is not None:
            starts = any(self._is_list(target) for target in node.targets)
            yield from _listed(node.value) if starts else ()

    def _meanings(self, value: py.Expr, around: _Around) -> Iterator[Meaning]:
        passed = self._passed_in(value, around)
        names, counts = around.names, around.counts
        if passed:
            names = self.names
            counts = self.counts.within(
                name
                for statement in self._function.node.body
                for node in py.walk_scope(statement)
                if isinstance(node, py.For | py.While)
                for name in counters_of(node)
            )
        for expr in passed or [value]:
            for meaning in meanings_of(expr, names):
                yield Meaning(meaning, counts)

    def _passed_in(self, value: py.Expr, around: _Around) -> list[py.Expr]:
        """What a helper inside the function is given for its parameter ``value``, by each call."""
        inner, expr = around.inner, py.unparen(value)
        if not isinstance(inner, py.FunctionDef) or not isinstance(expr, py.Name):
            return []
        places = [at for at, param in enumerate(inner.params) if param.name == expr.id]
        if not places or any(param.kind != "positional" for param in inner.params):
            return []
        given: list[py.Expr | None] = []
        mentions = 0
        for statement in self._function.node.body:
            for node in py.walk(statement):
                if isinstance(node, py.Name):
                    mentions += node.id == inner.name
                elif isinstance(node, py.Call) and _is_name(node.func, inner.name):
                    given.append(node.positional(places[0]) or node.keyword(expr.id))
        known = [value for value in given if value is not None]
        return known if len(known) == mentions else []

    def _is_list(self, expr: py.Expr) -> bool:
        return isinstance(expr, py.Name) and expr.id in self._lists

    def _is_adder(self, values: Sequence[py.Expr | None]) -> bool:
        """Whether a name bound to ``values`` is ``append`` of a returned list."""
        return all(
            isinstance(value, py.Attribute)
            and value.attr == "append"
            and self._is_list(value.value)
            for value in values
        )


def _several(expr: py.Expr) -> tuple[py.Expr, ...]:
    """The items that are added with ``expr``; itself stands for those of something unknown."""
    expr = py.unparen(expr)
    return expr.items if isinstance(expr, py.Sequence) else (expr,)


def _listed(expr: py.Expr) -> tuple[py.Expr, ...]:
    """The items of a list display."""
    expr = py.unparen(expr)
    return expr.items if isinstance(expr, py.Sequence) and expr.kind == "list" else ()


def _returned_lists(function: FunctionFacts) -> frozenset[str]:
    """The local names that hold a list display at first and are returned as they are."""
    lists: set[str] = set()
    returned: set[str] = set()
    for statement in function.node.body:
        for node in py.walk_scope(statement):
            if isinstance(node, py.Assign) and node.value is not None and _is_new_list(node.value):
                lists |= {target.id for target in node.targets if isinstance(target, py.Name)}
            elif isinstance(node, py.Return) and isinstance(node.value, py.Name):
                returned.add(node.value.id)
    return frozenset(lists & returned)


def _is_new_list(expr: py.Expr) -> bool:
    expr = py.unparen(expr)
    if isinstance(expr, py.Sequence):
        return expr.kind == "list"
    return isinstance(expr, py.Call) and _is_name(expr.func, "list") and not expr.args


def _is_name(expr: py.Expr, name: str) -> bool:
    return isinstance(expr, py.Name) and expr.id == name
