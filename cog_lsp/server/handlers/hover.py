"""``textDocument/hover``."""

from __future__ import annotations

from functools import partial

from lsprotocol import types

from cog_lsp.features.hover import hover as sections_at
from cog_lsp.server.handlers.scene import markup, typed_scene
from cog_lsp.server.language_server import CogServer

_RULE = "\n\n---\n\n"


async def hover(ls: CogServer, params: types.HoverParams) -> types.Hover | None:
    """What stands under the cursor."""
    scene = await typed_scene(ls, params.text_document.uri)
    if scene is None:
        return None
    offset = scene.offset(params.position)
    sections = await scene.ask(
        ls.session.reader, partial(sections_at, scene.project, scene.path, offset)
    )
    scene.refuse_if_changed()
    if not sections:
        return None
    return types.Hover(
        markup(_RULE.join(section.markdown for section in sections), ls.caps.markdown_hover),
        scene.outward.range(scene.path, sections[0].span),
    )
