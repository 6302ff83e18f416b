"""What an editor says of a project in a corner of its window."""

from __future__ import annotations

from collections.abc import Sequence

from cog_lsp.features.commands.outcome import Outcome, TellFacts
from cog_lsp.features.memory_pages import summary_line
from cog_lsp.memory.report import memory_report
from cog_lsp.project import Project


def describe_project(project: Project, path: str, arguments: Sequence[object]) -> Outcome:
    """The project's cog.yaml, the hardware that it declares and where, and its memory in a line.

    Without a GPU there is nothing to be said of memory.
    """
    declared = project.chosen_hardware
    memory = summary_line(memory_report(project)) if project.config.gpu else None
    hardware: dict[str, str] | None = None
    words = "no hardware is declared"
    if declared is not None:
        hardware = {"sku": declared.sku, "filename": declared.path, "place": declared.place}
        words = f"{declared.sku} ({declared.place})"
    data = {"filename": project.config.path, "hardware": hardware, "memory": memory}
    return TellFacts(
        data, f"{project.config.path}: {words}. {memory or 'It builds without a GPU'}."
    )
