"""Work-done progress: what takes a while is shown, and can be given up, where the client can.

All of it runs in the event loop, but for :attr:`Progress.is_cancelled`, which any thread may ask.
"""

from __future__ import annotations

import asyncio
import itertools
import threading

from lsprotocol import types

from cog_lsp.server.connection import Connection

PROGRESS_PAUSE = 0.5
"""Seconds that work may take before anybody is told of it."""

_numbers = itertools.count(1)


class Progress:
    """One piece of work, called ``title``. Nothing is shown of it if it ends soon."""

    def __init__(self, connection: Connection, title: str) -> None:
        self.token = f"cog-lsp-{next(_numbers)}"
        self._connection = connection
        self._title = title
        self._cancelled = threading.Event()
        self._is_shown = False
        self._is_over = False
        if connection.caps.shows_progress:
            connection.spawn(self._begin())

    @property
    def is_cancelled(self) -> bool:
        """Whether the user has given it up."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """The user gives it up."""
        self._cancelled.set()

    async def _begin(self) -> None:
        await asyncio.sleep(PROGRESS_PAUSE)
        if self._is_over:
            return
        params = types.WorkDoneProgressCreateParams(self.token)
        try:
            await self._connection.request(types.WINDOW_WORK_DONE_PROGRESS_CREATE, params)
        except Exception:
            # A client that refuses, or does not answer, must not be sent any of it.
            return
        if not self._is_over:
            self._is_shown = True
            self._send(types.WorkDoneProgressBegin(self._title, cancellable=True))

    def report(self, message: str) -> None:
        """How far it has come."""
        if self._is_shown and not self._is_over:
            self._send(types.WorkDoneProgressReport(message=message, cancellable=True))

    def end(self, message: str) -> None:
        """It is over, and what came of it."""
        if self._is_shown and not self._is_over:
            self._send(types.WorkDoneProgressEnd(message=message))
        self._is_over = True

    def _send(
        self,
        value: types.WorkDoneProgressBegin
        | types.WorkDoneProgressReport
        | types.WorkDoneProgressEnd,
    ) -> None:
        self._connection.progress(types.ProgressParams(self.token, value))
