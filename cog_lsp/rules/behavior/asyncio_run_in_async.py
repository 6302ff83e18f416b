"""A second event loop is started inside a running one.

## What it does

Reports `asyncio.run()` and `run_until_complete()` if an `async` `predict()`, `run()` or `setup()`
leads to them, and `asyncio.get_event_loop().run_until_complete()` in a plain `predict()`, which
runs on a thread without an event loop. Calls that are passed to a thread, calls behind a check or
in an `except`, and projects that use nest_asyncio are not reported.

## Why it matters

Python always refuses this with a `RuntimeError`: every prediction fails, or the container does not
start.

## Example

```python title=predict.py
import asyncio

from cog import BasePredictor


class Predictor(BasePredictor):
    async def fetch(self, url: str) -> str:
        await asyncio.sleep(0.1)
        return url

    async def predict(self, url: str) -> str:
        return asyncio.run(self.fetch(url))
```

## Use instead

```python title=predict.py
import asyncio

from cog import BasePredictor


class Predictor(BasePredictor):
    async def fetch(self, url: str) -> str:
        await asyncio.sleep(0.1)
        return url

    async def predict(self, url: str) -> str:
        return await self.fetch(url)
```

## Fix

Writes `await` in an async function; in a plain one, `asyncio.run` instead of asking for the
thread's loop. Safe: the original code always failed.

## Sources

- On Cog 0.23's server: `asyncio.run() cannot be called from a running event loop`, and in a plain
  method `There is no current event loop in thread 'Dummy-1'`.
- [Python: `asyncio.run`](https://docs.python.org/3/library/asyncio-runner.html)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Frame, Phase, trace_of
from cog_lsp.rules.behavior._loop import turn_of
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import ReplaceText
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py

_RUN = frozenset(("asyncio.run", "asyncio.runners.run", "uvloop.run"))
_LOOPS = frozenset(("asyncio.get_event_loop", "asyncio.get_running_loop", "asyncio.new_event_loop"))
_UNTIL_COMPLETE = "run_until_complete"
_OF_THREAD = "asyncio.get_event_loop"
_SETS_LOOP = frozenset(("asyncio.set_event_loop", "nest_asyncio.apply"))


@rule(
    code="COG450",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Writes `await`, or `asyncio.run`.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each start of a loop that Python refuses."""
    calls = trace_of(project).calls
    if any(call.name in _SETS_LOOP for call in calls) or any(
        target.module == "nest_asyncio"
        for facts in project.python.values()
        for target in facts.imported_modules()
    ):
        return
    seen: set[py.Call] = set()
    for call in calls:
        if call.phase is Phase.IMPORT or call.node in seen or not _starts_loop(call):
            continue
        reason = _reason(call)
        if reason is None or not _surely_happens(call):
            continue
        seen.add(call.node)
        source = project.documents[call.frame.path].slice(call.node.func.span)
        yield Report(
            call.frame.path,
            call.node.span,
            f"`{source}()` raises a RuntimeError: {reason}",
            key=source,
            plans=tuple(_plans(project, call)),
        )


def _surely_happens(call: CallEvent) -> bool:
    """Whether no test on the way may have asked whether there is a loop, and nothing catches it."""
    return all(guard.kind == "if" and bool(guard.inputs) for guard in call.guards) and not any(
        isinstance(node, py.Try)
        and any(statement.span.contains(call.node.span) for statement in node.body)
        and any(not _raises(handler) for handler in node.handlers)
        for node in (py.walk(call.frame.function.node) if call.frame.function is not None else ())
    )


def _raises(handler: py.Handler) -> bool:
    return bool(handler.body) and isinstance(handler.body[-1], py.Raise)


def _starts_loop(call: CallEvent) -> bool:
    func = py.unparen(call.node.func)
    return call.name in _RUN or (isinstance(func, py.Attribute) and func.attr == _UNTIL_COMPLETE)


def _reason(call: CallEvent) -> str | None:
    """Why Python refuses the loop that ``call`` starts; ``None`` if it does not."""
    on_loop = turn_of(call) is not None
    if call.name in _RUN:
        return "the event loop is already running; use `await`" if on_loop else None
    made_by = {made.name for made in call.receiver.loads} if call.receiver is not None else set()
    if on_loop:
        return "an event loop is already running; use `await`" if made_by & _LOOPS else None
    is_of_thread = call.phase is Phase.PREDICT and made_by & _LOOPS == {_OF_THREAD}
    if is_of_thread and _is_called_there(call.frame):
        return "predictions run on a thread that has no event loop; use `asyncio.run`"
    return None


def _is_called_there(frame: Frame) -> bool:
    """Whether all the way from the prediction is plain code, so that it is the same thread."""
    current: Frame | None = frame
    while current is not None:
        if current.function is None or current.function.node.is_async:
            return False
        current = current.parent
    return True


def _plans(project: Project, call: CallEvent) -> Iterator[ReplaceText]:
    """The plan that awaits, or runs, the one thing that the call is given."""
    document = project.documents[call.frame.path]
    source = document.slice(call.node.span)
    given = call.node.positional(0)
    if given is None or len(call.node.args) != 1 or "#" in source:
        return
    function = call.frame.function
    text = document.slice(given.span)
    if function is None or not function.node.is_async:
        name = _name_of_run(call)
        func = py.unparen(call.node.func)
        asks_here = isinstance(func, py.Attribute) and isinstance(func.value, py.Call)
        if turn_of(call) is None and name is not None and asks_here:
            title = f"Use `{name}`"
            yield ReplaceText(call.frame.path, call.node.span, f"{name}({text})", title=title)
        return
    if not isinstance(given, py.Call | py.Name | py.Attribute):
        text = f"({text})"
    text = f"await {text}"
    if document.text[call.node.span.end : call.node.span.end + 1] in (".", "[", "("):
        text = f"({text})"
    yield ReplaceText(call.frame.path, call.node.span, text, title="Use `await`")


def _name_of_run(call: CallEvent) -> str | None:
    """How the file names ``asyncio.run``, if it can."""
    for name, target in call.frame.facts.imports.items():
        if target.level == 0 and target.qualified == "asyncio":
            return f"{name}.run"
    return None
