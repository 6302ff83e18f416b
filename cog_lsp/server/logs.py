"""Where our log goes: to stderr, and to the client as far as it wants to hear of it."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from lsprotocol import types

if TYPE_CHECKING:
    from cog_lsp.server.language_server import CogServer

_LEVELS = {
    types.TraceValue.Off: logging.WARNING,
    types.TraceValue.Messages: logging.INFO,
    types.TraceValue.Verbose: logging.DEBUG,
}


def configure_logging(server: CogServer) -> None:
    """Send the log of this package to stderr and to the client.

    pygls writes every payload to its own log, so that log must never go to the client: each line
    would be a payload again. Of it, stderr gets the warnings.
    """
    stderr = logging.StreamHandler()
    stderr.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    own = logging.getLogger("cog_lsp")
    own.setLevel(logging.DEBUG)
    own.propagate = False
    own.handlers = [stderr, ClientLog(server)]
    stderr.setLevel(logging.INFO)
    other = logging.getLogger()
    other.setLevel(logging.WARNING)
    other.handlers = [stderr]


class ClientLog(logging.Handler):
    """Sends records as ``window/logMessage``: warnings always, more as the trace value asks."""

    def __init__(self, server: CogServer) -> None:
        super().__init__()
        self._server = server
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Send ``record``, without the traceback that stderr gets."""
        server = self._server
        if record.levelno < _LEVELS.get(server.protocol.trace, logging.WARNING):
            return
        if not server.protocol.is_initialized or server.was_shut_down:
            return
        if threading.get_ident() != self._thread:
            # Only the event loop may write to the client; other threads report through it.
            return
        server.window_log_message(types.LogMessageParams(_kind(record), record.getMessage()))


def _kind(record: logging.LogRecord) -> types.MessageType:
    if record.levelno >= logging.ERROR:
        return types.MessageType.Error
    if record.levelno >= logging.WARNING:
        return types.MessageType.Warning
    return types.MessageType.Info if record.levelno >= logging.INFO else types.MessageType.Log
