"""``textDocument/definition``, ``references``, ``documentHighlight`` and ``documentLink``."""

from __future__ import annotations

from functools import partial

from lsprotocol import types

from cog_lsp.features.definition import definitions
from cog_lsp.features.definition import references as references_of
from cog_lsp.features.highlights import highlights
from cog_lsp.features.links import Link, links
from cog_lsp.server.handlers.scene import Scene, typed_scene, whole_scene
from cog_lsp.server.language_server import CogServer


async def definition(
    ls: CogServer, params: types.DefinitionParams
) -> list[types.LocationLink] | list[types.Location] | None:
    """Where what is named at a place stands."""
    scene = await typed_scene(ls, params.text_document.uri)
    if scene is None:
        return None
    offset = scene.offset(params.position)
    targets = await scene.ask(
        ls.session.reader, partial(definitions, scene.project, scene.path, offset)
    )
    scene.refuse_if_changed()
    targets = tuple(to for to in targets if scene.agrees(to.path))
    uri, place = scene.live.uri, scene.outward.range
    if not ls.caps.definition_links:
        return [types.Location(uri(to.path), place(to.path, to.name)) for to in targets] or None
    return [
        types.LocationLink(
            target_uri=uri(to.path),
            target_range=place(to.path, to.whole),
            target_selection_range=place(to.path, to.name),
            origin_selection_range=place(scene.path, to.origin),
        )
        for to in targets
    ] or None


async def references(ls: CogServer, params: types.ReferenceParams) -> list[types.Location] | None:
    """Where what stands at a place is named, in all Python files of the project too."""
    scene = await whole_scene(ls, params.text_document.uri)
    if scene is None:
        return None
    offset = scene.offset(params.position)
    targets = await scene.ask(
        ls.session.reader, partial(references_of, scene.project, scene.path, offset)
    )
    scene.refuse_if_changed()
    return [
        types.Location(scene.live.uri(to.path), scene.outward.range(to.path, to.name))
        for to in targets
        if scene.agrees(to.path) and (params.context.include_declaration or not to.declares)
    ] or None


async def document_highlight(
    ls: CogServer, params: types.DocumentHighlightParams
) -> list[types.DocumentHighlight] | None:
    """Where a file names what stands at a place of it."""
    scene = await typed_scene(ls, params.text_document.uri)
    if scene is None:
        return None
    offset = scene.offset(params.position)
    found = await scene.ask(
        ls.session.reader, partial(highlights, scene.project, scene.path, offset)
    )
    scene.refuse_if_changed()
    kinds = (types.DocumentHighlightKind.Read, types.DocumentHighlightKind.Write)
    return [
        types.DocumentHighlight(scene.outward.range(scene.path, each.span), kinds[each.defines])
        for each in found
    ] or None


async def document_link(
    ls: CogServer, params: types.DocumentLinkParams
) -> list[types.DocumentLink] | None:
    """What can be opened from a file."""
    scene = await typed_scene(ls, params.text_document.uri)
    if scene is None:
        return None
    found = await scene.ask(ls.session.reader, partial(links, scene.project, scene.path))
    scene.refuse_if_changed()
    return [_link(scene, link) for link in found] or None


def _link(scene: Scene, link: Link) -> types.DocumentLink:
    return types.DocumentLink(
        scene.outward.range(scene.path, link.span),
        link.url or scene.live.uri(link.path),
        link.tooltip if link.tooltip and scene.ls.caps.link_tooltips else None,
    )
