"""``textDocument/documentSymbol`` and ``workspace/symbol``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from lsprotocol import types

from cog_lsp.features.gather import Gathered
from cog_lsp.features.symbols import (
    Symbol,
    SymbolKind,
    WorkspaceSymbol,
    symbols,
    workspace_symbols,
)
from cog_lsp.project import Project
from cog_lsp.server.handlers.scene import Scene, typed_scene
from cog_lsp.server.language_server import CogServer
from cog_lsp.server.scheduler import Cancelled

_KINDS = {
    SymbolKind.MAPPING: types.SymbolKind.Module,
    SymbolKind.LIST: types.SymbolKind.Array,
    SymbolKind.STRING: types.SymbolKind.String,
    SymbolKind.NUMBER: types.SymbolKind.Number,
    SymbolKind.BOOLEAN: types.SymbolKind.Boolean,
    SymbolKind.NULL: types.SymbolKind.Null,
    SymbolKind.CLASS: types.SymbolKind.Class,
    SymbolKind.FUNCTION: types.SymbolKind.Function,
    SymbolKind.METHOD: types.SymbolKind.Method,
    SymbolKind.FIELD: types.SymbolKind.Field,
}


async def document_symbol(
    ls: CogServer, params: types.DocumentSymbolParams
) -> list[types.DocumentSymbol] | list[types.SymbolInformation] | None:
    """The outline of a file; for a client that knows no trees, as a list."""
    scene = await typed_scene(ls, params.text_document.uri)
    if scene is None:
        return None
    found = await scene.ask(ls.session.reader, partial(symbols, scene.project, scene.path))
    scene.refuse_if_changed()
    if not found:
        return None
    if ls.caps.symbol_trees:
        return [_tree(scene, symbol) for symbol in found]
    return [item for symbol in found for item in _list(scene, symbol, None)]


async def workspace_symbol(
    ls: CogServer, params: types.WorkspaceSymbolParams
) -> list[types.SymbolInformation] | None:
    """What Cog runs and what callers send, in every project that is watched."""
    found: list[types.SymbolInformation] = []
    for live in ls.session.projects:
        snapshot = await live.task.snapshot()
        outward = live.outward(snapshot, ls.caps)
        gathered = await ls.session.reader.run(partial(_find, snapshot.written, params.query))
        for fault in gathered.faults:
            ls.report_fault(fault)
        found += [
            types.SymbolInformation(
                location=types.Location(
                    live.uri(symbol.path), outward.range(symbol.path, symbol.span)
                ),
                name=symbol.name,
                kind=_KINDS[symbol.kind],
                container_name=symbol.container or None,
            )
            for symbol in gathered.items
        ]
    return found or None


def _find(project: Project, query: str, cancelled: Cancelled) -> Gathered[WorkspaceSymbol]:
    return workspace_symbols(project, query)


def _tree(scene: Scene, symbol: Symbol) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        name=symbol.name,
        kind=_KINDS[symbol.kind],
        range=scene.outward.range(scene.path, symbol.span),
        selection_range=scene.outward.range(scene.path, symbol.name_span),
        detail=symbol.detail or None,
        tags=_tags(scene, symbol),
        children=[_tree(scene, child) for child in symbol.children],
    )


def _list(scene: Scene, symbol: Symbol, parent: str | None) -> Iterator[types.SymbolInformation]:
    place = scene.outward.range(scene.path, symbol.span)
    yield types.SymbolInformation(
        location=types.Location(scene.live.uri(scene.path), place),
        name=symbol.name,
        kind=_KINDS[symbol.kind],
        tags=_tags(scene, symbol),
        container_name=parent,
    )
    for child in symbol.children:
        yield from _list(scene, child, symbol.name)


def _tags(scene: Scene, symbol: Symbol) -> list[types.SymbolTag] | None:
    deprecated = symbol.deprecated and scene.ls.caps.symbol_tags
    return [types.SymbolTag.Deprecated] if deprecated else None
