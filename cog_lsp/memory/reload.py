"""What it costs to load weights again: bytes that are read, seconds, and dollars on a tier.

An estimate, which assumes :data:`BYTES_PER_SECOND`: Replicate publishes no figure for its disks. In
public reports a 7B model of 13.5 GB takes 5.8 to 7.8 s from a fast local disk straight to the GPU
(https://github.com/meta-pytorch/gpt-fast/pull/23) and some 10 s from an ordinary SSD
(https://www.strongly.ai/blog/llm-inference-part-2-model-loading.html); through the CPU's memory on
a shared machine it takes longer, and 0.75 GB/s stands for that: 18 s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from cog_lsp.knowledge.hardware import Tier
from cog_lsp.memory.amount import Amount, gigabytes
from cog_lsp.memory.estimate import Component, estimate_of
from cog_lsp.memory.worlds import total
from cog_lsp.project import Project
from cog_lsp.project.loads import Load

BYTES_PER_SECOND = 750_000_000
_HALF, _FULL = 16.0, 32.0  # bits of a number in almost every published file


@dataclass(frozen=True, slots=True)
class Reload:
    """From ``low`` to ``high`` bytes are read; ``tier`` is what it happens on, if that is known.

    Where ``more``, there are weights of unknown size beside those.
    """

    low: int
    high: int
    tier: Tier | None = None
    more: bool = False

    @property
    def seconds(self) -> tuple[float, float]:
        """How long that takes at :data:`BYTES_PER_SECOND`, from the least to the most."""
        return self.low / BYTES_PER_SECOND, self.high / BYTES_PER_SECOND

    @property
    def dollars(self) -> tuple[float, float] | None:
        """What those seconds cost on the tier; ``None`` if its price is not known."""
        price = self.tier.price_per_second if self.tier is not None else None
        if price is None:
            return None
        low, high = self.seconds
        return low * price, high * price

    @property
    def text(self) -> str:
        """In words: what is read, how long that takes, what it costs, and what that assumes."""
        before = "at least " if self.more else "about "
        read = _range(gigabytes(self.low), gigabytes(self.high), " GB", before=before)
        low, high = (_short(seconds) for seconds in self.seconds)
        parts = [f"{read} read each time", _range(low, high, " s", before="≈ ")]
        if self.dollars is not None and self.tier is not None:
            least, most = (f"${cost:.2g}" for cost in self.dollars)
            cost = _range(least, most, "", before="≈ ")
            parts.append(f"{cost} on {self.tier.sku}")
        rate = BYTES_PER_SECOND / 1e9
        return f"{', '.join(parts)} (an estimate that assumes {rate:g} GB/s from disk to GPU)"


def reload_of(project: Project, *loads: Load) -> Reload | None:
    """What it takes to do ``loads`` again, once each; ``None`` if no size of them is known."""
    nodes = {load.event.node for load in loads}
    parts = [part for part in estimate_of(project).components if part.load.event.node in nodes]
    read = [(part, _read(part)) for part in parts]
    if not any(amount.high for _, amount in read):
        return None
    whole = total([replace(part.item, amount=amount, slot=None) for part, amount in read])
    declared = project.chosen_hardware
    tier = declared.tier if declared is not None else None
    return Reload(whole.low, whole.high, tier, whole.most is None)


def _read(part: Component) -> Amount:
    """The bytes of the files behind ``part``: in memory they may take more, or less."""
    if part.size is None or part.precision is None:
        return Amount(most=None)
    amount, precision = part.size.amount, part.precision
    if part.size.stored is not None:
        return Amount(part.size.stored, part.size.stored, part.size.stored, amount.most)
    if precision.stored:
        return amount
    low = amount.low * _HALF / precision.low
    high = amount.high * (_FULL if precision.high > _HALF else _HALF) / precision.high
    return Amount(round(low), round(low), round(high), amount.most)


def _short(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds >= 1 else f"{seconds:.1g} s"


def _range(low: str, high: str, unit: str, *, before: str) -> str:
    if low == high:
        return f"{before}{low}"
    return f"{low.removesuffix(unit)} to {high}"
