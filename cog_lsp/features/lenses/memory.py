"""Above the runner: what its models need of the declared tier, and the way to another."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.features.commands.outcome import Command
from cog_lsp.features.lenses.lens import CodeLens
from cog_lsp.features.memory_pages import summary_line
from cog_lsp.memory.report import memory_report
from cog_lsp.project import Project


def memory_lens(project: Project, path: str) -> Iterator[CodeLens]:
    """Two lenses above each class, or function, that cog.yaml names for predictions in ``path``."""
    if not project.config.gpu:
        return
    for entry in project.entry_points:
        target = entry.runner if entry.runner is not None else entry.function
        if entry.mode != "predict" or target.path != path:
            continue
        report = memory_report(project)
        span = target.node.name_span
        yield CodeLens(span, Command(summary_line(report), "cog-lsp.showMemory"))
        title = "Choose hardware" if report.declared is None else "Change hardware"
        yield CodeLens(span, Command(title, "cog-lsp.chooseHardware"))
