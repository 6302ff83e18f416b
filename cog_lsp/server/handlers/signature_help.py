"""``textDocument/signatureHelp``."""

from __future__ import annotations

from functools import partial

from lsprotocol import types

from cog_lsp.features.signature import Parameter, Signature, signatures
from cog_lsp.server.capabilities import ClientCaps
from cog_lsp.server.handlers.scene import markup, typed_scene
from cog_lsp.server.language_server import CogServer


async def signature_help(
    ls: CogServer, params: types.SignatureHelpParams
) -> types.SignatureHelp | None:
    """How the call around the cursor is written."""
    scene = await typed_scene(ls, params.text_document.uri)
    if scene is None:
        return None
    offset = scene.offset(params.position)
    found = await scene.ask(
        ls.session.reader, partial(signatures, scene.project, scene.path, offset)
    )
    if not found:
        return None
    return types.SignatureHelp(
        [_signature(signature, ls.caps) for signature in found],
        active_signature=0,
        active_parameter=_active(found[0]),
    )


def _active(signature: Signature) -> int:
    """The number of the active parameter; one behind the last means none of them."""
    return len(signature.parameters) if signature.active is None else signature.active


def _signature(signature: Signature, caps: ClientCaps) -> types.SignatureInformation:
    documentation = signature.documentation
    return types.SignatureInformation(
        signature.label,
        markup(documentation, caps.markdown_signature) if documentation else None,
        [_parameter(signature.label, parameter, caps) for parameter in signature.parameters],
    )


def _parameter(label: str, parameter: Parameter, caps: ClientCaps) -> types.ParameterInformation:
    documentation = parameter.documentation
    name: str | tuple[int, int] = parameter.label.text(label)
    if caps.label_offsets:
        # The protocol counts these in UTF-16 whatever was negotiated.
        name = (_units(label[: parameter.label.start]), _units(label[: parameter.label.end]))
    return types.ParameterInformation(
        name, markup(documentation, caps.markdown_signature) if documentation else None
    )


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
