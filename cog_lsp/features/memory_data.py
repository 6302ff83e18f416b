"""A project's memory as plain data: what ``cog-lsp memory`` writes as JSON, and editors draw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from cog_lsp.memory import Component, describe, proposal
from cog_lsp.memory.cost import hourly, thousand
from cog_lsp.memory.fit import usable_bytes
from cog_lsp.memory.report import MemoryReport, TierLine, how_told
from cog_lsp.project import Project

# From a path inside the project to the name that the reader of the data knows the file by.
Locate = Callable[[str], str]


def memory_data(project: Project, report: MemoryReport, locate: Locate = str) -> dict[str, object]:
    """``report`` on ``project`` as JSON has it. Sizes are bytes, rows and columns count from 1."""
    estimate, declared = report.estimate, report.declared
    return {
        "filename": locate(project.config.path),
        "declared": None
        if declared is None
        else {
            "hardware": declared.sku,
            "filename": locate(declared.path),
            "source": declared.source,
        },
        "components": [_component(project, part, locate) for part in estimate.components],
        "weights": None if estimate.weights is None else asdict(estimate.weights),
        "running": [asdict(need) for need in estimate.running.needs],
        "complete": estimate.complete,
        "prediction_seconds": report.seconds,
        "tiers": [_tier(line, report.seconds) for line in report.tiers],
        "summary": f"{describe(estimate)}. {proposal(estimate)}.",
    }


def _component(project: Project, part: Component, locate: Locate) -> dict[str, object]:
    event = part.load.event
    point = project.documents[event.frame.path].lines.point(event.node.span.start)
    return {
        "name": part.label,
        "filename": locate(event.frame.path),
        "location": {"row": point.line + 1, "column": point.column + 1},
        "phase": part.load.phase.value,
        "conditional": bool(part.item.guards),
        "on_gpu": part.placement.on_gpu,
        "precision": None if part.precision is None else part.precision.text,
        "bytes": None if part.size is None else asdict(part.size.amount),
        "how": how_told(part),
    }


def _tier(line: TierLine, seconds: float | None) -> dict[str, object]:
    tier = line.tier
    return {
        "sku": tier.sku,
        "gpu": tier.gpu,
        "gpu_count": tier.gpu_count,
        "usable_bytes": round(usable_bytes(tier)),
        "fit": line.fit.value if tier.is_gpu else "no GPU",
        "share": None if line.share is None else round(line.share, 4),
        "price_per_second": tier.price_per_second,
        "price_per_1000_predictions": None if seconds is None else thousand(tier, seconds),
        "price_per_hour": None if (hour := hourly(tier)) is None else round(hour, 4),
        "status": tier.status,
        "declared": line.declared,
    }
