"""An async prediction makes a blocking call.

## What it does

Reports `time.sleep`, `requests`, `urllib.request.urlopen`, functions of `httpx` and `replicate`
that have an async counterpart, `subprocess.run` and similar calls, and models of transformers,
diffusers and torch, if an `async` `predict()` (or `run()`) runs them on the event loop. Calls that
are passed to `asyncio.to_thread` or to an executor are not reported.

It is a warning if several predictions may run at once, otherwise information.

## Why it matters

All predictions of the container share one event loop. While a call blocks it, no other prediction
makes progress: with `@concurrent(max=3)`, three predictions that each sleep for a second take three
seconds each. A cancellation has no effect either: the caller is told `canceled` at once, but the
work continues to the end, and the next prediction waits for it.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
```

```python title=predict.py
import requests
from cog import BasePredictor, concurrent


class Predictor(BasePredictor):
    @concurrent(max=4)
    async def predict(self, url: str) -> str:
        return requests.get(url, timeout=10).text
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
```

```python title=predict.py
import asyncio

import requests
from cog import BasePredictor, concurrent


class Predictor(BasePredictor):
    @concurrent(max=4)
    async def predict(self, url: str) -> str:
        return (await asyncio.to_thread(requests.get, url, timeout=10)).text
```

## Fix

Awaits `asyncio.to_thread`, which keeps the log with its prediction, or `asyncio.sleep`. If plain
code of the project blocks, that code runs on the thread as a whole. Unsafe: other code runs in the
meantime. There is no fix for a model: `with torch.no_grad()` has no effect on another thread.

## Sources

- [Cog: async predictors](https://cog.run/python/)
- On Cog 0.23's server: three predictions at once that each call `time.sleep(1)` finish after 3.2 s;
  with `await asyncio.to_thread(time.sleep, 1)`, after 1.3 s. A canceled one that sleeps ten times
  sleeps all ten times.
- [Python: `asyncio.to_thread`](https://docs.python.org/3/library/asyncio-task.html)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import predictions_at_once
from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent
from cog_lsp.rules.behavior._loop import SLEEP, Turn, blocking_calls, model_calls
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import RunOnThread
from cog_lsp.rules.rule import Report, rule

_CAUTION = "other code runs while this waits"


@rule(
    code="COG451",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Awaits `asyncio.to_thread`, or `asyncio.sleep`.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each call that keeps the event loop of a prediction busy."""
    at_once = predictions_at_once(project)
    found = [(event, turn, True) for event, turn in blocking_calls(project)]
    found += [(event, turn, False) for event, turn in model_calls(project)]
    for event, turn, can_move in found:
        waits = (
            f"the {at_once} predictions that may run at once wait for each other"
            if at_once > 1
            else "a canceled prediction keeps running until it is done"
        )
        path = event.frame.path
        name = event.name or project.documents[path].slice(event.node.func.span)
        function = turn.frame.function
        assert function is not None
        yield Report(
            path,
            event.node.span,
            f"`{name}()` blocks the event loop, so {waits}; await it on a thread with "
            "`asyncio.to_thread`",
            key=name,
            related=()
            if turn.call is event.node
            else (Related(turn.frame.path, turn.call.span, f"{function.name}() calls it here"),),
            plans=(_plan(event, turn),) if can_move else (),
            severity=None if at_once > 1 else Severity.INFORMATION,
        )


def _plan(event: CallEvent, turn: Turn) -> RunOnThread:
    is_sleep = event.name == SLEEP and turn.call is event.node
    return RunOnThread(
        turn.frame.path,
        turn.call.span,
        awaitable="asyncio.sleep" if is_sleep else "",
        caution=_CAUTION,
    )
