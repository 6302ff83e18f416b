"""What the load of the weights takes of the machine's main memory, at the least."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cog_lsp.memory.amount import gigabytes
from cog_lsp.memory.defaults import default_bits
from cog_lsp.memory.estimate import Component, estimate_of
from cog_lsp.memory.given import Given
from cog_lsp.memory.worlds import Item, total
from cog_lsp.project import Project

_LIBRARIES = ("transformers.", "diffusers.")


@dataclass(frozen=True, slots=True)
class MainMemory:
    """At least so many bytes at one time, for ``parts``; ``why`` says what for, as a clause."""

    least: float
    parts: tuple[Component, ...]
    why: str


def main_memory_of(project: Project) -> MainMemory:
    """What is offloaded to the main memory, and the largest load that passes through it.

    Models that are moved to the GPU one after the other leave it again, so that only the largest of
    them counts.
    """
    components = estimate_of(project).components
    staying = tuple(
        part
        for part in components
        if (not part.placement.on_gpu or part.placement.in_turn)
        and part.load.name.startswith(_LIBRARIES)
    )
    passing = [
        (least, part)
        for part in components
        if part.placement.on_gpu
        and not part.placement.in_turn
        and (least := _passing(project, part)) > 0
    ]
    kept = total([_whole(part) for part in staying]).least if staying else 0
    largest, part = max(passing, key=lambda item: item[0], default=(0.0, None))
    reasons = []
    if kept:
        reasons.append(f"{gigabytes(kept)} stay there, offloaded from the GPU")
    if part is not None:
        reasons.append(f"{part.label} is there in full ({gigabytes(largest)}) before it moves")
    held = tuple(part for part in (*staying, part) if part is not None)
    return MainMemory(kept + largest, held, " and ".join(reasons))


def _whole(part: Component) -> Item:
    """What adds up of ``part`` in the main memory: all of it, even if its parts take turns."""
    if part.in_main_memory is None:
        return part.item
    return replace(part.item, amount=part.in_main_memory, slot=None, store=None)


def _passing(project: Project, part: Component) -> float:
    """The bytes of ``part`` in main memory before it is moved to the GPU; 0 if not surely."""
    given = Given(project, part.load)
    name, precision = part.load.name, part.precision
    if (
        not name.startswith(_LIBRARIES)
        or part.size is None
        or precision is None
        or not part.placement.on_gpu
        or part.load.event.guards
        or given.is_open
        or part.placement.partly
        or given.values("device_map", "quantization_config", "load_in_8bit", "load_in_4bit")
    ):
        return 0.0
    least = float(part.item.amount.least)
    if given.values("torch_dtype", "dtype"):
        return least
    default = default_bits(given, part.names)
    # Converted on the way: the load itself was in the library's default.
    return least * max(default[0] / precision.low, 1.0) if default is not None else least
