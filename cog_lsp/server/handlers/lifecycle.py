"""``initialize`` to ``shutdown``: what is agreed on, and what the client is asked to report."""

from __future__ import annotations

import logging
from pathlib import Path

from lsprotocol import types

from cog_lsp.server.capabilities import ClientCaps
from cog_lsp.server.handlers.later import later
from cog_lsp.server.handlers.registration import register
from cog_lsp.server.language_server import CogServer
from cog_lsp.server.settings import parse_settings
from cog_lsp.server.workspace import DocId

logger = logging.getLogger(__name__)

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.cog"

_CODE_ACTIONS = types.CodeActionOptions(
    code_action_kinds=[
        types.CodeActionKind.QuickFix,
        types.CodeActionKind.RefactorRewrite,
        FIX_ALL,
    ],
    resolve_provider=True,
)
_PULL = types.DiagnosticOptions(
    inter_file_dependencies=True, workspace_diagnostics=True, identifier="cog"
)


def initialize(ls: CogServer, params: types.InitializeParams) -> None:
    """Note who the client is. Nothing is asked of it and nothing slow is done before the answer."""
    ls.caps = ClientCaps.of(params.capabilities)
    ls.protocol.trace = params.trace or types.TraceValue.Off
    ls.folders = list(params.workspace_folders or _root(params))
    ls.initial_settings, problems = parse_settings(params.initialization_options)
    _offer_what_suits(ls)
    ls.protocol.is_initialized = True
    for problem in problems:
        logger.warning("%s", problem)
    ls.watch_client(params.process_id)


def _offer_what_suits(ls: CogServer) -> None:
    """Register what depends on the client: what is registered when this returns is offered."""
    options = _CODE_ACTIONS if ls.caps.action_literals else None
    ls.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)(later("code_action.offer"))
    ls.feature(types.CODE_ACTION_RESOLVE)(later("code_action.resolve"))
    prepares = types.RenameOptions(prepare_provider=True) if ls.caps.prepares_rename else None
    ls.feature(types.TEXT_DOCUMENT_RENAME, prepares)(later("rename.rename"))
    ls.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)(later("rename.prepare_rename"))
    if ls.caps.pull_diagnostics:
        ls.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, _PULL)(later("diagnostic.of_document"))
        ls.feature(types.WORKSPACE_DIAGNOSTIC)(later("diagnostic.of_workspace"))


def _root(params: types.InitializeParams) -> tuple[types.WorkspaceFolder, ...]:
    """The one folder that an older client names, if it names one."""
    uri = params.root_uri
    if uri is None and params.root_path:
        path = Path(params.root_path)
        uri = path.as_uri() if path.is_absolute() else None
    return (types.WorkspaceFolder(uri, DocId.of(uri).key),) if uri else ()


def initialized(ls: CogServer, params: types.InitializedParams) -> None:
    """Begin the session, and ask to hear of what we cannot see."""
    ls.begin()
    register(ls)


def shutdown(ls: CogServer, params: None) -> None:
    """Stop all work; what is left is to exit."""
    ls.close()
