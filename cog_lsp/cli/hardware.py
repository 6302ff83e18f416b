"""``cog-lsp hardware``: the tiers of Replicate, and those that hold so much."""

from __future__ import annotations

import json
import re
from argparse import Namespace
from dataclasses import asdict

from cog_lsp.cli.errors import ExitCode, UsageError
from cog_lsp.cli.output.table import table
from cog_lsp.knowledge.hardware import Tier, proposable, tiers

_SIZE = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[KMGT]i?B)?", re.IGNORECASE)
_POWERS = {"k": 1, "m": 2, "g": 3, "t": 4}
_GIB = 1024**3


def list_tiers(options: Namespace) -> int:
    """Print every known tier, or those that are to be had and hold ``--fits``, cheapest first."""
    shown = tiers()
    if options.fits is not None:
        wanted = parse_size(options.fits)
        shown = tuple(tier for tier in proposable() if tier.total_usable_gib * _GIB >= wanted)
    if options.output_format == "json":
        print(json.dumps([asdict(tier) for tier in shown], indent=2))
    elif shown:
        head = ("SKU", "NAME", "GPU MEMORY", "USABLE", "$/S", "$/H", "STATUS")
        print(table(head, [_row(tier) for tier in shown], right=(2, 3, 4, 5)))
    else:
        largest = max(tier.total_usable_gib for tier in proposable())
        print(f"No tier that anyone can have holds {options.fits}; the most is {largest:.1f} GiB.")
    return ExitCode.CLEAN


def parse_size(text: str) -> float:
    """The bytes that ``text`` means: ``20GB`` is 20e9, ``20GiB`` 20 * 2**30, ``20`` 20 GB.

    Raises :class:`UsageError` when it means none.
    """
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"{text!r} is no size; write one like 20GB (10^9 bytes) or 18.6GiB (2^30)")
    unit = (match["unit"] or "GB").lower()
    base = 1024 if "i" in unit else 1000
    return float(match["number"]) * float(base ** _POWERS[unit[0]])


def _row(tier: Tier) -> tuple[str, ...]:
    memory = f"{tier.nominal_gb * tier.gpu_count} GB" if tier.is_gpu else "-"
    usable = f"{tier.total_usable_gib:.1f} GiB" if tier.is_gpu else "-"
    price = tier.price_per_second
    second = "-" if price is None else f"{price:.6f}"
    hour = "-" if price is None else f"{price * 3600:.2f}"
    status = tier.status if tier.successor is None else f"{tier.status}, use {tier.successor}"
    return (tier.sku, tier.name, memory, usable, second, hour, status)
