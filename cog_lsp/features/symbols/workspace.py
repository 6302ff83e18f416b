"""The symbols of a whole project: what Cog runs, what callers send, and where cog.yaml names it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from cog_lsp.features.gather import Gathered, gather
from cog_lsp.features.symbols.symbol import SymbolKind
from cog_lsp.interface import interfaces_of
from cog_lsp.project import Project
from cog_lsp.text import Span


@dataclass(frozen=True, slots=True)
class WorkspaceSymbol:
    """A named part of a project. ``container`` is what it is part of."""

    name: str
    kind: SymbolKind
    path: str
    span: Span
    container: str = ""


Provider = Callable[[Project], Iterable[WorkspaceSymbol]]


def config_entries(project: Project) -> Iterator[WorkspaceSymbol]:
    """The references in cog.yaml: ``run: run.py:Runner``."""
    for ref in project.config.targets:
        entry = project.config.entry(ref.key)
        if entry is not None:
            name = f"{ref.key}: {ref.value}"
            yield WorkspaceSymbol(name, SymbolKind.STRING, project.config.path, entry.key.span)


def entry_points(project: Project) -> Iterator[WorkspaceSymbol]:
    """The class with the methods that Cog calls, or the function, and its inputs."""
    for entry in project.entry_points:
        runner, method = entry.runner, entry.function
        container = ""
        if runner is not None:
            container = runner.name
            yield WorkspaceSymbol(
                container, SymbolKind.CLASS, runner.path, runner.node.name_span, entry.ref.key
            )
        for code in (entry.setup, method):
            if code is not None:
                kind = SymbolKind.FUNCTION if code.owner is None else SymbolKind.METHOD
                span = code.node.name_span
                yield WorkspaceSymbol(code.name, kind, code.path, span, container or entry.ref.key)


def inputs(project: Project) -> Iterator[WorkspaceSymbol]:
    """What callers send, by name."""
    for interface in interfaces_of(project):
        target = interface.target
        if target is not None:
            for found in interface.inputs:
                if not found.is_shared:
                    yield WorkspaceSymbol(
                        found.name,
                        SymbolKind.FIELD,
                        target.file.path,
                        found.node.name_span,
                        f"{interface.mode} input",
                    )


PROVIDERS: tuple[Provider, ...] = (config_entries, entry_points, inputs)


def workspace_symbols(project: Project, query: str) -> Gathered[WorkspaceSymbol]:
    """The symbols whose names hold the characters of ``query`` in their order, in any case."""
    found = gather(PROVIDERS, project)
    kept = dict.fromkeys(symbol for symbol in found.items if is_like(symbol.name, query))
    return Gathered(tuple(kept), found.faults)


def is_like(name: str, query: str) -> bool:
    """Whether ``name`` has the characters of ``query`` in their order."""
    rest = iter(name.lower())
    return all(character in rest for character in query.lower())
