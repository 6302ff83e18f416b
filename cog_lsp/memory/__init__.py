"""What the model needs on the GPU, and which tiers hold it.

From a project's loads (``project.loads``) come components: which checkpoint (``identity``),
where it lives (``placement``), in which precision (``precision``), and how large it is
(``sources``, asked in order; the files themselves come first, which ``stored`` chooses). ``worlds``
adds up those that are there at once, ``fit`` compares with the table of tiers, ``describe`` puts it
into words. ``running`` tells what a prediction needs beside the weights, ``reload`` what it costs
to load them again. A figure that cannot be known is unknown, never guessed.
"""

from __future__ import annotations

from cog_lsp.memory.amount import GIB, Amount, gigabytes
from cog_lsp.memory.describe import (
    amount_text,
    cheapest,
    component_text,
    describe,
    in_short,
    places,
    proposal,
    tier_text,
    tiers_text,
)
from cog_lsp.memory.estimate import Component, Estimate, estimate_of
from cog_lsp.memory.fit import BUDGET, Fit, candidates, fit, fit_as_used, usable_bytes, uses_one
from cog_lsp.memory.needs import Need, Running
from cog_lsp.memory.reload import Reload, reload_of

__all__ = [
    "BUDGET",
    "GIB",
    "Amount",
    "Component",
    "Estimate",
    "Fit",
    "Need",
    "Reload",
    "Running",
    "amount_text",
    "candidates",
    "cheapest",
    "component_text",
    "describe",
    "estimate_of",
    "fit",
    "fit_as_used",
    "gigabytes",
    "in_short",
    "places",
    "proposal",
    "reload_of",
    "tier_text",
    "tiers_text",
    "usable_bytes",
    "uses_one",
]
