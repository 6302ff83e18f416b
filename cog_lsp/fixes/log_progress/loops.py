"""How often a ``for`` loop runs and which pass it is in, as Python expressions.

Only what the loop's header says lives here; messages are read next door.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import libcst as cst

from cog_lsp.fixes.log_progress.tree import Bindings, Tree, code, last_name, operand

_WRAPPERS = {"tqdm", "track", "progress_bar", "list", "tuple"}
_SAME_LENGTH = {"reversed", "sorted", *_WRAPPERS}
_VIEWS = {"items", "keys", "values"}
_SIZED_CALLS = {
    *("list", "tuple", "sorted", "range", "listdir", "split", "rsplit", "splitlines"),
    *("arange", "array", "array_split", "flip", "linspace", "tensor", "tolist"),
}
_SIZED_NAMES = {"timesteps", "sigmas"}
_SIZED_ANNOTATION = re.compile(r"(?i)(?:\w+\.)*(?:list|sequence|tuple|ndarray|tensor|dict)\b")
_UNSIZED_ATTRIBUTE = re.compile(r"(?i)stream|iter|generat|reader|queue")


@dataclass(frozen=True, slots=True)
class Linear:
    """An integer expression ``base + offset``; ``base`` is empty for a plain number."""

    base: str
    offset: int = 0

    def plus(self, number: int) -> Linear:
        """The expression greater by ``number``."""
        return Linear(self.base, self.offset + number)

    def minus(self, other: Linear) -> Linear:
        """The difference of two expressions."""
        if not other.base:
            return self.plus(-other.offset)
        if self.same_base(other):
            return Linear("", self.offset - other.offset)
        left = self.base or str(self.offset)
        rest = (self.offset if self.base else 0) - other.offset
        return Linear(f"{left} - {operand(other.base)}", rest)

    def same_base(self, other: Linear) -> bool:
        """Whether the two differ by a number only."""
        return _squeezed(self.base) == _squeezed(other.base)

    def same(self, other: Linear) -> bool:
        """Whether the two are the same value."""
        return self.offset == other.offset and self.same_base(other)

    @property
    def code(self) -> str:
        """The expression as Python."""
        if not self.base or not self.offset:
            return self.base or str(self.offset)
        return f"{self.base} {'-' if self.offset < 0 else '+'} {abs(self.offset)}"


def linear(node: cst.BaseExpression) -> Linear:
    """``node`` with the integers that it adds or subtracts taken out."""
    if isinstance(node, cst.Integer):
        return Linear("", node.evaluated_value)
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus):
        inner = linear(node.expression)
        if not inner.base:
            return Linear("", -inner.offset)
    if isinstance(node, cst.BinaryOperation):
        left, right = linear(node.left), linear(node.right)
        if isinstance(node.operator, cst.Add):
            if not right.base:
                return left.plus(right.offset)
            if not left.base:
                return right.plus(left.offset)
        if isinstance(node.operator, cst.Subtract) and not right.base:
            return left.plus(-right.offset)
    text = code(node)
    if node.lpar and isinstance(node, cst.Name | cst.Attribute | cst.Call):
        text = code(node.with_changes(lpar=[], rpar=[]))
    loose = cst.Comparison | cst.BooleanOperation | cst.IfExp | cst.Lambda | cst.NamedExpr
    return Linear(f"({text})" if isinstance(node, loose) and not node.lpar else text)


@dataclass(frozen=True, slots=True)
class Loop:
    """A ``for`` loop that counts.

    ``counter`` is the name that counts and ``first`` its value in the first pass. ``current`` is
    the number of the pass, from 1 to ``passes``; ``passes`` is ``None`` where the header does not
    say how often it runs. ``step`` is what the counter goes up by, ``stop`` where a range ends.
    """

    counter: str
    first: Linear
    current: str
    passes: Linear | None
    step: Linear
    stop: Linear | None = None


def read_loop(node: cst.For, bindings: Bindings) -> Loop | None:
    """What ``node`` counts, or ``None`` when it has no counter."""
    iterable, target = unwrapped(node.iter), node.target
    if isinstance(target, cst.Name):
        return _range_loop(target.value, iterable)
    if not (isinstance(target, cst.Tuple) and isinstance(iterable, cst.Call)):
        return None
    counter = target.elements[0].value
    if last_name(iterable) != "enumerate" or not isinstance(counter, cst.Name):
        return None
    first = Linear("")
    for argument in iterable.args[1:]:
        first = linear(argument.value)
    passes = _size(iterable.args[0].value, bindings) if iterable.args else None
    passes = passes or _stated_total(node.iter)
    current = Linear(counter.value).minus(first).plus(1).code
    return Loop(counter.value, first, current, passes, Linear("", 1))


def loops_around(node: cst.CSTNode, tree: Tree) -> list[cst.For | cst.While]:
    """The loops of the same function whose body holds ``node``, the innermost first."""
    found: list[cst.For | cst.While] = []
    inner = node
    for holder in tree.ancestors(node):
        if isinstance(holder, cst.FunctionDef | cst.Lambda | cst.ClassDef):
            break
        if isinstance(holder, cst.For | cst.While) and inner is holder.body:
            found.append(holder)
        inner = holder
    return found


def _range_loop(counter: str, iterable: cst.BaseExpression) -> Loop | None:
    backwards = last_name(iterable) == "reversed"
    if backwards and isinstance(iterable, cst.Call) and len(iterable.args) == 1:
        iterable = unwrapped(iterable.args[0].value)
    bounds = _range_of(iterable)
    if bounds is None:
        return None
    first, stop, step = bounds
    here = Linear(counter)
    down = Linear("", -1)
    if backwards and step.same(Linear("", 1)):
        current = stop.minus(here).code
        return Loop(counter, stop.plus(-1), current, stop.minus(first), down)
    if not backwards and step.same(down):
        current = first.minus(here).plus(1).code
        return Loop(counter, first, current, first.minus(stop), down)
    if backwards or not (step.base or step.offset > 0):
        return None
    if step.same(Linear("", 1)):
        return Loop(counter, first, here.minus(first).plus(1).code, stop.minus(first), step, stop)
    current = f"{operand(here.minus(first).code)} // {operand(step.code)} + 1"
    return Loop(counter, first, current, Linear(f"len({code(iterable)})"), step, stop)


def _range_of(node: cst.BaseExpression) -> tuple[Linear, Linear, Linear] | None:
    """First value, stop and step of a call of ``range`` or ``trange``."""
    if not (isinstance(node, cst.Call) and last_name(node) in ("range", "trange")):
        return None
    plain = [linear(a.value) for a in node.args if a.keyword is None and not a.star]
    if len(plain) == 1:
        return Linear(""), plain[0], Linear("", 1)
    if len(plain) == 2:
        return plain[0], plain[1], Linear("", 1)
    return (plain[0], plain[1], plain[2]) if len(plain) == 3 else None


def unwrapped(node: cst.BaseExpression) -> cst.BaseExpression:
    """What ``node`` iterates over, progress bars and copies around it left out."""
    while isinstance(node, cst.Call) and last_name(node) in _WRAPPERS and node.args:
        node = node.args[0].value
    return node


def _size(node: cst.BaseExpression, bindings: Bindings) -> Linear | None:
    """The length of what ``node`` iterates over, when it is sure to have one."""
    if isinstance(node, cst.List | cst.Tuple):
        if any(isinstance(element, cst.StarredElement) for element in node.elements):
            return None
        return Linear("", len(node.elements))
    if isinstance(node, cst.Call):
        name = last_name(node)
        if name in _SAME_LENGTH and node.args:
            return _size(node.args[0].value, bindings)
        if name in _VIEWS and isinstance(node.func, cst.Attribute):
            return Linear(f"len({code(node.func.value)})")
        bounds = _range_of(node)
        if bounds is not None and bounds[2].same(Linear("", 1)):
            return bounds[1].minus(bounds[0])
        return None
    return Linear(f"len({code(node)})") if _is_sized(node, bindings) else None


def _stated_total(node: cst.BaseExpression) -> Linear | None:
    """The ``total`` that a progress bar around the loop is given."""
    for argument in node.args if isinstance(node, cst.Call) else ():
        if argument.keyword is not None and argument.keyword.value == "total":
            return linear(argument.value)
    return None


def _is_sized(node: cst.BaseExpression, bindings: Bindings, depth: int = 3) -> bool:
    if isinstance(node, cst.List | cst.Tuple | cst.ListComp | cst.Dict | cst.SimpleString):
        return True
    if isinstance(node, cst.Attribute):
        return _UNSIZED_ATTRIBUTE.search(node.attr.value) is None
    if isinstance(node, cst.Subscript):
        return any(isinstance(part.slice, cst.Slice) for part in node.slice)
    if isinstance(node, cst.Call):
        return last_name(node) in _SIZED_CALLS
    if not isinstance(node, cst.Name) or not depth:
        return False
    name = node.value
    if name in _SIZED_NAMES or name in bindings.measured:
        return True
    if _SIZED_ANNOTATION.match(bindings.annotation(name).strip("\"' ")):
        return True
    values = bindings.of(name)
    return bool(values) and all(
        value is not None and _is_sized(value, bindings, depth - 1) for value in values
    )


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)
