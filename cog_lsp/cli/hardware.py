"""``cog-lsp hardware``: the tiers of Replicate, and those that hold so much."""

from __future__ import annotations

import json
import re
from argparse import Namespace
from dataclasses import asdict

from cog_lsp.cli.errors import ExitCode, UsageError
from cog_lsp.cli.output.table import table
from cog_lsp.knowledge.hardware import Tier, proposable, tiers
from cog_lsp.memory.cost import hourly
from cog_lsp.memory.fit import BUDGET, usable_bytes

_SIZE = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>[KMGT]i?B)?", re.IGNORECASE)
_POWERS = {"k": 1, "m": 2, "g": 3, "t": 4}
_HEAD = ("SKU", "GPUS", "GPU MEMORY", "USABLE", "CC", "VCPU", "RAM", "$/S", "$/H", "STATUS")
_RIGHT = (2, 3, 4, 5, 6, 7, 8)


def list_tiers(options: Namespace) -> int:
    """Print every known tier, or those that are to be had and hold ``--fits``, cheapest first."""
    shown, wanted = tiers(), None
    if options.fits is not None:
        wanted = parse_size(options.fits)
        shown = tuple(tier for tier in proposable() if usable_bytes(tier) >= wanted)
    if options.output_format == "json":
        print(json.dumps([asdict(tier) for tier in shown], indent=2))
    elif shown and wanted is not None:
        print(
            table(
                (*_HEAD[:-1], "FILLED", "FIT"), [_fitting(tier, wanted) for tier in shown], _RIGHT
            )
        )
    elif shown:
        print(table(_HEAD, [_row(tier) for tier in shown], _RIGHT))
    else:
        print(_none_holds(options.fits, wanted or 0.0))
    return ExitCode.CLEAN


def parse_size(text: str) -> float:
    """The bytes that ``text`` means: ``20GB`` is 20e9, ``20GiB`` 20 * 2**30, ``20`` 20 GB.

    Raises :class:`UsageError` when it means none.
    """
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise UsageError(
            f"{text!r} is not a size; write, for example, 20GB (10^9) or 18.6GiB (2^30)"
        )
    unit = (match["unit"] or "GB").lower()
    base = 1024 if "i" in unit else 1000
    return float(match["number"]) * float(base ** _POWERS[unit[0]])


def _row(tier: Tier) -> tuple[str, ...]:
    status = tier.status if tier.successor is None else f"{tier.status}, use {tier.successor}"
    return (*_facts(tier), status)


def _fitting(tier: Tier, wanted: float) -> tuple[str, ...]:
    """The row of a tier that holds ``wanted`` bytes, and how well."""
    share = wanted / usable_bytes(tier)
    return (*_facts(tier), f"{share:.0%}", "fits" if share <= BUDGET else "tight")


def _facts(tier: Tier) -> tuple[str, ...]:
    memory = f"{tier.nominal_gb * tier.gpu_count} GB" if tier.is_gpu else "-"
    usable = f"{tier.total_usable_gib:.1f} GiB" if tier.is_gpu else "-"
    capability = tier.compute_capability
    price, hour = tier.price_per_second, hourly(tier)
    return (
        tier.sku,
        f"{tier.gpu_count}x {tier.gpu}" if tier.is_gpu else "-",
        memory,
        usable,
        "-" if capability is None else "{}.{}".format(*capability),
        "-" if tier.vcpu is None else str(tier.vcpu),
        "-" if tier.ram_gb is None else f"{tier.ram_gb} GB",
        "-" if price is None else f"{price:.6f}",
        "-" if hour is None else f"{hour:.2f}",
    )


def _none_holds(size: str, wanted: float) -> str:
    largest = max(tier.total_usable_gib for tier in proposable())
    text = f"No available tier holds {size}; the most is {largest:.1f} GiB."
    contract = [
        tier.sku for tier in tiers() if tier.status == "contract" and usable_bytes(tier) >= wanted
    ]
    if contract:
        text += f" With a committed-spend contract: {', '.join(contract)}."
    return text
