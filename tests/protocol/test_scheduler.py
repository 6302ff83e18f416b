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
        self.reader = Worker("reader")
        self.worker = Worker("checker")
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
        self.read: list[str] = []
        self.task: ProjectTask[str, str] = ProjectTask(
            self.reader,
            self.worker,
            self.ready,
            self._reading,
            self._check,
            self.delivered.append,
            self.failed.append,
        )

    def _reading(self) -> Callable[[Cancelled], str]:
        state = self.state

        def job(cancelled: Cancelled) -> str:
            self.read.append(state)
            if state == "unreadable":
                raise ZeroDivisionError
            return state

        return job

    def _check(self, state: str) -> Callable[[Cancelled], str]:
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
    assert bench.reader.stop()
    assert bench.given_up == ["first"]
    assert bench.delivered == []


async def test_a_thread_that_does_not_stop_is_not_waited_for(bench: Bench) -> None:
    """stop() says that the thread is still busy instead of waiting for ever."""
    await bench.begin()
    assert not bench.worker.stop(timeout=0.01)


async def test_a_snapshot_waits_for_no_check(bench: Bench) -> None:
    """While an older state is being checked and the pause is not over, the newest is read."""
    await bench.begin()
    bench.state = "second"
    bench.task.touch(NEVER)
    assert await asyncio.wait_for(bench.task.snapshot(), DEADLINE) == "second"
    assert bench.begun == ["first"]
    assert bench.delivered == []


async def test_a_state_is_read_once(bench: Bench) -> None:
    """Whoever asks, and the check that follows, get the same value."""
    bench.let_go.set()
    bench.task.touch(NEVER)
    assert await bench.task.snapshot() == "first"
    assert await bench.task.snapshot() == "first"
    assert await bench.task.current() == "first"
    assert bench.read == ["first"]


async def test_who_asked_gets_the_state_of_that_moment(bench: Bench) -> None:
    """A change after the question leaves its answer; one without a question is not read."""
    bench.task.touch(NEVER)
    waiting = asyncio.ensure_future(bench.task.snapshot())
    await asyncio.sleep(0)
    for state in ("second", "third"):
        bench.state = state
        bench.task.touch(NEVER)
        await asyncio.sleep(0)
    assert await asyncio.wait_for(waiting, DEADLINE) == "first"
    assert await asyncio.wait_for(bench.task.snapshot(), DEADLINE) == "third"
    assert bench.read == ["first", "third"]


async def test_reading_that_breaks_down_is_told(bench: Bench) -> None:
    """Who waits for the text or for its findings gets an error; it is reported once."""
    bench.let_go.set()
    bench.state = "unreadable"
    bench.task.touch()
    for wanted in (bench.task.snapshot(), bench.task.current()):
        with pytest.raises(JsonRpcInternalError):
            await asyncio.wait_for(wanted, DEADLINE)
    assert [type(error) for error in bench.failed] == [ZeroDivisionError]


async def test_who_waits_for_the_pause_does_not_end_it(bench: Bench) -> None:
    """settled() gives the result in the end, but makes nothing hurry."""
    bench.let_go.set()
    bench.task.touch(NEVER)
    waiting = asyncio.ensure_future(bench.task.settled())
    assert await bench.task.snapshot() == "first"
    assert not waiting.done()
    assert await bench.task.current() == "first"
    assert await asyncio.wait_for(waiting, DEADLINE) == "first"
