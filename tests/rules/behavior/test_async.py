"""COG447 and COG450 to COG453: what an async prediction does with the event loop."""

from __future__ import annotations

import pytest

from cog_lsp.rules.behavior import (
    async_without_await,
    asyncio_run_in_async,
    blocking_in_async,
    coroutine_not_awaited,
    empty_cache_in_loop,
)
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Rule

from .support import CONFIG, found, mended, predictor, shown

TOP = """\
import asyncio
import asyncio as aio
from asyncio import run as start
import functools
import requests
import requests as web
from time import sleep
from requests import get
import fetching
"""
HELPERS = """\
def setup(self):
    self.m = AutoModel.from_pretrained(MODEL)
async def work(self, x):
    await asyncio.sleep(0.1)
    return x
async def busy(self, x):
    return self.m(x)
@asyncio.shield
async def guarded(self, x):
    return self.m(x)
def plain(self, x):
    return requests.get(x).text
def start_it(self, x):
    return asyncio.run(self.work(x))
"""
FETCHING = "import requests as r\n\ndef fetch(u):\n    return r.get(u)\n"
CONCURRENT = CONFIG + "concurrency:\n  max: 4\n"


def body(lines: str, kind: str = "async def") -> str:
    indented = "".join(f"    {line}\n" for line in lines.splitlines())
    return f"{HELPERS}{kind} predict(self, x: str) -> str:\n{indented}    return x"


def seen(rule: Rule, lines: str, kind: str = "async def") -> list[str]:
    return found(rule, predictor(body(lines, kind), top=TOP, fetching=FETCHING))


def after(rule: Rule, lines: str) -> str:
    """The lines of predict after the fix."""
    made = mended(rule, predictor(body(lines), top=TOP, fetching=FETCHING))
    text = made.documents["predict.py"].text
    lines = text.partition("def predict(self, x: str) -> str:\n")[2]
    return "\n".join(line[8:] for line in lines.splitlines()[:-1])


STARTS = {
    "asyncio.run": ("y = asyncio.run(self.work(x))", "y = await self.work(x)"),
    "by an alias": ("y = aio.run(self.work(x))", "y = await self.work(x)"),
    "imported by name": ("y = start(self.work(x))", "y = await self.work(x)"),
    "its result at once": ("y = asyncio.run(self.work(x)).text", "y = (await self.work(x)).text"),
    "in a with": ("with open(x):\n    y = start(self.work(x))",
                  "with open(x):\n    y = await self.work(x)"),
    "behind a test of an input": (
        "if x:\n    start(self.work(x))", "if x:\n    await self.work(x)"
    ),
    "the loop that runs": (
        "asyncio.get_event_loop().run_until_complete(self.work(x))", "await self.work(x)"
    ),
    "a loop of its own": (
        "loop = asyncio.new_event_loop()\nloop.run_until_complete(self.work(x))",
        "loop = asyncio.new_event_loop()\nawait self.work(x)",
    ),
    "raised again": (
        "try:\n    start(self.work(x))\nexcept Exception as e:\n    raise ValueError from e",
        "try:\n    await self.work(x)\nexcept Exception as e:\n    raise ValueError from e",
    ),
}  # fmt: skip
STARTS_NOT = {
    "on a thread": "await asyncio.to_thread(self.start_it, x)",
    "on a thread, in a lambda": "await asyncio.to_thread(lambda: asyncio.run(self.work(x)))",
    "where there is none": "try:\n    asyncio.get_running_loop()\nexcept RuntimeError:\n"
                           "    asyncio.run(self.work(x))",
    "caught": "try:\n    asyncio.run(self.work(x))\nexcept RuntimeError:\n    await self.work(x)",
    "behind a test": "if not asyncio.get_event_loop().is_running():\n    asyncio.run(self.work(x))",
    "with nest_asyncio": "import nest_asyncio\nasyncio.run(self.work(x))",
    "another run": "self.m.run(x)",
}  # fmt: skip


@pytest.mark.parametrize(("lines", "mended_lines"), STARTS.values(), ids=STARTS.keys())
def test_a_loop_in_a_running_one(lines: str, mended_lines: str) -> None:
    assert len(seen(asyncio_run_in_async.check, lines)) == 1
    assert after(asyncio_run_in_async.check, lines) == mended_lines


def test_a_loop_in_plain_code_of_an_async_prediction() -> None:
    assert seen(asyncio_run_in_async.check, "self.start_it(x)") == [
        "predict.py:asyncio.run(self.work(x))"
    ]


@pytest.mark.parametrize("lines", STARTS_NOT.values(), ids=STARTS_NOT.keys())
def test_a_loop_that_may_start(lines: str) -> None:
    assert seen(asyncio_run_in_async.check, lines) == []


def test_an_async_setup_has_a_loop_too() -> None:
    for kind, count in (("async def", 1), ("def", 0)):
        made = predictor(
            f"{kind} setup(self):\n    self.m = asyncio.run(load())\n"
            "def predict(self, x: str) -> str:\n    return x",
            top="import asyncio\nasync def load():\n    return 1\n",
        )
        assert len(shown(asyncio_run_in_async.check, made)) == count


PLAIN = {
    "asyncio.get_event_loop().run_until_complete(self.work(x))": 1,
    "loop = asyncio.get_event_loop()\nloop.run_until_complete(self.work(x))": 1,
    "loop = asyncio.new_event_loop()\nloop.run_until_complete(self.work(x))": 0,
    "asyncio.set_event_loop(asyncio.new_event_loop())\n"
    "asyncio.get_event_loop().run_until_complete(self.work(x))": 0,
    "asyncio.run(self.work(x))": 0,
}


@pytest.mark.parametrize(("lines", "count"), PLAIN.items())
def test_a_plain_prediction_is_on_a_thread_without_a_loop(lines: str, count: int) -> None:
    assert len(seen(asyncio_run_in_async.check, lines, "def")) == count


BLOCKS = {
    "sleep": ("time.sleep(1)", "await asyncio.sleep(1)"),
    "imported by name": ("sleep(float(x))", "await asyncio.sleep(float(x))"),
    "a request": ("y = requests.get(x)", "y = await asyncio.to_thread(requests.get, x)"),
    "by an alias": ("y = web.get(x).text", "y = (await asyncio.to_thread(web.get, x)).text"),
    "a request by name": ("y = get(x)", "y = await asyncio.to_thread(get, x)"),
    "over several lines": (
        "subprocess.run(\n    ['a', x],  # why\n    check=True,\n)",
        "await asyncio.to_thread(subprocess.run,\n    ['a', x],  # why\n    check=True,\n)",
    ),
    "in a helper": ("y = self.plain(x)", "y = await asyncio.to_thread(self.plain, x)"),
    "in another module": (
        "y = fetching.fetch(x)[0]", "y = (await asyncio.to_thread(fetching.fetch, x))[0]"
    ),
    "in a with": (
        "with open(x) as f:\n    os.system(x)",
        "with open(x) as f:\n    await asyncio.to_thread(os.system, x)",
    ),
    "in a list comprehension": (
        "y = [get(u) for u in x]", "y = [await asyncio.to_thread(get, u) for u in x]"
    ),
}  # fmt: skip
WAITS = {
    "on a thread": "y = await asyncio.to_thread(requests.get, x)",
    "a helper on a thread": "y = await asyncio.to_thread(self.plain, x)",
    "on an executor": (
        "loop = asyncio.get_running_loop()\ny = await loop.run_in_executor(None, self.plain, x)"
    ),
    "in a lambda": "y = await asyncio.to_thread(lambda: requests.get(x))",
    "asyncio's own": "await asyncio.sleep(1)",
    "a tick": "time.sleep(0.01)",
    "another get": "y = x.get(1)",
}


@pytest.mark.parametrize(("lines", "mended_lines"), BLOCKS.values(), ids=BLOCKS.keys())
def test_a_call_that_blocks(lines: str, mended_lines: str) -> None:
    assert len(seen(blocking_in_async.check, lines)) == 1
    assert after(blocking_in_async.check, lines) == mended_lines
    assert seen(blocking_in_async.check, lines, "def") == []


@pytest.mark.parametrize("lines", WAITS.values(), ids=WAITS.keys())
def test_a_call_that_does_not(lines: str) -> None:
    assert seen(blocking_in_async.check, lines) == []


@pytest.mark.parametrize("rule", [blocking_in_async.check, async_without_await.check])
def test_it_is_worse_where_several_run_at_once(rule: Rule) -> None:
    lines = "time.sleep(1)" if rule is blocking_in_async.check else "self.m(x)"
    for config, severity in ((CONFIG, Severity.INFORMATION), (CONCURRENT, Severity.WARNING)):
        made = predictor(body(lines), top=TOP, config=config, fetching=FETCHING)
        assert [finding.severity for finding in rule.run(made)] == [severity]


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        ("y = self.m(x)", 1),
        ("await self.work(x)", 0),
        ("await self.busy(x)", 1),
        ("await self.busy(x)\nawait self.work(x)", 0),
        ("await self.guarded(x)", 0),
        ("async with self.m as m:\n    m(x)", 0),
        ("y = [z async for z in self.m(x)]", 0),
        ("time.sleep(1)", 0),
        ("print(x)", 0),
    ],
)
def test_an_async_prediction_that_never_awaits(lines: str, count: int) -> None:
    assert seen(async_without_await.check, lines) == ["predict.py:predict"] * count
    assert seen(async_without_await.check, lines, "def") == []


def test_it_is_made_plain_where_one_runs_at_a_time() -> None:
    made = mended(async_without_await.check, predictor(body("self.m(x)"), top=TOP, fetching=""))
    assert "\n    def predict(self" in made.documents["predict.py"].text
    for text in (
        body("self.m(x)").replace("-> str", "-> AsyncIterator[str]").replace("return x", "yield x"),
        body("self.m(x)") + "\nasync def twice(self):\n    await self.predict('x')\n",
        body("await self.busy(x)"),
    ):
        (finding,) = async_without_await.check.run(predictor(text, top=TOP, fetching=""))
        assert finding.plans == ()


DROPPED = {
    "a method": ("self.work(x)", 1),
    "asyncio.sleep": ("asyncio.sleep(1)", 1),
    "by an alias": ("aio.sleep(1)", 1),
    "a function": ("later(x)", 1),
    "of another file": ("fetching.later(x)", 1),
    "by a name that it is given": ("do = self.work\ndo(x)", 1),
    "in a with": ("with open(x):\n    self.work(x)", 1),
    "awaited": ("await self.work(x)", 0),
    "a task": ("asyncio.create_task(self.work(x))", 0),
    "kept for later": ("w = self.work(x)\nawait w", 0),
    "gathered": ("await asyncio.gather(self.work(x), later(x))", 0),
    "plain": ("self.plain(x)", 0),
    "started by its decorator": ("task(x)", 0),
}
LATER = "async def later(x):\n    print(x)\n@background\nasync def task(x):\n    print(x)\n"


@pytest.mark.parametrize(("lines", "count"), DROPPED.values(), ids=DROPPED.keys())
def test_a_coroutine_that_is_dropped(lines: str, count: int) -> None:
    made = predictor(body(lines), top=TOP + LATER, fetching="async def later(x):\n    pass\n")
    assert len(shown(coroutine_not_awaited.check, made)) == count
    text = mended(coroutine_not_awaited.check, made).documents["predict.py"].text
    assert count == 0 or f"await {lines.splitlines()[-1].strip()}" in text


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        ("for i in x:\n    torch.cuda.empty_cache()", 1),
        ("for i in x:\n    self.free()", 1),
        ("torch.cuda.empty_cache()", 0),
        ("for i in x:\n    if i:\n        torch.cuda.empty_cache()", 0),
    ],
)
def test_a_cache_that_is_emptied_in_a_loop(lines: str, count: int) -> None:
    helper = "def free(self):\n    torch.cuda.empty_cache()\n"
    made = predictor(helper + body(lines, "def"), top=TOP, fetching="")
    assert shown(empty_cache_in_loop.check, made) == ["torch.cuda.empty_cache()"] * count


MODELS = {
    "self.m(x)": 1,
    "self.m.generate(x)": 1,
    "self.call(x)": 1,
    "with torch.no_grad():\n    self.m(x)": 1,
    "self.m.config(x)": 0,
    "await asyncio.to_thread(self.m, x)": 0,
    "await asyncio.to_thread(self.call, x)": 0,
    "await asyncio.to_thread(lambda: self.m(x))": 0,
}


@pytest.mark.parametrize(("lines", "count"), MODELS.items())
def test_a_model_that_blocks(lines: str, count: int) -> None:
    text = "def call(self, x):\n    return self.m(x)\n" + body(f"await self.work(x)\n{lines}")
    found = list(blocking_in_async.check.run(predictor(text, top=TOP, fetching=FETCHING)))
    assert [finding.plans for finding in found] == [()] * count
    without = predictor(text.replace("await self.work(x)\n", "\n", 1), top=TOP, fetching=FETCHING)
    if "await" not in lines:
        # Then the whole method is the finding, of another rule.
        assert list(blocking_in_async.check.run(without)) == []
