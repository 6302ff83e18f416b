"""The estimate as rows: what is loaded, and which tiers hold it, for terminals and editors."""

from __future__ import annotations

from dataclasses import dataclass

from cog_lsp.knowledge.hardware import Tier, proposable
from cog_lsp.memory.amount import Amount, gigabytes
from cog_lsp.memory.cost import hourly, thousand
from cog_lsp.memory.describe import amount_text
from cog_lsp.memory.estimate import Component, Estimate, estimate_of
from cog_lsp.memory.fit import Fit, fit_as_used, usable_bytes
from cog_lsp.project import Project
from cog_lsp.project.hardware import HardwareDeclaration

COMPONENT_HEAD = ("WHAT", "SIZE", "PRECISION", "WHERE", "WHEN")
_TIER_HEAD = ("", "TIER", "GPU", "USABLE", "FILLED", "FIT", "$/S", "$/H")
_THOUSAND_HEAD = "$/1,000"


@dataclass(frozen=True, slots=True)
class TierLine:
    """One tier against the estimate.

    ``share`` is how much of its usable memory the weights fill, at the most that was read of them;
    ``None`` when their size is unknown. ``declared`` marks the tier that the project declares.
    """

    tier: Tier
    fit: Fit
    share: float | None
    declared: bool

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as texts, one for each column that every table of tiers has."""
        tier, hour = self.tier, hourly(self.tier)
        kind = f"{tier.gpu_count}x {tier.gpu}" if tier.gpu_count > 1 else tier.gpu or "none"
        return (
            "=>" if self.declared else "",
            tier.sku if tier.status == "current" else f"{tier.sku} ({tier.status})",
            kind,
            gigabytes(usable_bytes(tier)) if tier.is_gpu else "-",
            f"{self.share:.0%}" if self.share is not None and tier.is_gpu else "-",
            self.fit.value if tier.is_gpu else "no GPU",
            "-" if tier.price_per_second is None else f"{tier.price_per_second:.6f}",
            "-" if hour is None else f"{hour:.2f}",
        )


@dataclass(frozen=True, slots=True)
class MemoryReport:
    """All that is known of a project's memory: its estimate, the tiers, and the declared one.

    ``seconds`` is how long a prediction takes, if the author says so.
    """

    estimate: Estimate
    declared: HardwareDeclaration | None
    tiers: tuple[TierLine, ...]
    seconds: float | None = None

    @property
    def declared_line(self) -> TierLine | None:
        """The line of the declared tier, if a tier of that name is known."""
        return next((line for line in self.tiers if line.declared), None)

    @property
    def tier_head(self) -> tuple[str, ...]:
        """The heads of the table of tiers: with the price of 1,000 predictions if it is known."""
        return _TIER_HEAD if self.seconds is None else (*_TIER_HEAD, _THOUSAND_HEAD)

    @property
    def tier_rows(self) -> tuple[tuple[str, ...], ...]:
        """The rows of the table of tiers."""
        if self.seconds is None:
            return tuple(line.cells for line in self.tiers)
        prices = (thousand(line.tier, self.seconds) for line in self.tiers)
        return tuple(
            (*line.cells, "-" if price is None else f"{price:.2f}")
            for line, price in zip(self.tiers, prices, strict=True)
        )


def memory_report(project: Project) -> MemoryReport:
    """The report of ``project``: with the declared tier, and those that anyone can have now.

    Tiers with several GPUs are left out where the code cannot use them.
    """
    estimate, declared = estimate_of(project), project.chosen_hardware
    chosen = declared.tier if declared is not None else None
    shown = [
        tier
        for tier in proposable()
        if tier is chosen or tier.gpu_count == 1 or (estimate.spreads or estimate.gpus > 1)
    ]
    if chosen is not None and chosen not in shown:
        shown.append(chosen)
    lines = tuple(_line(estimate, tier, declared=tier is chosen) for tier in shown)
    return MemoryReport(estimate, declared, lines, project.prediction_seconds)


def component_cells(part: Component) -> tuple[str, ...]:
    """One load as texts, one for each column of ``COMPONENT_HEAD``."""
    phase = part.load.phase.value
    return (
        part.label,
        size_text(part.size.amount) if part.size is not None else "unknown",
        part.precision.text if part.precision is not None else "unknown",
        _where(part),
        f"{phase}, in some cases" if part.item.guards else phase,
    )


def size_text(amount: Amount) -> str:
    """``26.0 GB``, ``26.0 to 52.0 GB`` or ``26.0 GB or more``."""
    text = amount_text(amount)
    if text.startswith("at least "):
        return f"{text.removeprefix('at least ')} or more"
    return text.removeprefix("about ")


def how_told(part: Component) -> str:
    """How the size of a load was got, or that it could not be told."""
    if part.size is not None:
        return part.size.how
    return "the size is unknown"


def _line(estimate: Estimate, tier: Tier, *, declared: bool) -> TierLine:
    weights = estimate.weights
    share = weights.high / usable_bytes(tier) if weights is not None and tier.is_gpu else None
    return TierLine(tier, fit_as_used(estimate, tier), share, declared)


def _where(part: Component) -> str:
    placement = part.placement
    if not placement.on_gpu:
        return "CPU"
    if placement.in_turn:
        return "GPU, in turn"
    if placement.partly:
        return "partly GPU"
    return "all GPUs" if placement.spreads else "GPU"
