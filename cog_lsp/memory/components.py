"""What is loaded, and what all of it comes to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from cog_lsp.knowledge.checkpoints import checkpoint_named
from cog_lsp.memory.amount import Amount
from cog_lsp.memory.needs import Running
from cog_lsp.memory.placement import Placement
from cog_lsp.memory.precision import Precision
from cog_lsp.memory.size import Size
from cog_lsp.memory.worlds import Item, total
from cog_lsp.project.loads import Load
from cog_lsp.project.weight_files import WEIGHT_FILES

_LONG = 60  # a path that is longer goes by its last part
_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]*[A-Za-z][\w.-]*")
_SHORT = 3  # a name that is shorter is a language or an option, and says little by itself


@dataclass(frozen=True, slots=True)
class Component:
    """One load that puts weights into memory.

    ``precision`` and ``size`` are ``None`` when they could not be told; ``item`` is what adds up.
    ``in_main_memory`` is all of a pipeline whose parts come to the GPU in turn, as ``size`` says.
    """

    load: Load
    names: tuple[str, ...]
    precision: Precision | None
    size: Size | None
    placement: Placement
    item: Item
    in_main_memory: Amount | None = None

    @property
    def label(self) -> str:
        """What to call it: the checkpoint if it is known, else the call that loads."""
        name = first = self.names[0] if self.names else ""
        if not first.lower().endswith(WEIGHT_FILES):
            name = next((name for name in self.names if _is_repository(name)), first)
        elif "/" not in first and len(self.names) > 1 and _is_repository(self.names[1]):
            name = f"{self.names[1]}/{first}"
        library = self.load.loader.library
        row = checkpoint_named(first, library)
        if row is not None and "/" in first and checkpoint_named(name, library) is None:
            name = first  # a path that ends in a known name, wherever it was fetched from
        if row is not None and first in row.library_names:
            return f"{library} {first}"
        if len(name) > _LONG:
            name = name.rstrip("/").rpartition("/")[2]
        if len(name) > _SHORT:
            return name
        return f"{'.'.join(self.load.name.split('.')[-2:])}({name})"


@dataclass(frozen=True)
class Estimate:
    """What the weights need on the GPU.

    ``components`` are all that were found, in the order in which they are loaded. ``complete`` is
    false when the code was too much to follow to its end. ``running`` is what a prediction needs
    beside the weights, as far as it is known.
    """

    components: tuple[Component, ...]
    complete: bool = True
    running: Running = field(default_factory=Running)

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
    def staying(self) -> Amount:
        """The bytes of those weights that no lack of memory moves to the CPU."""
        return total([part.item for part in self.on_gpu if not part.placement.spills])

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


def _is_repository(name: str) -> bool:
    return _REPOSITORY.fullmatch(name) is not None and not name.lower().endswith(WEIGHT_FILES)
