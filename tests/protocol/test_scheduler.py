"""When jobs run, are given up, and who hears of it; without a server, in one event loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable

import pytest
from pygls.exceptions import JsonRpcContentModified, JsonRpcInternalError

from cog_lsp.server.scheduler import Cancelled, ProjectTask, Worker
from tests.protocol.client import DEADLINE

NEVER = 3600.0


class Bench:
    """A task whose jobs wait until they are let go, and notes of what became of them."""

    def __init__(self) -> None:
        self.worker = Worker()
        self.ready = asyncio.Event()
        self.ready.set()
        self.state = "first"
        self.begun: list[str] = []
        self.given_up: list[str] = []
        self.delivered: list[str] = []
        self.failed: list[Exception] = []
        self.let_go = threading.Event()
        self.started = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self.task: ProjectTask[str] = ProjectTask(
            self.worker, self.ready, self._job, self.delivered.append, self.failed.append
        )

    def _job(self) -> Callable[[Cancelled], str]:
        state = self.state

        def job(cancelled: Cancelled) -> str:
            self.begun.append(state)
            self._loop.call_soon_threadsafe(self.started.set)
            assert self.let_go.wait(DEADLINE)
            if cancelled():
                self.given_up.append(state)
            if state == "broken":
                raise ZeroDivisionError
            return state

        return job

    async def begin(self) -> None:
        """Touch, and wait until the job runs."""
        self.started.clear()
        self.task.touch()
        await asyncio.wait_for(self.started.wait(), DEADLINE)


@pytest.fixture
async def bench() -> AsyncIterator[Bench]:
    made = Bench()
    yield made
    made.let_go.set()


async def test_a_change_gives_up_what_is_under_way(bench: Bench) -> None:
    """The running job is asked to give up, its result is dropped, who waited gets the next one."""
    await bench.begin()
    waiting = asyncio.ensure_future(bench.task.current())
    await asyncio.sleep(0)
    bench.state = "second"
    bench.task.touch(NEVER)
    await asyncio.sleep(0)
    bench.let_go.set()
    assert await asyncio.wait_for(waiting, DEADLINE) == "second"
    assert bench.begun == ["first", "second"]
    assert bench.given_up == ["first"]
    assert bench.delivered == ["second"]


async def test_a_job_that_did_not_begin_never_does(bench: Bench) -> None:
    """Of many changes while the thread is busy, only the last is worked on."""
    await bench.begin()
    for state in ("second", "third", "fourth"):
        bench.state = state
        bench.task.touch()
        await asyncio.sleep(0)
    bench.let_go.set()
    assert await asyncio.wait_for(bench.task.current(), DEADLINE) == "fourth"
    assert bench.begun == ["first", "fourth"]


async def test_one_who_waits_no_longer_takes_nothing_from_the_others(bench: Bench) -> None:
    """A cancelled request leaves the work to those who wait for the same."""
    await bench.begin()
    leaving, staying = (asyncio.ensure_future(bench.task.current()) for _ in range(2))
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.wait([leaving], timeout=DEADLINE)
    assert leaving.cancelled()
    bench.let_go.set()
    assert await asyncio.wait_for(staying, DEADLINE) == "first"
    assert bench.given_up == []


async def test_a_result_is_kept_until_something_changes(bench: Bench) -> None:
    """Asking again costs nothing; only a touch makes a new job."""
    bench.let_go.set()
    bench.task.touch(NEVER)
    assert await bench.task.current() == "first"
    assert await bench.task.current() == "first"
    assert bench.begun == ["first"]


async def test_nothing_runs_before_all_is_ready(bench: Bench) -> None:
    """Until the settings are known there is no job, whoever waits."""
    bench.let_go.set()
    bench.ready.clear()
    bench.task.touch()
    waiting = asyncio.ensure_future(bench.task.current())
    await asyncio.sleep(0)
    assert bench.begun == []
    bench.ready.set()
    assert await asyncio.wait_for(waiting, DEADLINE) == "first"


async def test_a_broken_job_is_told_and_the_next_one_runs(bench: Bench) -> None:
    """Who waits gets an error to send on; the task goes on with the next change."""
    bench.let_go.set()
    bench.state = "broken"
    bench.task.touch()
    with pytest.raises(JsonRpcInternalError):
        await bench.task.current()
    assert [type(error) for error in bench.failed] == [ZeroDivisionError]
    bench.state = "mended"
    bench.task.touch()
    assert await bench.task.current() == "mended"
    assert bench.delivered == ["mended"]


async def test_a_closed_project_keeps_nobody_waiting(bench: Bench) -> None:
    """Who waits for a project that is closed hears so, and its job is given up."""
    await bench.begin()
    waiting = asyncio.ensure_future(bench.task.current())
    await asyncio.sleep(0)
    bench.task.close()
    with pytest.raises(JsonRpcContentModified):
        await asyncio.wait_for(waiting, DEADLINE)
    await asyncio.sleep(0)
    bench.let_go.set()
    assert bench.worker.stop()
    assert bench.given_up == ["first"]
    assert bench.delivered == []


async def test_a_thread_that_does_not_stop_is_not_waited_for(bench: Bench) -> None:
    """stop() says that the thread is still busy instead of waiting for ever."""
    await bench.begin()
    assert not bench.worker.stop(timeout=0.01)
