"""``workspace/executeCommand``: the one command that we have shows a text and changes nothing."""

from __future__ import annotations

from lsprotocol import types

from cog_lsp.server.language_server import CogServer

SHOW_TEXT = "cog-lsp.showText"


def show_text(ls: CogServer, text: str) -> None:
    """Show ``text`` to the user."""
    ls.window_show_message(types.ShowMessageParams(types.MessageType.Info, text))
