"""What is said above a line, and can be clicked."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cog_lsp.features.gather import Gathered, gather
from cog_lsp.features.lenses.interface import interface_lenses
from cog_lsp.features.lenses.lens import CodeLens
from cog_lsp.features.lenses.memory import memory_lens
from cog_lsp.project import Project

__all__ = ["CodeLens", "lenses"]

Provider = Callable[[Project, str], Iterable[CodeLens]]

PROVIDERS: tuple[Provider, ...] = (interface_lenses, memory_lens)


def lenses(project: Project, path: str) -> Gathered[CodeLens]:
    """The lenses of ``path``."""
    return gather(PROVIDERS, project, path)
