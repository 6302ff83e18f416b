"""What a project does when it is imported, set up and asked for a prediction.

A :class:`Trace` is the list of calls that happen in each of these phases, wherever in the project
they stand, each with the way it was reached, the conditions on that way, and what is known of its
arguments. It is made by following the code from its entry points without running it. Rules, and the
memory estimate, ask the trace; none of them follows calls on its own.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

from cog_lsp.project.behavior.trace import trace_project, trace_script
from cog_lsp.project.behavior.values import (
    BoundArgument,
    CallEvent,
    Frame,
    GlobalStoreEvent,
    Guard,
    ItemStoreEvent,
    Origin,
    Phase,
    StoreEvent,
    Trace,
    Value,
)
from cog_lsp.project.project import Project

_traces: WeakKeyDictionary[Project, dict[bool, Trace]] = WeakKeyDictionary()


def trace_of(project: Project, *, with_gpu: bool = False) -> Trace:
    """The trace of ``project``, made once for each snapshot.

    ``with_gpu``: of what it does on a machine with a GPU; otherwise of what it may do anywhere.
    """
    known = _traces.setdefault(project, {})
    if with_gpu not in known:
        other = known.get(not with_gpu)
        if other is None or other.asks_for_gpu:
            other = trace_project(project, with_gpu=with_gpu)
        known[with_gpu] = other
    return known[with_gpu]


__all__ = [
    "BoundArgument",
    "CallEvent",
    "Frame",
    "GlobalStoreEvent",
    "Guard",
    "ItemStoreEvent",
    "Origin",
    "Phase",
    "StoreEvent",
    "Trace",
    "Value",
    "trace_of",
    "trace_script",
]
