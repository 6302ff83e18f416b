"""One file a feature; each translates between the protocol and the session, and does nothing else.

This file is the table of which message goes where.
"""

from __future__ import annotations

from lsprotocol import types

from cog_lsp.server.handlers import command, document, lifecycle, workspace
from cog_lsp.server.handlers.later import later
from cog_lsp.server.language_server import CogServer
from cog_lsp.server.logs import configure_logging

_COMPLETION = types.CompletionOptions(
    # Behind these there is something new to complete; between them, editors narrow the list.
    trigger_characters=[":", " ", "-", "/", ".", "[", "(", ",", "=", '"', "'"],
    resolve_provider=True,
)
_SIGNATURES = types.SignatureHelpOptions(trigger_characters=["(", ","])

# What cog.yaml or an import may name, and the folders that such a file may be in.
_MOVED = types.FileOperationRegistrationOptions(
    [
        types.FileOperationFilter(types.FileOperationPattern("**/*.{py,txt}"), scheme="file"),
        types.FileOperationFilter(
            types.FileOperationPattern("**", types.FileOperationPatternKind.Folder), scheme="file"
        ),
    ]
)


def make_server(parent_poll_seconds: float) -> CogServer:
    """A server with every feature, not yet connected to anything.

    ``initialize`` adds what depends on the client.
    """
    server = CogServer(parent_poll_seconds)
    configure_logging(server)
    # Those that must be through before the next message is looked at are no coroutines.
    server.feature(types.INITIALIZE)(lifecycle.initialize)
    server.feature(types.INITIALIZED)(lifecycle.initialized)
    server.feature(types.SHUTDOWN)(lifecycle.shutdown)
    server.feature(types.TEXT_DOCUMENT_DID_OPEN)(document.did_open)
    server.feature(types.TEXT_DOCUMENT_DID_CHANGE)(document.did_change)
    server.feature(types.TEXT_DOCUMENT_DID_SAVE, types.SaveOptions(False))(document.did_save)
    server.feature(types.TEXT_DOCUMENT_DID_CLOSE)(document.did_close)
    server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(workspace.did_change_watched_files)
    server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)(
        workspace.did_change_workspace_folders
    )
    server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)(workspace.did_change_configuration)
    server.feature(types.WINDOW_WORK_DONE_PROGRESS_CANCEL)(workspace.give_up)
    server.feature(types.TEXT_DOCUMENT_COMPLETION, _COMPLETION)(later("completion.complete"))
    server.feature(types.COMPLETION_ITEM_RESOLVE)(later("completion.resolve"))
    server.feature(types.TEXT_DOCUMENT_HOVER)(later("hover.hover"))
    server.feature(types.TEXT_DOCUMENT_SIGNATURE_HELP, _SIGNATURES)(
        later("signature_help.signature_help")
    )
    server.feature(types.TEXT_DOCUMENT_DEFINITION)(later("navigation.definition"))
    server.feature(types.TEXT_DOCUMENT_REFERENCES)(later("navigation.references"))
    server.feature(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)(later("navigation.document_highlight"))
    server.feature(types.TEXT_DOCUMENT_DOCUMENT_LINK)(later("navigation.document_link"))
    server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)(later("document_symbol.document_symbol"))
    server.feature(types.WORKSPACE_SYMBOL)(later("document_symbol.workspace_symbol"))
    server.feature(types.WORKSPACE_WILL_RENAME_FILES, _MOVED)(later("rename.will_rename_files"))
    server.feature(types.TEXT_DOCUMENT_INLAY_HINT)(later("annotation.inlay_hint"))
    server.feature(types.TEXT_DOCUMENT_CODE_LENS)(later("annotation.code_lens"))
    command.register_commands(server)
    return server
