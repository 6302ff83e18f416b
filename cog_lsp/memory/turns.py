"""Models that the code itself moves to the GPU and away again: which are there at the same time."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from cog_lsp.memory.choices import alternatives
from cog_lsp.memory.handling import Course, Handling
from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Phase, Value, trace_of
from cog_lsp.project.loads import loads_of

Move = tuple[CallEvent, bool]  # a call that moves, or what it moves; and whether to the GPU

_alone: WeakKeyDictionary[Project, frozenset[CallEvent]] = WeakKeyDictionary()


def moves_of(handling: Handling) -> tuple[Move, ...]:
    """The calls that move all of it, as far as it is known where to."""
    return tuple(_moves(handling))


def comes_and_goes(handling: Handling) -> bool:
    """Whether it is moved to the GPU by some calls, and to the CPU by others."""
    return len({to_gpu for _, to_gpu in moves_of(handling)}) == 2


def takes_turns(course: Course, load: CallEvent) -> bool:
    """Whether what ``load`` loaded comes and goes, and never meets another that does."""
    known = _alone.get(course.project)
    if known is None:
        known = _alone[course.project] = _find(course)
    return load in known


def _moves(handling: Handling) -> Iterator[Move]:
    for method, call in handling.method_calls:
        if method in ("to", "cuda", "cpu") and handling.is_whole(call):
            if method != "to":
                yield call, method == "cuda"
                continue
            places = _places(handling, call)
            if len(places) == 1:
                yield call, places.pop()


def _places(handling: Handling, call: CallEvent) -> set[bool]:
    """Whether the device is a GPU, for each that ``to()`` may be given and that is known."""
    arg = call.argument("device", 0)
    if arg is None:
        return set()
    values = alternatives(handling.course.project, arg.value, arg.node.value, call.frame)
    return {place for value in values for place in _place(value)}


def _place(value: Value) -> Iterator[bool]:
    texts = [value.text, *(arg.value.text for call in value.loads for arg in call.args)]
    if "cpu" in texts:
        yield False
    elif any(text is not None and text.startswith("cuda") for text in texts):
        yield True


def _find(course: Course) -> frozenset[CallEvent]:
    """Follow the moves of setup, and of two requests, and see which models meet."""
    moves: dict[CallEvent, list[Move]] = {}
    there: set[CallEvent] = set()
    for load in loads_of(course.project, with_gpu=True):
        handling = course.of(load)
        if not comes_and_goes(handling):
            continue
        of_load = moves_of(handling)
        first, to_gpu = of_load[0]
        if not to_gpu and first.phase is Phase.PREDICT:
            there.add(load.event)
        for call, to_gpu in of_load:
            if to_gpu or handling.is_certain(call):
                moves.setdefault(call, []).append((load.event, to_gpu))
    calls = [call for call in trace_of(course.project, with_gpu=True).calls if call in moves]
    again = [call for call in calls if call.phase is Phase.PREDICT]
    found = {event for moved in moves.values() for event, _ in moved}
    met = set(there) if len(there) > 1 else set()
    for call in (*calls, *again):
        for moved, to_gpu in moves[call]:
            there = there | {moved} if to_gpu else there - {moved}
        if len(there) > 1:
            met |= there
    return frozenset(found - met)
