"""Which step of how many a progress value stands for: the decision, from message and loop together.

Nothing is written here; the answer is two Python expressions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import libcst as cst

from cog_lsp.fixes.log_progress.loops import Linear, Loop, linear, loops_around, read_loop
from cog_lsp.fixes.log_progress.message import RATIO_KEYS, Message, ratio, read_message
from cog_lsp.fixes.log_progress.tree import Bindings, Tree, code, last_name, names_in, operand

_INTEGRAL_NAME = re.compile(
    r"(?:i|j|k|n|m|idx|index|ix|step|steps|current|total|count|counter|iteration|iterations|iter"
    r"|epoch|epochs|done|completed|processed|length"
    r"|(?:num|n|total|current|cur|max|step|frame|batch|chunk|epoch)_\w+"
    r"|\w+_(?:steps?|count|total|idx|index|num|number|iterations?|epochs?|length))"
)
_ARITHMETIC = (cst.Add, cst.Subtract, cst.Multiply, cst.FloorDivide, cst.Modulo)
_VAGUE = (cst.Attribute, cst.Subscript, cst.Name, cst.IfExp, cst.BooleanOperation, cst.Await)
_CONVERSIONS = {"len", "int", "round", "min", "max", "float", "str", "list", "dict", "tuple"}
_DIFFUSERS_STEP = {"i", "step", "step_index"}
_DIFFUSERS_TIME = {"t", "timestep"}


@dataclass(frozen=True)
class Counter:
    """Step ``current`` of ``total``, both integer expressions.

    ``positive`` says that the total cannot be zero where the step is reported. ``said`` are the
    values of the message that tell the same, ``counted`` the name that a loop counts with.
    """

    current: str
    total: str
    positive: bool
    said: tuple[cst.BaseExpression, ...] = ()
    counted: str = ""

    @property
    def literal(self) -> bool:
        """Whether both are plain numbers."""
        return self.current.isdigit() and self.total.isdigit()


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

    def same(self, left: Linear, right: Linear) -> bool:
        """Whether two expressions are one value."""
        return left.same(right) or self.canonical(left).same(self.canonical(right))


def find_counter(
    value: cst.BaseExpression, place: Place, *, alone: bool, literals: bool
) -> Counter | None:
    """The step that ``value`` reports.

    ``alone`` says that no other progress is reported in the same loop, so that the loop's own
    count may stand for a message without a number. ``literals`` allows a step that is spelled out
    (``Step 1/3``, ``50%``).
    """
    message = read_message(value, place.resolve)
    pairs = message.pairs()
    shares = [node for node, _ in message.percentages()]
    shares.extend(message.keyed[key] for key in sorted(RATIO_KEYS & message.keyed.keys()))
    for share in shares:
        found = ratio(share, place.resolve)
        if found is not None:
            pairs.append(found)
    return (
        _tied(pairs, tuple(shares), place)
        or _counted(value, place)
        or _percent(message, place)
        or (_own_pass(place) if alone and not pairs and not shares else None)
        or (_literal(message, shares) if literals else None)
    )


def _tied(
    pairs: list[tuple[cst.BaseExpression, cst.BaseExpression]],
    shares: tuple[cst.BaseExpression, ...],
    place: Place,
) -> Counter | None:
    for loop in place.loops:
        for current, total in pairs:
            meant = place.canonical(linear(current)).base
            if loop.counter in (meant, *names_in(current)):
                counter = _in_loop(current, total, loop, shares, place)
                if counter is not None:
                    return counter
    for current, total in pairs:
        if _is_integral(current, place) and _is_integral(total, place):
            counted = _counted_by_hand(linear(current), place)
            positive = isinstance(total, cst.Integer) and total.evaluated_value > 0
            said = (current, total, *shares)
            return Counter(counted.code, linear(total).code, positive, said)
    return None


def _in_loop(
    current: cst.BaseExpression,
    total: cst.BaseExpression,
    loop: Loop,
    shares: tuple[cst.BaseExpression, ...],
    place: Place,
) -> Counter | None:
    """The step of a pair whose first part is made of the loop's counter."""
    if not _is_integral(current, place):
        return None
    said = (current, total, *shares)
    at, end = linear(current), linear(total)
    meant = place.canonical(at)
    whole = loop.passes is not None and place.same(end, loop.passes)
    positive = whole or (not end.base and end.offset > 0)
    natural = (
        None
        if loop.passes is None
        else Counter(loop.current, loop.passes.code, True, said, loop.counter)
    )
    if not loop.step.same(Linear("", 1)):
        ahead = Linear(loop.counter).plus(loop.step.offset)
        if loop.step.base:
            ahead = Linear(f"{loop.counter} + {loop.step.base}", loop.step.offset)
        counts = at.same(Linear(loop.counter)) or at.same(ahead)
        if counts and loop.stop is not None and loop.first.same(Linear("")):
            if not place.same(end, loop.stop):
                return natural
            capped = f"min({ahead.code}, {end.code})"
            return Counter(capped, end.code, True, said, loop.counter)
        if meant.base == loop.counter:
            return natural
    if not (whole or _is_integral(total, place)):
        return natural
    if meant.base != loop.counter or loop.first.base or loop.first.offset + meant.offset != 0:
        return Counter(at.code, end.code, positive, said, loop.counter)
    if loop.passes is not None and place.same(end.plus(1), loop.passes):
        return natural if end.offset else Counter(at.code, end.code, False, said, loop.counter)
    return Counter(at.plus(1).code, end.code, positive, said, loop.counter)


def _counted_by_hand(at: Linear, place: Place) -> Linear:
    """``at``, one greater if it is 0 in the first pass."""
    names = {parameter.name.value for parameter in place.bindings.parameters}
    if at.base in names & _DIFFUSERS_STEP and names & _DIFFUSERS_TIME:
        return at.plus(1) if at.offset == 0 else at
    starts = place.bindings.of(at.base)
    if len(starts) != 1 or not isinstance(starts[0], cst.Integer) or not place.around:
        return at
    loop, statement = place.tree.span(place.around[0]), place.tree.span(place.statement)
    for name, increment in place.bindings.increments:
        span = place.tree.span(increment)
        if name == at.base and loop.contains(span):
            first = starts[0].evaluated_value + at.offset
            return at.plus(1) if first == 0 and span.start > statement.start else at
    return at


def _counted(value: cst.BaseExpression, place: Place) -> Counter | None:
    """The pass of the innermost loop whose counter ``value`` speaks of."""
    names = names_in(value)
    for name in tuple(names):
        meant = place.resolve(name)
        names |= set() if meant is None else names_in(meant)
    for loop in place.loops:
        if loop.passes is not None and loop.counter in names:
            return Counter(loop.current, loop.passes.code, True, (), loop.counter)
    return None


def _own_pass(place: Place) -> Counter | None:
    """The pass of the loop directly around the place."""
    inner = place.around[0] if place.around else None
    loop = read_loop(inner, place.bindings) if isinstance(inner, cst.For) else None
    if loop is None or loop.passes is None:
        return None
    return Counter(loop.current, loop.passes.code, True, (), loop.counter)


def _percent(message: Message, place: Place) -> Counter | None:
    """A share of 100 whose own parts cannot be told."""
    for node, whole in message.percentages():
        if isinstance(node, cst.Integer):
            continue
        text = linear(node).code
        if whole == 1:
            text = f"int(100 * {operand(text)})"
        elif not (_is_integral(node, place) or last_name(node) == "int"):
            text = f"int({code(node)})"
        return Counter(text, "100", True, (node,))
    return None


def _literal(message: Message, shares: list[cst.BaseExpression]) -> Counter | None:
    stage = message.stage()
    if stage is not None:
        return Counter(str(stage[0]), str(stage[1]), True)
    for share in shares:
        if isinstance(share, cst.Integer) and share.evaluated_value <= 100:
            keyed = any(share is value for value in message.keyed.values())
            if not (keyed and share.evaluated_value == 1):
                return Counter(str(share.evaluated_value), "100", True, (share,))
        if isinstance(share, cst.Float) and 0 <= share.evaluated_value <= 1:
            return Counter(str(round(100 * share.evaluated_value)), "100", True, (share,))
    return None


def _is_integral(
    node: cst.BaseExpression, place: Place, seen: frozenset[str] = frozenset()
) -> bool:
    """Whether ``node`` is an integer as far as its names and operations tell."""
    if isinstance(node, cst.Integer):
        return True
    if isinstance(node, cst.BinaryOperation):
        both = all(_is_integral(side, place, seen) for side in (node.left, node.right))
        return both and isinstance(node.operator, _ARITHMETIC)
    if isinstance(node, cst.Call):
        name = last_name(node)
        if name in ("min", "max"):
            return all(_is_integral(argument.value, place, seen) for argument in node.args)
        return name in ("len", "int") or (name == "round" and len(node.args) == 1)
    if isinstance(node, cst.Attribute):
        return _INTEGRAL_NAME.fullmatch(node.attr.value) is not None
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
    values = place.bindings.of(name)
    known = [value for value in values if value is not None and not _is_vague(value)]
    if not all(_is_integral(value, place, seen | {name}) for value in known):
        return False
    all_known = bool(values) and len(known) == len(values)
    return all_known or _INTEGRAL_NAME.fullmatch(name) is not None


def _is_vague(value: cst.BaseExpression) -> bool:
    """Whether ``value`` does not say its type, so that the name it gets has to."""
    call = isinstance(value, cst.Call) and last_name(value) not in _CONVERSIONS
    return call or isinstance(value, _VAGUE)
