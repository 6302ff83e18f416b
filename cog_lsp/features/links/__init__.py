"""What can be opened from a file: other files, pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cog_lsp.features.gather import Gathered, gather
from cog_lsp.features.links.config import config_links
from cog_lsp.features.links.link import Link
from cog_lsp.project import Project

__all__ = ["Link", "links"]

Provider = Callable[[Project, str], Iterable[Link]]

PROVIDERS: tuple[Provider, ...] = (config_links,)


def links(project: Project, path: str) -> Gathered[Link]:
    """The links of ``path``."""
    return gather(PROVIDERS, project, path)
