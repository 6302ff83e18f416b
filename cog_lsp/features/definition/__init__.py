"""Where what is named at a place stands, and back: where it is named."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cog_lsp.features.definition.target import Target
from cog_lsp.features.definition.target_references import code_references, referred_code
from cog_lsp.features.definition.uses import uses
from cog_lsp.features.gather import Gathered, gather
from cog_lsp.project import Project

__all__ = ["Target", "definitions", "references"]

Provider = Callable[[Project, str, int], Iterable[Target]]

PROVIDERS: tuple[Provider, ...] = (referred_code, code_references)
REFERENCE_PROVIDERS: tuple[Provider, ...] = (code_references, uses)


def definitions(project: Project, path: str, offset: int) -> Gathered[Target]:
    """What ``offset`` of ``path`` leads to, the best first."""
    return gather(PROVIDERS, project, path, offset)


def references(project: Project, path: str, offset: int) -> Gathered[Target]:
    """Where what stands at ``offset`` of ``path`` is named in the project, each place once."""
    found = gather(REFERENCE_PROVIDERS, project, path, offset)
    places = {(target.path, target.name): target for target in reversed(found.items)}
    return Gathered(tuple(reversed(places.values())), found.faults)
