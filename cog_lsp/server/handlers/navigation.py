"""``textDocument/definition``, ``references`` and ``documentLink``."""

from __future__ import annotations

from functools import partial

from lsprotocol import types

from cog_lsp.features.definition import definitions
from cog_lsp.features.definition import references as references_of
from cog_lsp.features.links import Link, links
from cog_lsp.server.handlers.scene import Scene, typed_scene
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
    """Where what stands at a place is named elsewhere."""
    scene = await typed_scene(ls, params.text_document.uri)
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
        if scene.agrees(to.path)
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
