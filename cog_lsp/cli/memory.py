"""``cog-lsp memory``: what a project's models need, and which tiers hold them."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path

from cog_lsp.cli.errors import ExitCode
from cog_lsp.cli.output.table import table
from cog_lsp.cli.targets import find_targets, shown_path
from cog_lsp.features.memory_data import memory_data
from cog_lsp.memory import Component, describe, proposal
from cog_lsp.memory.report import (
    COMPONENT_HEAD,
    MemoryReport,
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
    unknown = "" if declared.tier is not None else ", which is not a Replicate tier"
    return f"{declared.sku} ({declared.place}){unknown}"


def _place(root: Path, project: Project, part: Component) -> str:
    event = part.load.event
    point = project.documents[event.frame.path].lines.point(event.node.span.start)
    return f"{shown_path(root / event.frame.path)}:{point.line + 1}"


def _as_json(root: Path, project: Project) -> dict[str, object]:
    return memory_data(project, memory_report(project), lambda path: str(root / path))
