"""What the code does with a model after it was loaded: where it is kept, moved and converted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cog_lsp.knowledge.loaders import match_loader
from cog_lsp.memory.choices import outcome_with_gpu
from cog_lsp.project import Project
from cog_lsp.project.behavior import (
    CallEvent,
    Guard,
    Origin,
    Phase,
    StoreEvent,
    Trace,
    trace_of,
)
from cog_lsp.project.loads import Load
from cog_lsp.syntax import python_tree as py


@dataclass(frozen=True, slots=True)
class Handling:
    """The life of what ``load`` loaded.

    ``holders`` are the calls whose result is it or contains it: the load itself, and whatever was
    built around it. ``store`` is the first attribute that it was kept in.
    """

    project: Project
    load: Load
    holders: frozenset[CallEvent]
    store: StoreEvent | None

    @property
    def is_kept(self) -> bool:
        """Whether it surely stays: it is held by an attribute, or was loaded at import."""
        return self.store is not None or self.load.phase is Phase.IMPORT

    @property
    def slot(self) -> object:
        """The attribute that it is kept in; what is kept there next takes its place."""
        if self.store is None:
            return None
        receiver = self.store.receiver
        owner = receiver.cls if receiver.cls is not None else receiver
        return (owner, self.store.node.attr)

    def method_calls(self) -> Iterator[tuple[str, CallEvent]]:
        """The calls of methods of it, or of what holds it, each with the method's name."""
        for call in trace_of(self.project).calls:
            func = py.unparen(call.node.func)
            if (
                isinstance(func, py.Attribute)
                and call.receiver is not None
                and call.receiver.loads & self.holders
            ):
                yield func.attr, call

    @property
    def is_quantized(self) -> bool:
        """Whether it is handed to a function that quantizes (torchao, quanto)."""
        return any(
            "quantize" in call.name.rpartition(".")[2]
            and any(arg.value.loads & self.holders for arg in call.args)
            for call in trace_of(self.project).calls
        )

    def is_whole(self, call: CallEvent) -> bool:
        """Whether the method called is one of the loaded thing, and not of a part of it."""
        func = py.unparen(call.node.func)
        target = py.unparen(func.value) if isinstance(func, py.Attribute) else func
        if not isinstance(target, py.Attribute):
            return True
        return any(
            store.node.attr == target.attr and store.value.loads & self.holders
            for store in trace_of(self.project).stores
        )

    def is_certain(self, call: CallEvent) -> bool:
        """Whether ``call`` happens whenever the load does, on a machine with a GPU."""
        return all(
            guard in self.load.event.guards or taken_with_gpu(self.project, guard, call) is True
            for guard in call.guards
        )


def handling_of(project: Project, load: Load) -> Handling:
    """What becomes of ``load`` in ``project``."""
    trace = trace_of(project)
    holders = _holders(trace, load.event)
    store = next((store for store in trace.stores if store.value.loads & holders), None)
    return Handling(project, load, holders, store)


def taken_with_gpu(project: Project, guard: Guard, call: CallEvent) -> bool | None:
    """Whether the branch behind ``guard`` is taken on a machine with a GPU, if that decides."""
    if guard.kind != "if" or guard.origin & (Origin.INPUT | Origin.STATE):
        return None
    outcome = outcome_with_gpu(project, guard.test, call.frame)
    return None if outcome is None else outcome == (guard.branch == 0)


def _holders(trace: Trace, event: CallEvent) -> frozenset[CallEvent]:
    held = {event}
    for call in trace.calls:
        if call not in held and _builds(call) and any(arg.value.loads & held for arg in call.args):
            held.add(call)
    return frozenset(held)


def _builds(call: CallEvent) -> bool:
    """Whether a call's result contains its arguments: a constructor, or a loader given parts."""
    last = call.name.rpartition(".")[2]
    return last[:1].isupper() or last == "from_pipe" or match_loader(call.name) is not None
