"""The memory of a project in one line and as pages, for lenses, hovers and commands alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cog_lsp.knowledge.hardware import Tier
from cog_lsp.memory import (
    Component,
    Fit,
    describe,
    fit_as_used,
    gigabytes,
    proposal,
    usable_bytes,
    uses_one,
)
from cog_lsp.memory.cost import thousand
from cog_lsp.memory.report import (
    COMPONENT_HEAD,
    MemoryReport,
    component_cells,
    how_told,
    size_text,
)

_FITS = {
    Fit.FITS: "fits",
    Fit.TIGHT: "just fits, if at all",
    Fit.TOO_SMALL: "does not fit",
    Fit.UNKNOWN: "may fit",
}


def fit_words(report: MemoryReport, tier: Tier) -> str:
    """How the model goes with ``tier``: ``fits``, ``does not fit``; empty if nothing is known."""
    if not tier.is_gpu or report.estimate.weights is None:
        return "" if tier.is_gpu else "no GPU"
    found = fit_as_used(report.estimate, tier)
    is_one = found is Fit.TOO_SMALL and uses_one(report.estimate, tier)
    return f"{_FITS[found]}{' one GPU, and the code uses only one' if is_one else ''}"


def price_text(tier: Tier) -> str:
    """``$0.000975/s``, or nothing where no price is known."""
    return "" if tier.price_per_second is None else f"${tier.price_per_second:.6f}/s"


def summary_line(report: MemoryReport) -> str:
    """The line above the runner: ``≈ 15.9 GB of 47.6 GB on L40S · fits · $0.000975/s``."""
    weights, line = report.estimate.weights, report.declared_line
    size = f"≈ {size_text(weights)}" if weights is not None else "size unknown"
    if report.declared is not None and line is None:
        return f"{size} · {report.declared.sku} is not a Replicate tier"
    if line is None:
        return f"{size} · no hardware declared"
    tier = line.tier
    kind = f"{tier.gpu_count}x {tier.gpu}" if tier.gpu_count > 1 else tier.gpu or tier.sku
    where = f"{size} of {gigabytes(usable_bytes(tier))} on {kind}" if tier.is_gpu else size
    price = thousand(tier, report.seconds) if report.seconds is not None else None
    cost = "" if price is None else f"${price:.2f} for 1,000 predictions"
    return " · ".join(filter(None, (where, fit_words(report, tier), price_text(tier), cost)))


def memory_page(report: MemoryReport) -> str:
    """All that is known, as a Markdown document."""
    estimate, declared = report.estimate, report.declared
    parts = ["# Memory"]
    if declared is None:
        parts.append("No hardware is declared.")
    else:
        unknown = "" if declared.tier is not None else ", which is not a Replicate tier"
        parts.append(f"Hardware: `{declared.sku}` ({declared.place}){unknown}.")
    if estimate.components:
        rows = [component_cells(part) for part in estimate.components]
        parts.append(_table(COMPONENT_HEAD, rows))
        told = dict.fromkeys(f"- {part.label}: {how_told(part)}" for part in estimate.components)
        parts.append("How the sizes were determined:\n\n" + "\n".join(told))
    parts.append(f"{describe(estimate)}. GB are 10^9 bytes.")
    if estimate.running.needs:
        parts.append(f"{estimate.running.text}.")
        parts.append("\n".join(f"- {need.what}: {need.how}" for need in estimate.running.needs))
    parts.append("## Tiers")
    parts.append(_table(report.tier_head, report.tier_rows))
    parts.append(f"{proposal(estimate)}.")
    return "\n\n".join(parts) + "\n"


def component_page(report: MemoryReport, part: Component) -> str:
    """One load, and what it is a part of, as Markdown for a hover."""
    return "\n\n".join(_component_lines(report, part))


def _component_lines(report: MemoryReport, part: Component) -> Iterator[str]:
    cells = dict(zip(COMPONENT_HEAD, component_cells(part), strict=True))
    yield f"**{cells['WHAT']}**: {cells['SIZE']}"
    yield (
        f"{how_told(part)}\n\n"
        f"- precision: {cells['PRECISION']}\n- lives on: {cells['WHERE']}\n"
        f"- loaded in: {cells['WHEN']}"
    )
    weights, line = report.estimate.weights, report.declared_line
    if weights is not None and len(report.estimate.components) > 1:
        yield f"On the GPU at once: {size_text(weights)}."
    if weights is not None and part.placement.on_gpu and len(report.estimate.running.needs) > 1:
        yield f"{report.estimate.running.text}."
    if line is not None and weights is not None and part.placement.on_gpu:
        yield f"{summary_line(report)} (`{line.tier.sku}`)"
    elif report.declared is None and weights is not None:
        yield f"{proposal(report.estimate)}."


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    cells = (" | ".join(cell.replace("|", r"\|") for cell in line) for line in lines)
    return "\n".join(f"| {line} |" for line in cells)
