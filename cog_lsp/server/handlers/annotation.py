"""``textDocument/inlayHint`` and ``codeLens``: what is shown beside the text.

Both wait for the pause in typing: what they show may take as long to compute as a check, and shares
what the check has computed.
"""

from __future__ import annotations

from functools import partial

from lsprotocol import types

from cog_lsp.features.hints import HintKind, InlayHint, hints
from cog_lsp.features.lenses import CodeLens, lenses
from cog_lsp.server.handlers.scene import Scene, markup, settled_scene
from cog_lsp.server.language_server import CogServer

_KINDS = {
    HintKind.TYPE: types.InlayHintKind.Type,
    HintKind.PARAMETER: types.InlayHintKind.Parameter,
    HintKind.OTHER: None,
}


async def inlay_hint(ls: CogServer, params: types.InlayHintParams) -> list[types.InlayHint] | None:
    """What is so in a range but does not stand there."""
    scene = await settled_scene(ls, params.text_document.uri)
    if scene is None:
        return None
    scene.refuse_if_changed()
    visible = scene.outward.span(scene.path, params.range)
    found = await scene.ask(ls.session.checker, partial(hints, scene.project, scene.path, visible))
    scene.refuse_if_changed()
    return [_hint(scene, hint) for hint in found] or None


def _hint(scene: Scene, hint: InlayHint) -> types.InlayHint:
    at = hint.offset
    lines = scene.outward.documents[scene.path].lines
    return types.InlayHint(
        position=types.Position(*lines.to_units(at, scene.ls.caps.position_encoding)),
        label=hint.label,
        kind=_KINDS[hint.kind],
        tooltip=markup(hint.tooltip, scene.ls.caps.markdown_hover) if hint.tooltip else None,
        padding_left=True if hint.blank_before else None,
        padding_right=True if hint.blank_behind else None,
    )


async def code_lens(ls: CogServer, params: types.CodeLensParams) -> list[types.CodeLens] | None:
    """What is said above lines."""
    scene = await settled_scene(ls, params.text_document.uri)
    if scene is None:
        return None
    scene.refuse_if_changed()
    found = await scene.ask(ls.session.checker, partial(lenses, scene.project, scene.path))
    scene.refuse_if_changed()
    return [_lens(scene, lens, params.text_document.uri) for lens in found] or None


def _lens(scene: Scene, lens: CodeLens, uri: str) -> types.CodeLens:
    command = lens.command
    arguments = [uri, *command.arguments] if command.name else None
    return types.CodeLens(
        scene.outward.range(scene.path, lens.span),
        types.Command(command.title, command.name, arguments=arguments),
    )
