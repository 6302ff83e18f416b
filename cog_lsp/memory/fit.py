"""Which tiers hold an estimate."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from cog_lsp.knowledge.hardware import Tier, proposable
from cog_lsp.memory.amount import GIB
from cog_lsp.memory.estimate import Estimate

# What is left for weights beside the CUDA context, activations and caches.
BUDGET = 0.9


class Fit(Enum):
    """How an estimate goes with a tier.

    ``FITS``: with room to run. ``TIGHT``: it may or may not. ``TOO_SMALL``: the weights alone do
    not. ``UNKNOWN``: what is known leaves room, but there is more.
    """

    FITS = "fits"
    TIGHT = "tight"
    TOO_SMALL = "too small"
    UNKNOWN = "unknown"


def usable_bytes(tier: Tier) -> float:
    """The bytes that torch can use of all GPUs of ``tier``."""
    return tier.total_usable_gib * GIB


def fit(estimate: Estimate, tier: Tier) -> Fit:
    """How ``estimate`` goes with all the GPUs of ``tier`` together."""
    weights = estimate.weights
    if weights is None:
        return Fit.UNKNOWN
    usable = usable_bytes(tier)
    if weights.least > usable:
        return Fit.TOO_SMALL
    if (
        weights.most is not None
        and weights.most <= usable * BUDGET
        and weights.most + estimate.running.low <= usable
    ):
        return Fit.FITS
    if weights.most is None and weights.high <= usable * BUDGET:
        return Fit.UNKNOWN
    return Fit.TIGHT


def fit_as_used(estimate: Estimate, tier: Tier) -> Fit:
    """How ``estimate`` goes with those GPUs of ``tier`` on which the code puts weights.

    That is one, unless it spreads them or asks for more.
    """
    return fit(estimate, replace(tier, gpu_count=1) if uses_one(estimate, tier) else tier)


def uses_one(estimate: Estimate, tier: Tier) -> bool:
    """Whether the code leaves all GPUs of ``tier`` but one without weights."""
    return tier.gpu_count > 1 and not estimate.spreads and estimate.gpus == 1


def candidates(estimate: Estimate) -> tuple[Tier, ...]:
    """The tiers to propose, cheapest first: those that hold the estimate, as surely as can be had.

    Only what anyone can have now, and several GPUs only where one does not do and the code can use
    them.
    """
    single = [tier for tier in proposable() if tier.gpu_count == 1 >= estimate.gpus]
    several = [tier for tier in proposable() if tier.gpu_count >= max(estimate.gpus, 2)]
    for wanted in (Fit.FITS, Fit.UNKNOWN, Fit.TIGHT):
        for tiers in (single, several if estimate.spreads else []):
            found = tuple(tier for tier in tiers if fit(estimate, tier) is wanted)
            if found:
                return found
    return ()
