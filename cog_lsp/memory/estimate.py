"""The memory estimate: what a project holds on the GPU at once, and how that was told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakKeyDictionary

from cog_lsp.memory.amount import Amount
from cog_lsp.memory.given import Given
from cog_lsp.memory.handling import Course, taken_with_gpu
from cog_lsp.memory.identity import Identity, identities_of
from cog_lsp.memory.placement import Placement, placement_of
from cog_lsp.memory.precision import Precision, precision_of
from cog_lsp.memory.size import Size
from cog_lsp.memory.sources import size_of
from cog_lsp.memory.worlds import Item, total
from cog_lsp.project import Project
from cog_lsp.project.behavior import trace_of
from cog_lsp.project.loads import Load, loads_of
from cog_lsp.project.weight_files import WEIGHT_FILES

_LONG = 60  # a path that is longer goes by its last part
_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]*[A-Za-z][\w.-]*")
_SHORT = 3  # a name that is shorter is a language or an option, and says little by itself


@dataclass(frozen=True, slots=True)
class Component:
    """One load that puts weights into memory.

    ``precision`` and ``size`` are ``None`` when they could not be told; ``item`` is what adds up.
    """

    load: Load
    names: tuple[str, ...]
    precision: Precision | None
    size: Size | None
    placement: Placement
    item: Item

    @property
    def label(self) -> str:
        """What to call it: the checkpoint if it is known, else the call that loads."""
        first = self.names[0] if self.names else ""
        name = next((name for name in self.names if _is_repository(name)), first)
        if len(name) > _LONG:
            name = name.rstrip("/").rpartition("/")[2]
        if len(name) > _SHORT:
            return name
        return f"{'.'.join(self.load.event.name.split('.')[-2:])}({name})"


@dataclass(frozen=True)
class Estimate:
    """What the weights need on the GPU.

    ``components`` are all that were found, in the order in which they are loaded. ``complete`` is
    false when the code was too much to follow to its end.
    """

    components: tuple[Component, ...]
    complete: bool = True

    @cached_property
    def on_gpu(self) -> tuple[Component, ...]:
        """The components that are on the GPU, at least in part."""
        return tuple(part for part in self.components if part.placement.on_gpu)

    @cached_property
    def known(self) -> tuple[Component, ...]:
        """Those of them whose size is known."""
        return tuple(part for part in self.on_gpu if part.size is not None)

    @cached_property
    def _is_told(self) -> bool:
        """Whether a size is known that counts: one that only takes over others' parts has none."""
        return any(part.size is not None and part.size.amount.high for part in self.on_gpu)

    @cached_property
    def unknown(self) -> tuple[Component, ...]:
        """Those of them whose size is not."""
        return tuple(part for part in self.on_gpu if part.size is None)

    @cached_property
    def weights(self) -> Amount | None:
        """The bytes of all weights that are on the GPU at once; ``None`` if no size is known."""
        if not self._is_told:
            return None
        found = total([part.item for part in self.on_gpu])
        return found if self.complete else Amount.sum((found, Amount(most=None)))

    @property
    def spreads(self) -> bool:
        """Whether the code can use several GPUs for the weights."""
        return any(part.placement.spreads for part in self.on_gpu)

    @property
    def spills(self) -> bool:
        """Whether what does not fit goes to the memory of the CPU, which is slow but no failure."""
        return any(part.placement.spills for part in self.on_gpu)

    @property
    def gpus(self) -> int:
        """The number of GPUs that the code insists on."""
        return max((part.placement.gpus for part in self.on_gpu), default=1)


# An estimate must not hold on to its project, which would then live for ever.
_estimates: WeakKeyDictionary[Project, Estimate] = WeakKeyDictionary()


def estimate_of(project: Project) -> Estimate:
    """The estimate for ``project``, made once for each snapshot."""
    known = _estimates.get(project)
    if known is None:
        known = _estimates[project] = _estimate(project)
    return known


def _estimate(project: Project) -> Estimate:
    components: dict[object, Component] = {}
    course = Course(project)
    for load in loads_of(project, with_gpu=True):
        if load.loader.kind not in ("weights", "file") or not _happens_with_gpu(project, load):
            continue
        given = Given(project, load)
        for identity in identities_of(given):
            if load.loader.kind == "file" and not _is_weight_file(identity):
                continue
            # The same call with the same checkpoint, reached twice, is a cache or a reload.
            key = (load.event.node, identity.names)
            seen = components.get(key)
            if seen is None or len(load.event.guards) < len(seen.load.event.guards):
                components[key] = _component(course, given, identity)
    return Estimate(tuple(components.values()), trace_of(project, with_gpu=True).complete)


def _component(course: Course, given: Given, identity: Identity) -> Component:
    load, names = given.load, identity.names
    handling = course.of(load)
    placement = placement_of(given, handling)
    precision = precision_of(given, handling, names)
    size = size_of(given, names, precision)
    amount = size.amount if size is not None else Amount(most=None)
    if placement.partly:
        amount = Amount(0, 0, amount.high, amount.most)
    guards = tuple(
        guard
        for guard in load.event.guards
        if not taken_with_gpu(course.project, guard, load.event)
    )
    item = Item(
        amount, (*guards, *identity.guards), handling.slot, handling.store, handling.is_kept
    )
    return Component(load, names, precision, size, placement, item)


def _happens_with_gpu(project: Project, load: Load) -> bool:
    """Whether a GPU tier loads it: it is no fallback, and not the way without a GPU."""
    return not any(
        guard.kind == "except" or taken_with_gpu(project, guard, load.event) is False
        for guard in load.event.guards
    )


def _is_repository(name: str) -> bool:
    return _REPOSITORY.fullmatch(name) is not None and not name.lower().endswith(WEIGHT_FILES)


def _is_weight_file(identity: Identity) -> bool:
    return any(name.lower().endswith(WEIGHT_FILES) for name in identity.names)
