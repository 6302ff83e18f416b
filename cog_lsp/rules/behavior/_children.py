"""Child processes of a prediction that run a script of the project which loads weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Phase, trace_of, trace_script
from cog_lsp.project.loads import Load, loads_in
from cog_lsp.project.processes import Process, processes_of
from cog_lsp.project.programs import script_in
from cog_lsp.syntax import python_tree as py


def children_that_load(project: Project) -> Iterator[tuple[CallEvent, str, Load]]:
    """Each start of such a process that every prediction makes, its script, and the first load.

    What the script loads on a condition is left alone: its arguments may say that it does not.
    """
    whole = replace(project, python={**project.programs, **project.python})
    seen: set[py.Call] = set()
    for process in processes_of(trace_of(project)):
        event = process.event
        if event.phase is not Phase.PREDICT or event.node in seen:
            continue
        if any(not guard.available for guard in event.guards):
            continue
        path = _script(process)
        facts = whole.python.get(path) if path is not None else None
        if facts is None:
            continue
        seen.add(event.node)
        loads = loads_in(trace_script(whole, facts))
        heavy = [
            load
            for load in loads
            if load.loader.kind == "weights" and all(guard.available for guard in load.event.guards)
        ]
        if heavy:
            yield event, facts.path, heavy[0]


def _script(process: Process) -> str | None:
    """The script that a Python interpreter is told to run."""
    if process.text is not None:
        return script_in(process.text) if "python" in process.program else None
    first, *rest = process.words or ("",)
    if first is not None and "python" not in first:
        return script_in(first) if first.endswith(".py") else None
    for word in rest:
        if word is not None and not word.startswith("-"):
            return script_in(word)
    return None
