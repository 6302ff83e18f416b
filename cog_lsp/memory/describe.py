"""An estimate in words, the same wherever it is told. GB are units of 10**9 bytes."""

from __future__ import annotations

from collections.abc import Sequence

from cog_lsp.knowledge.hardware import Tier
from cog_lsp.memory.amount import Amount, gigabytes
from cog_lsp.memory.estimate import Component, Estimate

_SHOWN = 3


def describe(estimate: Estimate) -> str:
    """One sentence without its full stop: what the weights need, and how that was told."""
    weights = estimate.weights
    if weights is None:
        if estimate.unknown:
            return f"The size of {_list(part.label for part in estimate.unknown)} could not be told"
        if estimate.components:
            return "The code keeps its weights in the memory of the CPU"
        return "No load of weights was found in the code"
    text = f"The weights need {amount_text(weights)} ({_how(estimate.known)})"
    if estimate.unknown:
        text += f", and {_list(part.label for part in estimate.unknown)} of unknown size"
    return text


def amount_text(amount: Amount) -> str:
    """``about 26.0 GB``, ``26.0 to 52.0 GB``, or ``at least …`` when there is more."""
    low, high = gigabytes(amount.low), gigabytes(amount.high)
    if low != high:
        return f"{low.removesuffix(' GB')} to {high}" + (" or more" if amount.most is None else "")
    return f"at least {low}" if amount.most is None else f"about {low}"


def component_text(part: Component) -> str:
    """What one load needs: ``about 26.0 GB (13B parameters x 2 bytes; read from the name …)``."""
    if part.size is None:
        return "a size that could not be told"
    return f"{amount_text(part.size.amount)} ({part.size.how})"


def tier_text(tier: Tier) -> str:
    """A tier with its nominal memory and price: ``gpu-l40s (48 GB, $3.51/h)``."""
    memory = f"{tier.nominal_gb * tier.gpu_count} GB"
    if tier.price_per_second is None:
        return f"{tier.sku} ({memory})"
    return f"{tier.sku} ({memory}, ${tier.price_per_second * 3600:.2f}/h)"
