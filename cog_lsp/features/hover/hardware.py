"""The row of a tier, wherever one is declared."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.features.hardware_pages import tier_page
from cog_lsp.features.hover.section import Section
from cog_lsp.knowledge.hardware import resolve
from cog_lsp.project import Project


def declared_tier(project: Project, path: str, offset: int) -> Iterator[Section]:
    """What the tier is that is named at ``offset``."""
    for declaration in project.hardware:
        span = declaration.span
        if declaration.path == path and span.start <= offset <= span.end:
            tier = resolve(declaration.sku)
            if tier is not None and declaration.source != "settings":
                yield Section(span, tier_page(tier))
                return
