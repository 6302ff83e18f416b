"""Replicate's hardware tiers: what each SKU holds, costs, and whether it can still be had.

Facts only. Whether a model fits a tier is for ``memory`` to say.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Literal

from cog_lsp.knowledge._tables import read_rows

Status = Literal["current", "contract", "retired", "unverified"]


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


@cache
def proposable() -> tuple[Tier, ...]:
    """The GPU tiers that anyone can have now, cheapest first."""
    current = (known for known in tiers() if known.is_gpu and known.status == "current")
    return tuple(sorted(current, key=lambda known: known.price_per_second or math.inf))
