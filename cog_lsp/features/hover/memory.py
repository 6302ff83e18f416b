"""What a load needs, over its call, and how the model goes with a tier, over the tier's name."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.features.hints.sizes import named_by
from cog_lsp.features.hover.section import Section
from cog_lsp.features.memory_pages import component_page, fit_words
from cog_lsp.memory import describe
from cog_lsp.memory.report import memory_report
from cog_lsp.project import Project
from cog_lsp.project.loads import loads_of
from cog_lsp.text import Span


def load_breakdown(project: Project, path: str, offset: int) -> Iterator[Section]:
    """The size of what is loaded at ``offset``, and how it was told."""
    # Cheap to ask: only where there is a load at all, the estimate is made.
    if not any(
        load.event.frame.path == path and _touches(load.event.node.span, offset)
        for load in loads_of(project)
    ):
        return
    report = memory_report(project)
    for part in report.estimate.components:
        event, named = part.load.event, named_by(part)
        if event.frame.path != path:
            continue
        for node in (event.node.func, named):
            if node is not None and _touches(node.span, offset):
                yield Section(node.span, component_page(report, part))
                return


def tier_for_this_model(project: Project, path: str, offset: int) -> Iterator[Section]:
    """How the model goes with the tier that is named at ``offset``."""
    for declared in project.hardware:
        if declared.path != path or not _touches(declared.span, offset):
            continue
        tier = declared.tier
        if tier is None or project.documents[path].slice(declared.span) != declared.sku:
            return
        report = memory_report(project)
        words = fit_words(report, tier)
        if words and report.estimate.weights is not None:
            yield Section(declared.span, f"This model: {words}. {describe(report.estimate)}.")
        return


def _touches(span: Span, offset: int) -> bool:
    return span.start <= offset <= span.end
