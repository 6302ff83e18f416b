"""The server object: what all handlers share, and what happens when something breaks down."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from cog_lsp import __version__
from cog_lsp.server.capabilities import ClientCaps
from cog_lsp.server.protocol import CogProtocol, is_reported_elsewhere
from cog_lsp.server.settings import EditorSettings
from cog_lsp.server.stdio import is_alive, may_be_watched

if TYPE_CHECKING:
    from cog_lsp.server.session import Session

logger = logging.getLogger(__name__)

T = TypeVar("T")

ANSWER_SECONDS = 3.0
"""How long a client may take to answer us before we go on without."""


class CogServer(LanguageServer):
    """One server for one client.

    ``caps``, ``folders`` and ``initial_settings`` come with ``initialize``; the session begins with
    the first thing that needs it, so that ``initialize`` is answered before the engine is imported.
    """

    protocol: CogProtocol

    def __init__(self, parent_poll_seconds: float) -> None:
        # The one worker of pygls' pool reads stdin, and nothing else ever runs in it.
        super().__init__("cog-lsp", __version__, protocol_cls=CogProtocol, max_workers=1)
        self.protocol.report_fault = self.report_fault
        self.caps = ClientCaps()
        self.folders: Sequence[types.WorkspaceFolder] = ()
        self.initial_settings = EditorSettings()
        self._parent_poll_seconds = parent_poll_seconds
        self._session: Session | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._shown: set[str] = set()

    @property
    def was_shut_down(self) -> bool:
        """Whether the client has asked to shut down."""
        return self.protocol.was_shut_down

    @property
    def session(self) -> Session:
        """The session, begun when it is first asked for."""
        if self._session is None:
            # Imports the engine, which initialize must not wait for.
            from cog_lsp.server.session import Session

            self._session = Session(self)
        return self._session

    def begin(self) -> None:
        """Begin the session, if nothing has yet."""
        _ = self.session

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do ``work`` on the side; a failure of it is reported."""
        self._start(work).add_done_callback(self._settle)

    def _start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.get_running_loop().create_task(work)
        # The event loop itself would let go of a task that nobody waits for.
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _settle(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self.report_fault(error)

    def ask(
        self, method: str, params: object = None, *, by_user: bool = False
    ) -> asyncio.Task[Any]:
        """Send a request to the client; the task gives its answer.

        ``None`` stands for an answer that is an error or that does not come in three seconds, or
        ever where it is the user who has to give it. The task may be left alone, but must not be
        awaited in one that a client can cancel.
        """
        return self._start(self._answer(method, params, by_user=by_user))

    async def _answer(self, method: str, params: object, *, by_user: bool) -> Any:
        try:
            return await self.request(method, params, by_user=by_user)
        except asyncio.TimeoutError:
            logger.info("the client did not answer %s", method)
        except Exception as error:
            logger.info("the client refused %s: %s", method, error)
        return None

    async def request(self, method: str, params: object = None, *, by_user: bool = False) -> Any:
        """The client's answer to a request.

        Raises what the client refused it with, or ``TimeoutError`` if nothing comes in three
        seconds and it is not the user who has to answer.
        """
        answer = self.protocol.send_request_async(method, params)
        return await asyncio.wait_for(answer, None if by_user else ANSWER_SECONDS)

    def report_fault(self, error: BaseException, what: str = "cog-lsp met an error") -> None:
        """Note a fault of ours: in the log each time, to the user once."""
        logger.error("%s: %s: %s", what, type(error).__name__, error, exc_info=error)
        key = f"{what} {type(error).__name__} {error}"
        if key in self._shown:
            return
        self._shown.add(key)
        message = f"{what} ({type(error).__name__}). The server's log has the details."
        self.window_show_message(types.ShowMessageParams(types.MessageType.Error, message))

    def report_server_error(self, error: Exception, source: type[Exception]) -> None:
        """Note what pygls could not do; never a message to the user for each keystroke."""
        if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
            logger.warning("a message was not JSON: %s", error)
            self.protocol.refuse_unparsable()
        elif not is_reported_elsewhere(error, source):
            self.report_fault(error)

    def watch_client(self, pid: int | None) -> None:
        """End when the process that started us does, even if it leaves the pipe open."""
        if pid is not None and may_be_watched(pid):
            self.spawn(self._watch(pid))

    async def _watch(self, pid: int) -> None:
        while is_alive(pid):
            await asyncio.sleep(self._parent_poll_seconds)
        logger.warning("the client is gone")
        # The thread that reads stdin cannot be woken, so there is no gentler way.
        os._exit(0 if self.was_shut_down else 1)

    def close(self) -> None:
        """Stop all work: the client has asked to shut down."""
        for task in tuple(self._tasks):
            task.cancel()
        if self._session is not None:
            self._session.close()

    def stop(self) -> bool:
        """Give up all threads, once the event loop has ended; whether they came to rest."""
        return self._session is None or self._session.stop()
