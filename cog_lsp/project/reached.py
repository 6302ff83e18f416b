"""The functions of the project that run in a phase: the entry point and whatever it leads to."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from cog_lsp.project.behavior import Frame, Phase, trace_of
from cog_lsp.project.project import Project
from cog_lsp.syntax.python_facts import FunctionFacts

_reached: WeakKeyDictionary[Project, dict[Phase, tuple[FunctionFacts, ...]]] = WeakKeyDictionary()


def functions_reached(project: Project, phase: Phase) -> tuple[FunctionFacts, ...]:
    """The functions that run in ``phase``, setup or predict, each once, outermost first."""
    known = _reached.setdefault(project, {})
    if phase not in known:
        known[phase] = _find(project, phase)
    return known[phase]


def _find(project: Project, phase: Phase) -> tuple[FunctionFacts, ...]:
    entries = [entry for entry in project.entry_points if entry.mode == "predict"]
    if phase is Phase.PREDICT:
        roots = [entry.function for entry in entries]
    else:
        roots = [entry.setup for entry in entries if entry.setup is not None]
    found: dict[FunctionFacts, None] = dict.fromkeys(roots)
    for done in trace_of(project).returns:
        if done.frame.function is not None and _root(done.frame).function in found:
            found[done.frame.function] = None
    return tuple(found)


def _root(frame: Frame) -> Frame:
    while frame.parent is not None:
        frame = frame.parent
    return frame
