"""When to analyse: one task for each project, one thread for all of them.

The event loop only decides; the work runs in a single worker thread with a flag that asks it to
give up. Nothing in here is locked, because what crosses between the two is frozen.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, TimeoutError
from typing import Generic, TypeVar

from pygls.exceptions import JsonRpcContentModified, JsonRpcInternalError

TYPING_PAUSE = 0.15
"""Seconds without a keystroke after which a project is analysed."""

T = TypeVar("T")
Cancelled = Callable[[], bool]
Job = Callable[[Cancelled], T]


class Worker:
    """The one thread in which projects are read, checked and fixed."""

    def __init__(self) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="cog-lsp-analysis")
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


class ProjectTask(Generic[T]):
    """Keeps the result of one job current while what it depends on changes.

    ``job`` is asked for anew each time, in the event loop, so that it can take a snapshot;
    ``deliver`` gets each result that is still current, and ``fail`` each error. Nothing runs before
    ``ready`` is set.
    """

    def __init__(
        self,
        worker: Worker,
        ready: asyncio.Event,
        job: Callable[[], Job[T]],
        deliver: Callable[[T], None],
        fail: Callable[[Exception], None],
    ) -> None:
        self._worker = worker
        self._ready = ready
        self._job = job
        self._deliver = deliver
        self._fail = fail
        self._hurry = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._result: asyncio.Future[T] = _new_future()

    def touch(self, delay: float = 0.0) -> None:
        """Something changed: drop what is under way and begin again in ``delay`` seconds."""
        if self._task is not None:
            self._task.cancel()
        if self._result.done():
            self._result = _new_future()
            self._hurry.clear()
        self._task = asyncio.get_running_loop().create_task(self._run(delay))

    async def current(self) -> T:
        """The result for the state as it is now, without the pause for typing.

        Raises an answer for the client: :class:`JsonRpcInternalError` when the job broke down,
        :class:`JsonRpcContentModified` when the project is closed meanwhile. Cancelling the caller
        leaves the work to the others who wait for it.
        """
        self._hurry.set()
        return await asyncio.shield(self._result)

    def close(self) -> None:
        """Analyse no more, and let nobody wait for it."""
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
            value = await self._worker.run(self._job())
        except Exception as error:
            if self._is_current():
                result.set_exception(JsonRpcInternalError("cog-lsp broke down; its log says how"))
                self._fail(error)
            return
        if self._is_current():
            result.set_result(value)
            self._deliver(value)

    def _is_current(self) -> bool:
        """Whether nothing was touched since this task began.

        A touch cancels the task, but before Python 3.12 ``wait_for`` may swallow that.
        """
        return self._task is asyncio.current_task()


def _new_future() -> asyncio.Future[T]:
    future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
    # An error that nobody waits for is reported by ``fail``, not by the event loop.
    future.add_done_callback(lambda done: done.cancelled() or done.exception())
    return future
