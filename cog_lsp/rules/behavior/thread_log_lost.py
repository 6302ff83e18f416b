"""What a thread of an async prediction prints goes to the container's log.

## What it does

Reports, in an async `predict()` (or `run()`), a function that prints and is run by
`threading.Thread`, `run_in_executor` or the `submit` of an executor.

## Why it matters

Several predictions run at once, so Cog remembers in a context variable which of them output belongs
to. New threads do not inherit it, so what they print is in nobody's `prediction.logs`.
`asyncio.to_thread` passes the context on.

## Example

```python title=predict.py
import asyncio

from cog import BasePredictor


def work(prompt: str) -> str:
    print(f"working on {prompt}")
    return prompt.upper()


class Predictor(BasePredictor):
    async def predict(self, prompt: str) -> str:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(None, work, prompt)
```

## Use instead

```python title=predict.py
import asyncio

from cog import BasePredictor


def work(prompt: str) -> str:
    print(f"working on {prompt}")
    return prompt.upper()


class Predictor(BasePredictor):
    async def predict(self, prompt: str) -> str:
        return await asyncio.to_thread(work, prompt)
```

## Fix

Calls `asyncio.to_thread` instead of `run_in_executor(None, …)`, if `asyncio` is imported. Unsafe:
the thread then sees the context variables of the prediction.

## Sources

- Cog 0.23: of three functions that print, only the one run by `asyncio.to_thread` is in the logs.
- `crates/coglet-python/src/log_writer.rs` in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Frame, Phase, trace_of
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import ReplaceText
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.syntax import python_tree as py
from cog_lsp.text import Span

_RUNNERS = frozenset(("Thread", "Timer", "run_in_executor", "submit"))


@rule(
    code="COG416",
    severity=Severity.INFORMATION,
    since="0.2.0",
    fix="Calls `asyncio.to_thread`.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each call that sends printing code to a thread of its own."""
    entries = [entry for entry in project.entry_points if entry.mode == "predict"]
    if not any(entry.function.node.is_async for entry in entries):
        return
    seen: set[py.Call] = set()
    for event in trace_of(project).calls:
        if event.phase is not Phase.PREDICT or event.name != "print":
            continue
        frame = _sent(event.frame)
        if frame is None or frame.call is None or frame.parent is None or frame.call in seen:
            continue
        seen.add(frame.call)
        yield _report(project, event, frame.parent, frame.call)


def _sent(frame: Frame) -> Frame | None:
    """The frame on the way to ``frame`` that another thread runs."""
    current: Frame | None = frame
    while current is not None:
        func = py.unparen(current.call.func) if current.call is not None else None
        name = (py.dotted(func) or "").rpartition(".")[2] if func is not None else ""
        if isinstance(func, py.Attribute):
            name = func.attr
        if name in _RUNNERS:
            return current
        current = current.parent
    return None


def _report(project: Project, event: CallEvent, frame: Frame, call: py.Call) -> Report:
    document = project.documents[frame.path]
    func = py.unparen(call.func)
    plans: tuple[ReplaceText, ...] = ()
    first = call.positional(0)
    second = call.positional(1)
    if (
        isinstance(func, py.Attribute)
        and func.attr == "run_in_executor"
        and isinstance(first, py.Constant)
        and first.value is None
        and second is not None
        and frame.facts.imports.get("asyncio") is not None
    ):
        plans = (
            ReplaceText(
                frame.path,
                Span(call.func.span.start, second.span.start),
                "asyncio.to_thread(",
                title="Call asyncio.to_thread",
                caution="the thread then sees the context variables of the prediction",
            ),
        )
    return Report(
        frame.path,
        call.span,
        "what this thread prints is in no prediction's logs, because a new thread does not know "
        "which one it belongs to; use asyncio.to_thread(), which passes that on",
        key=shortened(document.slice(call.span)),
        related=(Related(event.frame.path, event.node.span, "this is printed on the thread"),),
        plans=plans,
    )
