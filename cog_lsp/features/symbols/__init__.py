"""The outline of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from cog_lsp.features.gather import Gathered, gather
from cog_lsp.features.symbols.config import config_symbols
from cog_lsp.features.symbols.symbol import Symbol, SymbolKind
from cog_lsp.features.symbols.workspace import WorkspaceSymbol, workspace_symbols
from cog_lsp.project import Project

__all__ = ["Symbol", "SymbolKind", "WorkspaceSymbol", "symbols", "workspace_symbols"]

Provider = Callable[[Project, str], Iterable[Symbol]]

PROVIDERS: tuple[Provider, ...] = (config_symbols,)


def symbols(project: Project, path: str) -> Gathered[Symbol]:
    """The symbols of ``path``, the outermost of each tree."""
    return gather(PROVIDERS, project, path)
