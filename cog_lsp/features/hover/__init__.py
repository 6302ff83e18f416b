"""What stands under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cog_lsp.features.gather import Gathered, gather
from cog_lsp.features.hover.config import config_key_page
from cog_lsp.features.hover.hardware import declared_tier
from cog_lsp.features.hover.interface import interface_at, keyword_at
from cog_lsp.features.hover.memory import load_breakdown, tier_for_this_model
from cog_lsp.features.hover.rule_pages import rule_page
from cog_lsp.features.hover.section import Section
from cog_lsp.project import Project

__all__ = ["Section", "hover"]

Provider = Callable[[Project, str, int], Iterable[Section]]

PROVIDERS: tuple[Provider, ...] = (
    rule_page,
    declared_tier,
    tier_for_this_model,
    config_key_page,
    load_breakdown,
    interface_at,
    keyword_at,
)


def hover(project: Project, path: str, offset: int) -> Gathered[Section]:
    """The sections on what stands at ``offset`` of ``path``, in the order to show them.

    What a YAML server says too is left to it, as far as the settings say so.
    """
    found = gather(PROVIDERS, project, path, offset)
    wanted = (item for item in found.items if project.settings.answers_for_schema or not item.plain)
    return Gathered(tuple(wanted), found.faults)
