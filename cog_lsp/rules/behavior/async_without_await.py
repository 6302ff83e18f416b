"""An async prediction never awaits.

## What it does

Reports an `async` `predict()` (or `run()`) that does its work without a single `await`, `async for`
or `async with`, or that awaits only functions of the project that never await either. If it calls
something that is known to block, [blocking-in-async](blocking-in-async.md) reports that instead.

It is a warning if several predictions may run at once, otherwise information.

## Why it matters

Such a function holds the event loop from its first line to its last. Predictions that may run at
once run one after another. A cancellation has no effect either: the caller is told `canceled`, but
the work continues to the end, and the next prediction waits for it. A plain `def` is interrupted.

## Example

```python title=predict.py
from cog import BasePredictor
from transformers import pipeline


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.pipe = pipeline("text-generation", "org/small")

    async def predict(self, prompt: str) -> str:
        return self.pipe(prompt)[0]["generated_text"]
```

## Use instead

```python title=predict.py
from cog import BasePredictor
from transformers import pipeline


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.pipe = pipeline("text-generation", "org/small")

    def predict(self, prompt: str) -> str:
        return self.pipe(prompt)[0]["generated_text"]
```

## Fix

Removes `async`, if predictions run one at a time and nothing else awaits the method. Unsafe: a
plain method runs on a thread of its own.

## Sources

- [Cog: async predictors](https://cog.run/python/)
- On Cog 0.23's server, a canceled async prediction of ten steps without `await` runs all ten, and
  the next one finishes 2.6 s later; a plain one stops at the third, and the next one finishes after
  0.4 s.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import predictions_at_once
from cog_lsp.project import Project
from cog_lsp.project.behavior import Phase, trace_of
from cog_lsp.project.project import EntryPoint
from cog_lsp.rules.behavior._loop import blocking_calls, may_wait, waiting_words
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import ReplaceText
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py
from cog_lsp.text import Span

_CHEAP = frozenset(
    ("print", "str", "int", "float", "len", "range", "list", "dict", "cog.Path", "pathlib.Path")
)
_NEVER, _ONLY = "never awaits", "only awaits code that never does"
_CAUTION = "a plain method runs on a thread of its own"


@rule(code="COG452", severity=Severity.WARNING, since="0.2.0", fix="Removes `async`.")
def check(project: Project) -> Iterator[Report]:
    """One finding at each async prediction that keeps the loop to itself."""
    at_once = predictions_at_once(project)
    blocks = next(blocking_calls(project), None) is not None
    for entry in project.entry_points:
        function = entry.function
        if entry.mode != "predict" or blocks or not function.node.is_async:
            continue
        if may_wait(project, entry, function) or not _works(project, entry):
            continue
        awaits = waiting_words(project, function)
        problem = (
            f"the {at_once} predictions that may run at once run one after another"
            if at_once > 1
            else "a canceled prediction runs to its end"
        )
        yield Report(
            function.path,
            function.node.name_span,
            f"`async def {function.name}` {_ONLY if awaits else _NEVER}, so {problem}; await slow "
            "work with `asyncio.to_thread`, or make it a plain `def`",
            key=function.qualname,
            plans=tuple(_plans(project, entry)) if at_once < 2 and not awaits else (),
            severity=None if at_once > 1 else Severity.INFORMATION,
        )


def _works(project: Project, entry: EntryPoint) -> bool:
    """Whether it calls anything that may take time."""
    return any(
        call.phase is Phase.PREDICT
        and call.frame.function is entry.function
        and call.frame.parent is None
        and call.name not in _CHEAP
        for call in trace_of(project).calls
    )


def _plans(project: Project, entry: EntryPoint) -> Iterator[ReplaceText]:
    """The plan that makes it a plain method, where nobody relies on its being async."""
    node = entry.function.node
    text = project.documents[entry.function.path].text
    keyword = Span(node.span.start, text.find("def", node.span.start))
    words = text[keyword.start : keyword.end].split()
    is_async_output = node.returns is not None and "Async" in text[
        node.returns.span.start : node.returns.span.end
    ]  # fmt: skip
    if words != ["async"] or entry.function.is_generator or is_async_output:
        return
    awaited = (
        py.dotted(inner.value.func)
        for facts in project.python.values()
        for inner in py.walk(facts.tree)
        if isinstance(inner, py.Await) and isinstance(inner.value, py.Call)
    )
    if any((name or "").rpartition(".")[2] == node.name for name in awaited):
        return
    yield ReplaceText(
        entry.function.path, keyword, "", title="Make it a plain method", caution=_CAUTION
    )
