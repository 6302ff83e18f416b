"""COG416: which threads print where nobody looks."""

from __future__ import annotations

import pytest

from cog_lsp.rules.behavior.thread_log_lost import check

from .support import mended, predictor, shown

TOP = (
    "import asyncio\nimport threading\n\n"
    "def work(x):\n    print(x)\n    return x\n\n"
    "def quiet(x):\n    return x\n\n"
    "def deep(x):\n    return work(x)\n"
)
LOST = (
    "await asyncio.get_running_loop().run_in_executor(None, work, x)",
    "await self.loop.run_in_executor(None, deep, x)",
    "threading.Thread(target=work, args=(x,)).start()",
    "self.pool.submit(work, x).result()",
)
KEPT = (
    "await asyncio.to_thread(work, x)",
    "work(x)",
    "await asyncio.get_running_loop().run_in_executor(None, quiet, x)",
    "self.pool.submit(quiet, x)",
)


def made_of(line: str, kind: str = "async def") -> str:
    return f"{kind} predict(self, x: str) -> str:\n    {line}\n    return x"


@pytest.mark.parametrize("line", LOST)
def test_lost(line: str) -> None:
    assert len(shown(check, predictor(made_of(line), TOP))) == 1


@pytest.mark.parametrize("line", KEPT)
def test_kept(line: str) -> None:
    assert shown(check, predictor(made_of(line), TOP)) == []


def test_one_prediction_at_a_time_has_its_threads() -> None:
    assert shown(check, predictor(made_of(LOST[2], "def"), TOP)) == []


def test_the_call_that_hands_the_context_on() -> None:
    text = mended(check, predictor(made_of(LOST[0]), TOP)).documents["predict.py"].text
    assert "        await asyncio.to_thread(work, x)\n" in text
