"""Changes that mend nothing and that an author may want: what an editor lists under Refactor."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cog_lsp.features.gather import Gathered, gather
from cog_lsp.features.refactorings.interface import add_setup, extract_inputs
from cog_lsp.features.refactorings.refactoring import Refactoring
from cog_lsp.project import Project

__all__ = ["Refactoring", "refactorings"]

Provider = Callable[[Project, str], Iterable[Refactoring]]

PROVIDERS: tuple[Provider, ...] = (extract_inputs, add_setup)


def refactorings(project: Project, path: str) -> Gathered[Refactoring]:
    """All that can be offered in ``path``."""
    return gather(PROVIDERS, project, path)
