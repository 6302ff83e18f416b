"""The memory estimate: what a project holds on the GPU at once, and how that was told."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import replace
from weakref import WeakKeyDictionary

from cog_lsp.memory.amount import Amount, gigabytes
from cog_lsp.memory.components import Component, Estimate
from cog_lsp.memory.given import Given
from cog_lsp.memory.handling import Course, Handling, taken_with_gpu
from cog_lsp.memory.identity import Identity, identities_of
from cog_lsp.memory.placement import Placement, placement_of
from cog_lsp.memory.precision import precision_of
from cog_lsp.memory.running import running_of
from cog_lsp.memory.size import Size
from cog_lsp.memory.sources import size_of
from cog_lsp.memory.turns import takes_turns
from cog_lsp.memory.worlds import Item
from cog_lsp.project import Project
from cog_lsp.project.behavior import trace_of
from cog_lsp.project.loads import Load, loads_of
from cog_lsp.project.unlisted import LIBRARY
from cog_lsp.project.weight_files import WEIGHT_FILES

# Small weights that are put onto a model, by the name of their file.
_ADAPTER = re.compile(r"(?<![a-z])(?:lora|adapter|embeddings?)(?![a-z])[^/]*$")

__all__ = ["Component", "Estimate", "estimate_of"]

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
            if load.loader.library == LIBRARY and _is_adapter(identity):
                continue
            # The same call with the same checkpoint, reached twice, is a cache or a reload.
            key = (load.event.node, identity.names)
            seen = components.get(key)
            if seen is None or len(load.event.guards) < len(seen.load.event.guards):
                components[key] = _component(course, given, identity)
    found = tuple(components.values())
    complete = trace_of(project, with_gpu=True).complete
    return Estimate(found, complete, running_of(project, found))


def _component(course: Course, given: Given, identity: Identity) -> Component:
    load, names = given.load, identity.names
    handling = course.of(load)
    placement = placement_of(given, handling)
    precision = precision_of(given, handling, names)
    size = size_of(given, names, precision)
    if size is not None and size.precision is not None:
        precision = size.precision
    amount = size.amount if size is not None else Amount(most=None)
    if handling.is_copied_over:
        # It may have more than the model it is copied into, and never takes more than it has.
        amount = Amount(most=amount.most or 0)
    elif placement.partly:
        amount = Amount(0, 0, amount.high, amount.most)
    if not identity.is_sure:
        # A caller may name any other in the place of an input's default.
        open_ended = load.identity is not None and bool(load.identity.inputs)
        amount = replace(amount, least=0, most=None if open_ended else amount.most)
    slot: Hashable = handling.slot
    store: Hashable = handling.store
    is_kept = handling.is_kept
    full: Amount | None = None
    turns = _in_turn(handling, size)
    if turns is not None and size is not None:
        # Of all that take turns by one call, the largest is what has to fit.
        full, amount = size.amount, turns
        slot, store = ("in turn", handling.taking_turns), load.event
        placement = Placement(in_turn=True)
        how = f"its largest part; parts of {gigabytes(full.high)} take turns; {size.how}"
        size = replace(size, amount=amount, how=how)
    elif placement.in_turn:
        # Of models that are moved one by one, the largest has to fit; others may meet, or not.
        is_kept = False
        slot = "moved" if takes_turns(course, load.event) else None
        store = load.event
    guards = tuple(
        guard
        for guard in load.event.guards
        if not taken_with_gpu(course.project, guard, load.event)
    )
    item = Item(amount, (*guards, *identity.guards), slot, store, is_kept)
    return Component(load, names, precision, size, placement, item, full)


def _in_turn(handling: Handling, size: Size | None) -> Amount | None:
    """What has to fit of a pipeline whose parts take turns, or of the part that this load is."""
    if size is None or handling.taking_turns is None:
        return None
    return size.largest if "Pipeline" in handling.load.name else size.amount


def _happens_with_gpu(project: Project, load: Load) -> bool:
    """Whether a GPU tier loads it: it is no fallback, and not the way without a GPU."""
    return not any(
        guard.kind == "except" or taken_with_gpu(project, guard, load.event) is False
        for guard in load.event.guards
    )


def _is_weight_file(identity: Identity) -> bool:
    is_weights = any(name.lower().endswith(WEIGHT_FILES) for name in identity.names)
    return is_weights and not _is_adapter(identity)


def _is_adapter(identity: Identity) -> bool:
    return bool(identity.names) and _ADAPTER.search(identity.names[0].lower()) is not None
