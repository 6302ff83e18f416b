"""What rules about async code and secrets say, on the real Cog server: disease and cure."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from .cog_server import CogServer
from .curing import cure, write

pytestmark = pytest.mark.runtime

LOOP = """
    async def answer(self, text: str) -> str:
        await asyncio.sleep(0.01)
        return text

    async def predict(self, how: str, path: str) -> str:
        if how == "nested":
            return asyncio.run(self.answer(path))
        with open(path, "a") as log:
            log.write("begin ")
        time.sleep(0.3)
        with open(path, "a") as log:
            log.write("end ")
        return await self.answer(path)
"""


def test_a_loop_in_a_loop_and_predictions_at_the_same_time(tmp_path: Path) -> None:
    project = write(tmp_path, LOOP)
    source = (project / "predict.py").read_text()
    (project / "predict.py").write_text(f"import asyncio\n{source}")

    def steps() -> list[str]:
        log = tmp_path / "log.txt"
        log.write_text("")
        with ThreadPoolExecutor(2) as pool:
            inputs = [{"how": "sleep", "path": str(log)}] * 2
            assert [p["status"] for p in pool.map(server.predict, inputs)] == ["succeeded"] * 2
        return log.read_text().split()

    with CogServer(project, env={"COG_MAX_CONCURRENCY": "2"}) as server:
        nested = server.predict({"how": "nested", "path": "a"})
        assert nested["status"] == "failed"
        assert "cannot be called from a running event loop" in (nested["error"] or "")
        assert steps() == ["begin", "end", "begin", "end"]

    cure(project, "asyncio-run-in-async", "blocking-in-async")
    with CogServer(project, env={"COG_MAX_CONCURRENCY": "2"}) as server:
        assert server.predict({"how": "nested", "path": "a"})["output"] == "a"
        assert steps() == ["begin", "begin", "end", "end"]


STEPS = """
    def step(self, path: str) -> None:
        end = time.monotonic() + 0.15
        while time.monotonic() < end:
            pass
        with open(path, "a") as log:
            log.write("x")

    async def predict(self, path: str, count: int) -> str:
        for _ in range(count):
            self.step(path)
        return path
"""


def test_an_async_prediction_that_never_awaits_cannot_be_canceled(tmp_path: Path) -> None:
    project = write(tmp_path, STEPS)
    log = tmp_path / "log.txt"

    def steps_of_a_canceled_one() -> int:
        log.write_text("")
        with CogServer(project) as server:
            inputs = {"path": str(log), "count": 10}
            assert server.predict_and_cancel(inputs, lambda: bool(log.read_text())) == "canceled"
            # It is answered when the one before is done.
            assert server.predict({"path": str(log), "count": 0})["status"] == "succeeded"
        return len(log.read_text())

    assert steps_of_a_canceled_one() == 10
    cure(project, "async-without-await")
    assert steps_of_a_canceled_one() < 10


SECRET = """
    def predict(self, key: Secret) -> str:
        print(f"with {key.get_secret_value()}")
        return "done"
"""


def test_a_secret_in_the_log(tmp_path: Path) -> None:
    project = write(tmp_path, SECRET)
    source = (project / "predict.py").read_text().replace("Path\n", "Path, Secret\n", 1)
    (project / "predict.py").write_text(source)

    def logs() -> str:
        with CogServer(project) as server:
            return server.predict({"key": "sesame"})["logs"]

    assert logs() == "with sesame\n"
    cure(project, "secret-logged")
    assert logs() == "with **********\n"
