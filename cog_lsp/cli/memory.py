"""``cog-lsp memory``: what a project's models need, and which tiers hold them."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import asdict
from pathlib import Path

from cog_lsp.cli.errors import ExitCode
from cog_lsp.cli.output.table import table
from cog_lsp.cli.targets import find_targets, shown_path
from cog_lsp.memory import Component, describe, proposal
from cog_lsp.memory.cost import hourly, thousand
from cog_lsp.memory.fit import usable_bytes
from cog_lsp.memory.report import (
    COMPONENT_HEAD,
    MemoryReport,
    TierLine,
    component_cells,
    how_told,
    memory_report,
    size_text,
)
from cog_lsp.project import Project


def show_memory(options: Namespace) -> int:
    """Print the report of every project that was named, as tables or as JSON."""
    targets = find_targets(options.paths)
    projects = [(target.root, target.load(target.loader())) for target in targets]
    if options.output_format == "json":
        print(json.dumps([_as_json(root, project) for root, project in projects], indent=2))
    else:
        print("\n\n".join(_as_text(root, project) for root, project in projects))
    return ExitCode.CLEAN


def _as_text(root: Path, project: Project) -> str:
    report = memory_report(project)
    estimate = report.estimate
    parts = [f"{shown_path(root / project.config.path)}: {_declared(report)}"]
    if estimate.components:
        rows = [component_cells(part) for part in estimate.components]
        head, *lines = table(COMPONENT_HEAD, rows, right=(1,)).splitlines()
        told = (
            f"{line}\n    {_place(root, project, part)}: {how_told(part)}"
            for line, part in zip(lines, estimate.components, strict=True)
        )
        parts.append("\n".join((head, *told)))
    weights = estimate.weights
    if weights is not None:
        parts.append(f"On the GPU at once: {size_text(weights)}")
    else:
        parts.append(f"{describe(estimate)}.")
    if estimate.running.text:
        parts.append(f"{estimate.running.text}.")
    parts.append(table(report.tier_head, report.tier_rows, right=(3, 4, 6, 7, 8)))
    parts.append(f"{proposal(estimate)}.")
    return "\n\n".join(parts)


def _declared(report: MemoryReport) -> str:
    declared = report.declared
    if declared is None:
        return "no hardware is declared"
    unknown = "" if declared.tier is not None else ", which is no hardware of Replicate"
    return f"{declared.sku}{unknown}, {declared.place}"


def _place(root: Path, project: Project, part: Component) -> str:
    event = part.load.event
    point = project.documents[event.frame.path].lines.point(event.node.span.start)
    return f"{shown_path(root / event.frame.path)}:{point.line + 1}"


def _as_json(root: Path, project: Project) -> dict[str, object]:
    report = memory_report(project)
    estimate, declared = report.estimate, report.declared
    return {
        "filename": str(root / project.config.path),
        "declared": None
        if declared is None
        else {
            "hardware": declared.sku,
            "filename": str(root / declared.path),
            "source": declared.source,
        },
        "components": [_component(root, project, part) for part in estimate.components],
        "weights": None if estimate.weights is None else asdict(estimate.weights),
        "running": [asdict(need) for need in estimate.running.needs],
        "complete": estimate.complete,
        "prediction_seconds": report.seconds,
        "tiers": [_tier(line, report.seconds) for line in report.tiers],
        "summary": f"{describe(estimate)}. {proposal(estimate)}.",
    }


def _component(root: Path, project: Project, part: Component) -> dict[str, object]:
    event = part.load.event
    point = project.documents[event.frame.path].lines.point(event.node.span.start)
    return {
        "name": part.label,
        "filename": str(root / event.frame.path),
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
