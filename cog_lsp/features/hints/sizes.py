"""How large a checkpoint is, behind its name."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.features.hints.hint import InlayHint
from cog_lsp.memory import Component
from cog_lsp.memory.report import component_cells, how_told, memory_report, size_text
from cog_lsp.project import Project
from cog_lsp.syntax import python_tree as py


def checkpoint_sizes(project: Project, path: str) -> Iterator[InlayHint]:
    """One hint for each checkpoint in ``path`` whose size is known, where the call names it."""
    seen: set[int] = set()
    for part in memory_report(project).estimate.components:
        node = named_by(part)
        if part.load.event.frame.path != path or part.size is None or node is None:
            continue
        if node.span.end not in seen:
            seen.add(node.span.end)
            place = component_cells(part)[3]
            where = place if place.startswith("all ") else f"the {place}"
            yield InlayHint(
                node.span.end,
                size_text(part.size.amount),
                tooltip=f"{part.label}: {how_told(part)}; on {where}",
            )


def named_by(part: Component) -> py.Expr | None:
    """The argument by which the call names what it loads."""
    event = part.load.event
    for ref in part.load.loader.identity:
        arg = event.argument(ref.name, ref.position)
        if arg is not None:
            return arg.node.value
    return None
