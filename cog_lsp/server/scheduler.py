"""When to read and to check: one task for each project, two threads for all of them.

The event loop only decides. One thread reads projects and answers what a person waits for while
they type; the other checks, which takes longer, with a flag that asks it to give up. Nothing in
here is locked, because what crosses between them is frozen.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, TimeoutError
from typing import Any, Generic, TypeVar

from pygls.exceptions import JsonRpcContentModified, JsonRpcInternalError

TYPING_PAUSE = 0.15
"""Seconds without a keystroke after which a project is analysed."""

S = TypeVar("S")
T = TypeVar("T")
Cancelled = Callable[[], bool]
Job = Callable[[Cancelled], T]


class Worker:
    """One thread, called ``name``, and what is to be done in it, in order."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=f"cog-lsp-{name}")
        self._flags: set[threading.Event] = set()

    async def run(self, job: Job[T]) -> T:
        """The result of ``job``, which is given a function that says whether to give up.

        When the awaiting task is cancelled, a job still queued never runs and a running one is
        asked to give up; nobody waits for it.
        """
        flag = threading.Event()
        self._flags.add(flag)
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._executor, job, flag.is_set)
        finally:
            flag.set()
            self._flags.discard(flag)

    def post(self, job: Callable[[], object]) -> None:
        """Run ``job`` before any job that is handed in later, and never give it up."""
        self._executor.submit(job)

    def stop(self, timeout: float = 2.0) -> bool:
        """Give up everything. Whether the thread came to rest within ``timeout`` seconds."""
        for flag in tuple(self._flags):
            flag.set()
        try:
            self._executor.submit(lambda: None).result(timeout)
        except TimeoutError:
            return False
        finally:
            self._executor.shutdown(wait=False, cancel_futures=True)
        return True


class ProjectTask(Generic[S, T]):
    """Keeps what was read, and what came of checking it, current while what they are of changes.

    ``read`` is asked for a job anew each time, in the event loop, so that it can take a snapshot;
    it runs in ``reader`` as soon as somebody asks. ``check`` makes the job that follows, which runs
    in ``checker`` and waits for a pause in typing. ``deliver`` gets each result that is still
    current, and ``fail`` each error. Nothing runs before ``ready`` is set.
    """

    def __init__(
        self,
        reader: Worker,
        checker: Worker,
        ready: asyncio.Event,
        read: Callable[[], Job[S]],
        check: Callable[[S], Job[T]],
        deliver: Callable[[T], None],
        fail: Callable[[Exception], None],
    ) -> None:
        self._reader = reader
        self._checker = checker
        self._ready = ready
        self._read = read
        self._check = check
        self._deliver = deliver
        self._fail = fail
        self._hurry = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._reading: asyncio.Task[S] | None = None
        self._is_awaited = False
        self._result: asyncio.Future[T] = _new_future()

    def touch(self, delay: float = 0.0) -> None:
        """Something changed: drop what is under way and begin again in ``delay`` seconds."""
        if self._task is not None:
            self._task.cancel()
        if self._reading is not None and not self._is_awaited:
            self._reading.cancel()
        self._reading = None
        if self._result.done():
            self._result = _new_future()
            self._hurry.clear()
        self._task = asyncio.get_running_loop().create_task(self._run(delay))

    async def snapshot(self) -> S:
        """What is read of the state as it is now, whatever is being checked meanwhile.

        Raises :class:`JsonRpcInternalError` when reading broke down.
        """
        reading = self._read_once()
        self._is_awaited = True
        try:
            return await asyncio.shield(reading)
        except Exception as error:
            raise _broken_down() from error

    async def current(self) -> T:
        """The result for the state as it is now, without the pause for typing.

        Raises an answer for the client: :class:`JsonRpcInternalError` when the job broke down,
        :class:`JsonRpcContentModified` when the project is closed meanwhile. Cancelling the caller
        leaves the work to the others who wait for it.
        """
        self._hurry.set()
        return await self.settled()

    async def settled(self) -> T:
        """As :meth:`current`, for who can wait until the typing pauses."""
        return await asyncio.shield(self._result)

    def close(self) -> None:
        """Check no more, and let nobody wait for it."""
        if self._task is not None:
            self._task.cancel()
        if not self._result.done():
            self._result.set_exception(JsonRpcContentModified("the project was closed"))

    async def _run(self, delay: float) -> None:
        result = self._result
        await self._ready.wait()
        if delay:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), delay)
        try:
            snapshot = await asyncio.shield(self._read_once())
            value = await self._checker.run(self._check(snapshot))
        except Exception as error:
            if self._is_current():
                result.set_exception(_broken_down())
                self._fail(error)
            return
        if self._is_current():
            result.set_result(value)
            self._deliver(value)

    def _read_once(self) -> asyncio.Task[S]:
        """The reading of the state as it is now, begun when it is first asked for."""
        if self._reading is None:
            # At once, if it can be: the next message may change the state.
            job = self._read() if self._ready.is_set() else None
            self._reading = asyncio.get_running_loop().create_task(self._read_when_ready(job))
            self._reading.add_done_callback(_note_error)
            self._is_awaited = False
        return self._reading

    async def _read_when_ready(self, job: Job[S] | None) -> S:
        await self._ready.wait()
        return await self._reader.run(job or self._read())

    def _is_current(self) -> bool:
        """Whether nothing was touched since this task began.

        A touch cancels the task, but before Python 3.12 ``wait_for`` may swallow that.
        """
        return self._task is asyncio.current_task()


def _new_future() -> asyncio.Future[T]:
    future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
    # An error that nobody waits for is reported by ``fail``, not by the event loop.
    future.add_done_callback(_note_error)
    return future


def _note_error(done: asyncio.Future[Any]) -> None:
    """Look at the error of ``done``, so that the event loop does not report it as well."""
    if not done.cancelled():
        done.exception()


def _broken_down() -> JsonRpcInternalError:
    return JsonRpcInternalError("cog-lsp crashed; its log has the details")
