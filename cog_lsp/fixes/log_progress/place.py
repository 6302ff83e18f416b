"""Where a progress value stands: the loops and names around it, and which of them are integers."""

from __future__ import annotations

import re

import libcst as cst

from cog_lsp.fixes.log_progress.loops import Linear, linear, loops_around, read_loop, unwrapped
from cog_lsp.fixes.log_progress.tree import Bindings, Tree, code, last_name, names_in

_INTEGRAL_NAME = re.compile(
    r"(?:i|j|k|n|m|idx|index|ix|step|steps|current|total|count|counter|iteration|iterations|iter"
    r"|epoch|epochs|done|completed|processed"
    r"|(?:num|n|total|current|cur|max|step|frame|batch|chunk|epoch)_\w+"
    r"|\w+_(?:steps?|count|total|idx|index|num|number|iterations?|epochs?))"
)
_INDEX_NAME = re.compile(r"[ijknm]|idx|index|ix|epoch")
_MEASURE = re.compile(r"time|duration|second|secs|elapsed|loss|ratio|rate|[kmg]b$|percent|progress")
_ARITHMETIC = (cst.Add, cst.Subtract, cst.Multiply, cst.FloorDivide, cst.Modulo)
_VAGUE = (cst.Attribute, cst.Subscript, cst.Name, cst.IfExp, cst.BooleanOperation, cst.Await)
_CONVERSIONS = {"len", "int", "round", "min", "max", "float", "str", "list", "dict", "tuple"}


class Place:
    """Where a progress value stands: the names and the loops around it."""

    def __init__(self, tree: Tree, bindings: Bindings, statement: cst.CSTNode) -> None:
        self.tree = tree
        self.bindings = bindings
        self.statement = statement
        self.around = loops_around(statement, tree)
        read = [read_loop(loop, bindings) for loop in self.around if isinstance(loop, cst.For)]
        self.loops = [loop for loop in read if loop is not None]

    def resolve(self, name: str) -> cst.BaseExpression | None:
        """What ``name`` stands for here, if one statement before this place says it."""
        single = self.bindings.single(name)
        if single is None or name in names_in(single[0]):
            return None
        before = self.tree.span(single[1]).start < self.tree.span(self.statement).start
        return single[0] if before else None

    def canonical(self, value: Linear) -> Linear:
        """``value`` with the name in it followed to its definition."""
        node = self.resolve(value.base) if value.base.isidentifier() else None
        return value if node is None else linear(node).plus(value.offset)

    def is_positive(self, total: Linear) -> bool:
        """Whether ``total`` cannot be zero here: a number, an input with ``ge``, what is looped."""
        if not total.base:
            return total.offset > 0
        iterated = [code(unwrapped(at.iter)) for at in self.around if isinstance(at, cst.For)]
        if total.offset == 0 and total.base in [f"len({name})" for name in iterated]:
            return True
        return total.offset >= 0 and any(
            parameter.name.value == total.base and _lower_bound(parameter) > 0
            for parameter in self.bindings.parameters
            if len(self.bindings.of(total.base)) == 1
        )

    def same(self, left: Linear, right: Linear) -> bool:
        """Whether two expressions are one value."""
        return left.same(right) or self.canonical(left).same(self.canonical(right))


def is_integral(node: cst.BaseExpression, place: Place, seen: frozenset[str] = frozenset()) -> bool:
    """Whether ``node`` is an integer as far as its names and operations tell."""
    if isinstance(node, cst.Integer):
        return True
    if isinstance(node, cst.BinaryOperation):
        both = all(is_integral(side, place, seen) for side in (node.left, node.right))
        return both and isinstance(node.operator, _ARITHMETIC)
    if isinstance(node, cst.Call):
        name = last_name(node)
        if name in ("min", "max"):
            return all(is_integral(argument.value, place, seen) for argument in node.args)
        return name in ("len", "int") or (name == "round" and len(node.args) == 1)
    if isinstance(node, cst.Attribute):
        return _is_count(node.attr.value)
    if isinstance(node, cst.Subscript):
        return last_name(node.value) == "shape"
    return isinstance(node, cst.Name) and _is_integral_name(node.value, place, seen)


def _is_integral_name(name: str, place: Place, seen: frozenset[str]) -> bool:
    if any(loop.counter == name for loop in place.loops):
        return True
    annotation = place.bindings.annotation(name).strip("\"' ")
    if annotation == "int" or name in seen:
        return True
    if annotation and "int" not in annotation:
        return False
    if place.bindings.is_iterated(name):
        return _INDEX_NAME.fullmatch(name) is not None
    values = place.bindings.of(name)
    known = [value for value in values if value is not None and not _is_vague(value)]
    if not all(is_integral(value, place, seen | {name}) for value in known):
        return False
    all_known = bool(values) and len(known) == len(values)
    return all_known or _is_count(name)


def _is_count(name: str) -> bool:
    """Whether a name is one that counts are given, and not measures."""
    return _INTEGRAL_NAME.fullmatch(name) is not None and _MEASURE.search(name) is None


def _is_vague(value: cst.BaseExpression) -> bool:
    """Whether ``value`` does not say its type, so that the name it gets has to."""
    call = isinstance(value, cst.Call) and last_name(value) not in _CONVERSIONS
    return call or isinstance(value, _VAGUE)


def _lower_bound(parameter: cst.Param) -> int:
    """The ``ge`` of an input, 0 if it has none."""
    default = parameter.default
    if isinstance(default, cst.Call) and last_name(default) == "Input":
        for argument in default.args:
            if argument.keyword is not None and argument.keyword.value == "ge":
                bound = linear(argument.value)
                return 0 if bound.base else bound.offset
    return 0
