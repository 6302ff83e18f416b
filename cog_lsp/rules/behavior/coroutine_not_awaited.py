"""An async function is called without `await`, so it never runs.

## What it does

Reports a statement that calls an `async` function of the project, or `asyncio.sleep`, without
`await`, in code that `setup()` or the prediction leads to.

## Why it matters

Calling an async function only creates a coroutine. Without `await` its body never runs: a model is
not loaded, a file is not written. The only sign of it is `RuntimeWarning: coroutine … was never
awaited` somewhere in the log.

## Example

```python title=predict.py
import asyncio

from cog import BasePredictor


class Predictor(BasePredictor):
    async def store(self, text: str) -> None:
        await asyncio.sleep(0.1)
        self.text = text

    async def predict(self, text: str) -> str:
        self.store(text)
        return self.text
```

## Use instead

```python title=predict.py
import asyncio

from cog import BasePredictor


class Predictor(BasePredictor):
    async def store(self, text: str) -> None:
        await asyncio.sleep(0.1)
        self.text = text

    async def predict(self, text: str) -> str:
        await self.store(text)
        return self.text
```

## Fix

Writes `await`, in an async function. Unsafe: code that never ran will now run.

## Sources

- On Cog 0.23's server, such a prediction succeeds; its log has Python's warning, but not what the
  coroutine should have printed.
- [Python: coroutines](https://docs.python.org/3/library/asyncio-task.html)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import Phase, trace_of
from cog_lsp.project.reached import functions_reached
from cog_lsp.project.results import callee_of
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import ReplaceText
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts
from cog_lsp.text import Span

_COROUTINES = frozenset(("asyncio.sleep", "asyncio.to_thread", "asyncio.wait_for"))
_TRANSPARENT = frozenset(("staticmethod", "classmethod", "abstractmethod", "override"))
_CAUTION = "code that never ran will now run"


@rule(code="COG453", severity=Severity.WARNING, since="0.2.0", fix="Writes `await`.")
def check(project: Project) -> Iterator[Report]:
    """One finding for each coroutine that is made and dropped."""
    entry = next((entry for entry in project.entry_points if entry.mode == "predict"), None)
    if entry is None:
        return
    phases = (Phase.SETUP, Phase.PREDICT)
    functions = dict.fromkeys(f for phase in phases for f in functions_reached(project, phase))
    # What the code alone does not tell: whose method `runner.work()` is in a function handed it.
    followed = {call.node: call.callee.obj for call in trace_of(project).calls}
    for function in functions:
        for statement in function.node.body:
            if isinstance(statement, py.FunctionDef | py.ClassDef):
                continue
            for node in py.walk_scope(statement):
                if not isinstance(node, py.ExprStmt) or not isinstance(node.value, py.Call):
                    continue
                callee = callee_of(project, entry, function, node.value) or followed.get(node.value)
                if not (_is_coroutine(callee) or _name(project, function, node) in _COROUTINES):
                    continue
                source = project.documents[function.path].slice(node.value.func.span)
                place = Span(node.span.start, node.span.start)
                plan = ReplaceText(
                    function.path, place, "await ", title="Write `await`", caution=_CAUTION
                )
                yield Report(
                    function.path,
                    node.value.span,
                    f"`{source}()` is async but is not awaited, so it never runs; write `await` "
                    "before it",
                    key=source,
                    plans=(plan,) if function.node.is_async else (),
                )


def _is_coroutine(callee: object) -> bool:
    return (
        isinstance(callee, FunctionFacts)
        and callee.node.is_async
        and not callee.is_generator
        and _TRANSPARENT.issuperset(callee.decorators)
    )


def _name(project: Project, function: FunctionFacts, node: py.ExprStmt) -> str | None:
    assert isinstance(node.value, py.Call)
    return project.qualified(project.python[function.path], node.value.func, function)
