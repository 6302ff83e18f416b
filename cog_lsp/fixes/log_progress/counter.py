"""Which step of how many a progress value stands for: the decision, from message and loop together.

Nothing is written here; the answer is two Python expressions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import libcst as cst

from cog_lsp.fixes.log_progress.loops import (
    Linear,
    Loop,
    linear,
    read_loop,
)
from cog_lsp.fixes.log_progress.message import RATIO_KEYS, Message, ratio, read_message
from cog_lsp.fixes.log_progress.place import Place, is_integral
from cog_lsp.fixes.log_progress.tree import code, last_name, names_in, operand

# A loop that tries again, or one whose counter is not meant to be used, is no measure of progress.
_NO_PROGRESS = re.compile(r"_+|.*(?:attempt|retry|retries|tries|trial).*|try_?\w*")
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
    shares.extend(message.after_progress())
    shares.extend(message.alone() if message.parts or message.keyed else [value])
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
        if is_integral(current, place) and is_integral(total, place):
            counted = _counted_by_hand(linear(current), place)
            end, said = linear(total), (current, total, *shares)
            return Counter(counted.code, end.code, place.is_positive(end), said)
    return None


def _in_loop(
    current: cst.BaseExpression,
    total: cst.BaseExpression,
    loop: Loop,
    shares: tuple[cst.BaseExpression, ...],
    place: Place,
) -> Counter | None:
    """The step of a pair whose first part is made of the loop's counter."""
    if not is_integral(current, place):
        return None
    said = (current, total, *shares)
    at, end = linear(current), linear(total)
    meant = place.canonical(at)
    whole = loop.passes is not None and place.same(end, loop.passes)
    positive = whole or place.is_positive(end)
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
    if not (whole or is_integral(total, place)):
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
    if loop is None or loop.passes is None or _NO_PROGRESS.fullmatch(loop.counter):
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
        elif not (is_integral(node, place) or last_name(node) == "int"):
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
