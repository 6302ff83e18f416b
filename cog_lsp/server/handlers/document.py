"""``textDocument/didOpen``, ``didChange``, ``didSave`` and ``didClose``.

These run to their end before the next message is looked at, so a text is never half changed.
"""

from __future__ import annotations

from lsprotocol import types

from cog_lsp.server.language_server import CogServer


def did_open(ls: CogServer, params: types.DidOpenTextDocumentParams) -> None:
    """A document is shown."""
    ls.session.opened(params.text_document)


def did_change(ls: CogServer, params: types.DidChangeTextDocumentParams) -> None:
    """A document was edited."""
    ls.session.changed(params)


def did_save(ls: CogServer, params: types.DidSaveTextDocumentParams) -> None:
    """A document was written to disk."""
    ls.session.saved(params.text_document.uri)


def did_close(ls: CogServer, params: types.DidCloseTextDocumentParams) -> None:
    """A document is shown no longer."""
    ls.session.closed(params.text_document.uri)
