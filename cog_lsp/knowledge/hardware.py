"""Replicate's hardware tiers: what each SKU holds, costs, and whether it can still be had.

Facts only. Whether a model fits a tier is for ``memory`` to say.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Literal

from cog_lsp.knowledge._tables import read_rows

Status = Literal["current", "contract", "retired", "unverified"]
_LIKENESS = 0.8
_GPU_MODEL = re.compile(r"[a-z]\d+")
_COUNT = re.compile(r"(?<![a-z0-9])(\d+)x(?![a-z0-9])")


@dataclass(frozen=True, slots=True)
class Tier:
    """One SKU.

    ``gpu`` is the class of its GPUs, empty for a CPU tier; ``nominal_gb`` and ``usable_gib`` are
    the memory of one GPU, as sold and as torch reports it (``memory_source`` says where). Fields
    that no source gives are ``None``. ``price_per_second`` is in US dollars, the last one known for
    a retired tier. ``status``: ``contract`` is sold with a committed-spend contract only,
    ``retired`` no longer at all (``successor`` is the SKU to use instead), ``unverified`` is known
    from an unofficial source only. ``aliases`` are other spellings people write for it. ``as_of``
    is a year or a date.
    """

    sku: str
    name: str
    gpu: str
    gpu_count: int
    nominal_gb: int
    usable_gib: float
    status: Status
    source: str
    as_of: str
    memory_source: str | None = None
    compute_capability: tuple[int, int] | None = None
    vcpu: int | None = None
    ram_gb: int | None = None
    price_per_second: float | None = None
    successor: str | None = None
    aliases: tuple[str, ...] = ()
    note: str = ""

    @property
    def is_gpu(self) -> bool:
        """Whether the tier has a GPU."""
        return self.gpu_count > 0

    @property
    def total_usable_gib(self) -> float:
        """The usable memory of all its GPUs together, in GiB."""
        return self.gpu_count * self.usable_gib

    def is_respelled_as(self, name: str) -> bool:
        """Whether ``name`` is the SKU with its parts in the older order: ``gpu-2x-l40s``."""
        kind, _, count = self.sku.removeprefix("gpu-").rpartition("-")
        return name == f"gpu-{count}-{kind}"


@cache
def tiers() -> tuple[Tier, ...]:
    """Every known tier, in the order of the table."""
    return read_rows("hardware.toml", "tier", Tier)


def tier(sku: str) -> Tier | None:
    """The tier with exactly this SKU."""
    return next((known for known in tiers() if known.sku == sku), None)


def resolve(name: str) -> Tier | None:
    """The tier that ``name`` means: a SKU, or another spelling of one."""
    return tier(name) or next((known for known in tiers() if name in known.aliases), None)


def nearest(name: str) -> Tier | None:
    """The tier that ``name`` most likely means: one with the GPU it speaks of, or the like name.

    Of several tiers with that GPU, the one with as many GPUs and as much memory as the name says,
    and then the one that can be had.
    """
    words = name.lower()
    count = int(found[1]) if (found := _COUNT.search(words)) else 1
    same_gpu = [known for known in tiers() if _speaks_of(words, known)]
    if same_gpu:
        return min(
            same_gpu,
            key=lambda known: (
                known.gpu_count != count,
                f"{known.nominal_gb}g" not in words,
                known.status != "current",
            ),
        )
    if _GPU_MODEL.search(words):
        return None  # another GPU is no slip of the keyboard
    close = get_close_matches(words, [known.sku for known in tiers()], n=1, cutoff=_LIKENESS)
    return tier(close[0]) if close else None


def _speaks_of(words: str, tier: Tier) -> bool:
    """Whether the GPU of ``tier`` is named in ``words``, be it without its last letter (L40)."""
    model = tier.gpu.partition("-")[0].lower()
    pattern = rf"(?<![a-z0-9]){model.rstrip('s')}s?(?![0-9])"
    return bool(model) and re.search(pattern, words) is not None


@cache
def proposable() -> tuple[Tier, ...]:
    """The GPU tiers that anyone can have now, cheapest first."""
    current = (known for known in tiers() if known.is_gpu and known.status == "current")
    return tuple(sorted(current, key=lambda known: known.price_per_second or math.inf))
