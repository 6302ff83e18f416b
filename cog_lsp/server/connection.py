"""What the parts of a session ask of the server: to reach the client, and to report a fault."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, Protocol

from lsprotocol import types

from cog_lsp.server.capabilities import ClientCaps
from cog_lsp.server.settings import EditorSettings


class Connection(Protocol):
    """The way to one client, and what it said of itself when it began.

    ``caps``, ``folders`` and ``initial_settings`` came with ``initialize``.
    """

    caps: ClientCaps
    folders: Sequence[types.WorkspaceFolder]
    initial_settings: EditorSettings

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do ``work`` on the side; a failure of it is reported."""

    def ask(self, method: str, params: object = None) -> asyncio.Task[Any]:
        """Send a request to the client; the task gives its answer, or ``None`` for none."""

    async def request(self, method: str, params: object = None) -> Any:
        """The client's answer to a request; raises if it refuses or does not answer in time."""

    def report_fault(self, error: BaseException, what: str = ...) -> None:
        """Note a fault of ours: in the log each time, to the user once."""

    def progress(self, params: types.ProgressParams) -> None:
        """Tell the client how far a piece of work has come."""

    def text_document_publish_diagnostics(self, params: types.PublishDiagnosticsParams) -> None:
        """Give the client the findings of one file."""
