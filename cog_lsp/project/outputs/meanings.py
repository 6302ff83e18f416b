"""What the names in a function stand for, and which of them count.

Only what the code says is told: a name that anything unknown may be bound to stands for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cog_lsp.project.results import bindings_in
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import names_in

_MAX_DEPTH = 4
# What callbacks call the number of the step that they are told.
_STEP_PARAM = re.compile(
    r"[ijkn]|idx|index|step(?:_?(?:idx|index|num|number))?|iteration|epoch|current(?:_step)?"
)

_ROUNDERS = ("int", "round", "float", "min")
_ARITHMETIC = (py.BinOp, py.Paren, py.Name, py.Attribute, py.Call, py.Argument)
_NUMBERS = ("int", "float")

Values = Mapping[str, Sequence[py.Expr | None]]
"""The expressions that each name is bound to; ``None`` for what no expression says."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The names that count rounds of the loops around a place, and those that hold a number."""

    counters: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()

    def within(self, counters: Iterable[str]) -> Counts:
        """The same inside a loop that ``counters`` count."""
        return Counts(self.counters.union(counters), self.numbers)


@dataclass(frozen=True, slots=True, eq=False)
class Meaning:
    """An expression that a value may be, and what the names in it count."""

    expr: py.Expr
    counts: Counts


def values_in(function: py.FunctionDef | py.Lambda) -> Values:
    """What the local names of ``function`` are bound to, functions inside of it left out.

    A text that only gets blanks or a line's end added stays what it is.
    """
    return {
        name: [
            binding.value if binding.kind == "assign" else None
            for binding in bindings
            if not (binding.kind == "added" and is_blank(binding.value))
        ]
        for name, bindings in bindings_in(function).items()
    }


def meanings_of(value: py.Expr, values: Values, depth: int = _MAX_DEPTH) -> list[py.Expr]:
    """The expressions that ``value`` may be; ``value`` itself where a name in it is unknown."""
    expr = py.unparen(value)
    if depth and isinstance(expr, py.IfExp):
        return [
            meaning
            for side in (expr.body, expr.orelse)
            for meaning in meanings_of(side, values, depth - 1)
        ]
    if depth and isinstance(expr, py.NamedExpr):
        return meanings_of(expr.value, values, depth - 1)
    if depth and isinstance(expr, py.Name):
        known = [bound for bound in values.get(expr.id, ()) if bound is not None]
        if known and len(known) == len(values[expr.id]):
            return [meaning for bound in known for meaning in meanings_of(bound, values, depth - 1)]
    return [expr]


def numbers_of(function: py.FunctionDef | py.Lambda, values: Values) -> frozenset[str]:
    """The names that hold a number, as far as annotations and what they are bound to say."""
    found = {
        param.name
        for param in function.params
        if param.annotation is not None
        and py.dotted(param.annotation) in _NUMBERS
        and len(values[param.name]) == 1
    }
    for name, bound in values.items():
        if all(value is not None and _is_number(value) for value in bound):
            found.add(name)
    return frozenset(found)


def counters_of(loop: py.For | py.While) -> Iterator[str]:
    """The names that count the rounds of ``loop``.

    They are the variables of ``range``, the first of ``enumerate``, what each round adds a number
    to, and what is computed of one of them.
    """
    found = set(counting(loop.target, loop.iter)) if isinstance(loop, py.For) else set[str]()
    inside = [node for statement in loop.body for node in py.walk_scope(statement)]
    for node in inside:
        if isinstance(node, py.AugAssign) and node.op == "+=" and _is_whole(node.value):
            found.update(names_in(node.target))
    for node in inside:
        if isinstance(node, py.Assign) and node.value and _is_computed(node.value, found):
            found |= {target.id for target in node.targets if isinstance(target, py.Name)}
    yield from found


def counting(target: py.Expr, source: py.Expr) -> Iterator[str]:
    """The names in ``target`` that count what ``source`` goes through."""
    source = py.unparen(source)
    while isinstance(source, py.Call) and source.args:
        name = (py.dotted(source.func) or "").rpartition(".")[2]
        if name in ("range", "trange"):
            yield from names_in(target)
            return
        if name == "enumerate":
            if isinstance(target, py.Sequence) and target.items:
                yield from names_in(target.items[0])
            return
        # tqdm(range(n)), list(enumerate(x)) and the like hand on what they are given.
        source = py.unparen(source.args[0].value)


def told_step(function: py.FunctionDef | py.Lambda) -> frozenset[str]:
    """The parameters of a callback by which it is told how far the work is."""
    return frozenset(
        param.name for param in function.params if _STEP_PARAM.fullmatch(param.name) is not None
    )


def is_blank(expr: py.Expr | None) -> bool:
    """Whether ``expr`` is a text of nothing but blanks and line ends."""
    expr = py.unparen(expr) if expr is not None else None
    value = expr.value if isinstance(expr, py.Constant) else None
    return isinstance(value, str) and not value.strip()


def _is_computed(expr: py.Expr, counters: set[str]) -> bool:
    """Whether ``expr`` is plain arithmetic with one of ``counters`` in it."""
    expr = py.unparen(expr)
    while isinstance(expr, py.Call) and py.dotted(expr.func) in _ROUNDERS and expr.args:
        expr = py.unparen(expr.args[0].value)
    if not isinstance(expr, py.BinOp):
        return False
    nodes = list(py.walk(expr))
    plain = all(
        type(node.value) in (int, float)
        if isinstance(node, py.Constant)
        else isinstance(node, _ARITHMETIC)
        for node in nodes
    )
    return plain and any(isinstance(node, py.Name) and node.id in counters for node in nodes)


def _is_number(expr: py.Expr) -> bool:
    expr = py.unparen(expr)
    if isinstance(expr, py.Constant):
        return type(expr.value) in (int, float)
    return isinstance(expr, py.Call) and py.dotted(expr.func) in ("len", *_NUMBERS)


def _is_whole(expr: py.Expr) -> bool:
    expr = py.unparen(expr)
    return isinstance(expr, py.Constant) and type(expr.value) is int
