"""A tier of Replicate in one line and as a page, for completion and hover alike."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.hardware import Tier

_STATUS = {
    "current": "",
    "contract": "Available only with a committed-spend contract.",
    "retired": "No longer available.",
    "unverified": "Known only from an unofficial source.",
}


def tier_line(tier: Tier) -> str:
    """Memory and price: ``48 GB, $3.51/h``."""
    memory = f"{tier.nominal_gb * tier.gpu_count} GB" if tier.is_gpu else "no GPU"
    price = tier.price_per_second
    return memory if price is None else f"{memory}, ${price * 3600:.2f}/h"


def tier_page(tier: Tier) -> str:
    """Everything that is known of ``tier``, as Markdown."""
    facts = "\n".join(f"- {fact}" for fact in _facts(tier))
    status = _STATUS[tier.status]
    if tier.successor is not None:
        status += f" Use `{tier.successor}` instead."
    as_of = f"[Replicate]({tier.source}), as of {tier.as_of}"
    return "\n\n".join(
        filter(None, (f"**{tier.sku}**: {tier.name}", status, tier.note, facts, as_of))
    )


def _facts(tier: Tier) -> Iterator[str]:
    if tier.is_gpu:
        each = f"{tier.nominal_gb} GB, of which about {tier.usable_gib:.1f} GiB is usable"
        yield (
            f"GPU memory: {tier.gpu_count} x {each}"
            if tier.gpu_count > 1
            else (f"GPU memory: {each}")
        )
    if tier.compute_capability is not None:
        yield f"Compute capability: {'.'.join(map(str, tier.compute_capability))}"
    if tier.vcpu is not None and tier.ram_gb is not None:
        yield f"CPU: {tier.vcpu} cores, {tier.ram_gb} GB of memory"
    price = tier.price_per_second
    if price is not None:
        yield f"Price: ${price:.6f} per second, ${price * 3600:.2f} per hour"
