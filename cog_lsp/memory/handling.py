"""What the code does with a model after it was loaded: where it is kept, moved and converted."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from cog_lsp.knowledge.loaders import match_loader
from cog_lsp.memory.choices import outcome_with_gpu
from cog_lsp.project import Project
from cog_lsp.project.behavior import (
    CallEvent,
    Guard,
    Origin,
    Phase,
    StoreEvent,
    trace_of,
)
from cog_lsp.project.loads import Load
from cog_lsp.syntax import python_tree as py

# Methods that convert a model, and those that move it to the GPU or to the CPU's memory.
CONVERTING = frozenset(("to", "half", "bfloat16", "float", "double", "enable_layerwise_casting"))
MOVING = frozenset(("to", "cuda", "cpu"))
OFFLOADING = frozenset(
    (
        "enable_model_cpu_offload", "enable_sequential_cpu_offload", "enable_group_offload",
        "cpu_offload", "cpu",
    )
)  # fmt: skip


@dataclass(frozen=True)
class Course:
    """What happens in ``project``, reduced to what may concern a loaded model."""

    project: Project

    @cached_property
    def builders(self) -> tuple[CallEvent, ...]:
        """Calls whose result contains their arguments: constructors, and loaders given parts."""
        return tuple(
            call
            for call in trace_of(self.project, with_gpu=True).calls
            if any(arg.value.loads for arg in call.args)
            and (
                call.name.rpartition(".")[2][:1].isupper()
                or call.name.endswith(".from_pipe")
                or match_loader(call.name) is not None
            )
        )

    @cached_property
    def methods(self) -> tuple[tuple[str, CallEvent], ...]:
        """Calls of methods that move or convert what they belong to, each with its name."""
        return tuple(
            (func.attr, call)
            for call in trace_of(self.project, with_gpu=True).calls
            if isinstance(func := py.unparen(call.node.func), py.Attribute)
            and func.attr in CONVERTING | MOVING | OFFLOADING
            and call.receiver is not None
            and call.receiver.loads
        )

    @cached_property
    def helpers(self) -> tuple[tuple[str, CallEvent], ...]:
        """Calls of functions that quantize, offload or spread a model, each with what it does."""
        return tuple(
            (word, call)
            for call in trace_of(self.project, with_gpu=True).calls
            for word in ("quantize", "offload", "dispatch")
            if word in call.name.rpartition(".")[2]
        )

    @cached_property
    def copied_over(self) -> frozenset[CallEvent]:
        """Calls whose result is copied into a model that was loaded, and so takes up no more."""
        return frozenset(
            load
            for call in trace_of(self.project, with_gpu=True).calls
            if isinstance(func := py.unparen(call.node.func), py.Attribute)
            and func.attr == "load_state_dict"
            and call.receiver is not None
            and any(_loads_model(load) for load in call.receiver.loads)
            for arg in call.args
            for load in arg.value.loads
        )

    @cached_property
    def stores(self) -> tuple[StoreEvent, ...]:
        """Where something that was loaded is stored in an attribute."""
        return tuple(
            store for store in trace_of(self.project, with_gpu=True).stores if store.value.loads
        )

    @cached_property
    def stores_by_attribute(self) -> dict[str, list[StoreEvent]]:
        """The same by the name of the attribute."""
        found: dict[str, list[StoreEvent]] = defaultdict(list)
        for store in self.stores:
            found[store.node.attr].append(store)
        return found

    def of(self, load: Load) -> Handling:
        """What becomes of ``load``."""
        held = {load.event}
        for call in self.builders:
            if any(not held.isdisjoint(arg.value.loads) for arg in call.args):
                held.add(call)
        holders = frozenset(held)
        store = next((one for one in self.stores if not holders.isdisjoint(one.value.loads)), None)
        return Handling(self, load, holders, store)


@dataclass(frozen=True)
class Handling:
    """The life of what ``load`` loaded.

    ``holders`` are the calls whose result is it or contains it: the load itself, and whatever was
    built around it. ``store`` is the first attribute that it was kept in.
    """

    course: Course
    load: Load
    holders: frozenset[CallEvent]
    store: StoreEvent | None

    @property
    def is_kept(self) -> bool:
        """Whether it surely stays: it is held by an attribute, or was loaded at import."""
        return self.store is not None or self.load.phase is Phase.IMPORT

    @property
    def slot(self) -> tuple[object, str] | None:
        """The attribute that it is kept in; what is kept there next takes its place."""
        if self.store is None:
            return None
        receiver = self.store.receiver
        return (receiver.cls if receiver.cls is not None else receiver, self.store.node.attr)

    @cached_property
    def method_calls(self) -> tuple[tuple[str, CallEvent], ...]:
        """The calls that move or convert it, or what holds it, each with the method's name."""
        return tuple(
            (method, call)
            for method, call in self.course.methods
            if call.receiver is not None and not self.holders.isdisjoint(call.receiver.loads)
        )

    def handed_to(self, word: str) -> tuple[CallEvent, ...]:
        """The calls with ``word`` in their name that it is handed to (see ``helpers``)."""
        return tuple(
            call
            for does, call in self.course.helpers
            if does == word
            and any(not self.holders.isdisjoint(arg.value.loads) for arg in call.args)
        )

    def is_handed_to(self, word: str) -> bool:
        """Whether it is handed to a function with ``word`` in its name."""
        return bool(self.handed_to(word))

    @property
    def is_copied_over(self) -> bool:
        """Whether it is copied into a model that is there already."""
        return self.load.event in self.course.copied_over and not _loads_model(self.load.event)

    @cached_property
    def taking_turns(self) -> CallEvent | None:
        """The call by which the parts of the pipeline that it is, or is part of, take turns.

        ``None`` if there is none, or if another call moves smaller pieces.
        """
        offloads = [call for method, call in self.method_calls if method in OFFLOADING]
        names = {method for method, _ in self.method_calls if method in OFFLOADING}
        pipelines = any("Pipeline" in holder.name for holder in self.holders)
        if names != {"enable_model_cpu_offload"} or not pipelines or self.is_handed_to("offload"):
            return None
        return offloads[0]

    def is_whole(self, call: CallEvent) -> bool:
        """Whether the method called is one of the loaded thing, and not of a part of it."""
        func = py.unparen(call.node.func)
        target = py.unparen(func.value) if isinstance(func, py.Attribute) else func
        if not isinstance(target, py.Attribute):
            return True
        stores = self.course.stores_by_attribute.get(target.attr, ())
        return any(not self.holders.isdisjoint(store.value.loads) for store in stores)

    def is_certain(self, call: CallEvent) -> bool:
        """Whether ``call`` happens whenever the load does, on a machine with a GPU."""
        project = self.course.project
        return all(
            guard in self.load.event.guards or taken_with_gpu(project, guard, call) is True
            for guard in call.guards
        )


def _loads_model(call: CallEvent) -> bool:
    loader = match_loader(call.name) if call.name else None
    return loader is not None and loader.kind == "weights"


def taken_with_gpu(project: Project, guard: Guard, call: CallEvent) -> bool | None:
    """Whether the branch behind ``guard`` is taken on a machine with a GPU, if that decides."""
    if guard.kind != "if" or guard.origin & (Origin.INPUT | Origin.STATE):
        return None
    outcome = outcome_with_gpu(project, guard.test, call.frame)
    return None if outcome is None else outcome == (guard.branch == 0)
