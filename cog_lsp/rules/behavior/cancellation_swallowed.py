"""A bare except keeps a canceled prediction running.

## What it does

Reports `except:` and `except BaseException:` that do not raise again, in code that a synchronous
`predict()` (or `run()`) leads to, around slow work: a loop, a call of a model, a child process,
`time.sleep`, or a call of the project's own code that leads to one of these.

## Why it matters

Cog cancels a prediction by raising `CancelationException` in it. It is a `BaseException`, so
`except Exception` lets it pass. If it is caught, the work continues: the caller is told `canceled`
only when the work is done, the GPU is paid for until then, and the next prediction waits.

## Example

```python title=predict.py
import subprocess

from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> str:
        for attempt in range(3):
            try:
                return subprocess.check_output(["generate", prompt], text=True)
            except:
                print("trying again")
        raise RuntimeError("no answer")
```

## Use instead

```python title=predict.py
import subprocess

from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> str:
        for attempt in range(3):
            try:
                return subprocess.check_output(["generate", prompt], text=True)
            except Exception:
                print("trying again")
        raise RuntimeError("no answer")
```

## Fix

Writes `except Exception`. Unsafe: `SystemExit` and `KeyboardInterrupt` are then no longer caught.

## Sources

- `CancelationException` in Cog 0.23, a `BaseException`; a canceled prediction with a bare `except:`
  on its server runs to its end.
- [Cog: cancellation](https://cog.run/python/)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.loaders import match_loader
from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Frame, Phase, trace_of
from cog_lsp.project.reached import functions_reached
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import ReplaceText
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts
from cog_lsp.text import Span

_TAKES_TIME = ("subprocess.", "time.sleep", "os.system")
_CANCELATION = "CancelationException"
_LEAVING = frozenset(("sys.exit", "os._exit", "exit", "quit", "os.abort"))
_BARE = "except"


@rule(
    code="COG407",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Writes `except Exception`.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each handler that catches a cancellation and goes on."""
    entries = [entry for entry in project.entry_points if entry.mode == "predict"]
    # An async prediction is told by asyncio, and Cog does not wait for it.
    if not entries or any(entry.function.node.is_async for entry in entries):
        return
    slow = _slow_calls(project)
    for function in functions_reached(project, Phase.PREDICT):
        for statement in function.node.body:
            if isinstance(statement, py.FunctionDef | py.ClassDef):
                continue
            for node in py.walk_scope(statement):
                if isinstance(node, py.Try) and (work := _work(node, slow)) is not None:
                    yield from _of_try(project, function, node, work)


def _of_try(
    project: Project, function: FunctionFacts, node: py.Try, work: py.Node
) -> Iterator[Report]:
    facts = project.python[function.path]
    for handler in node.handlers:
        caught = _caught(project, function, handler)
        if _CANCELATION in {name.rpartition(".")[2] for name in caught}:
            return
        if caught and "BaseException" not in caught:
            continue
        if _ends(project, function, handler):
            return
        span = handler.type.span if handler.type is not None else _keyword(handler)
        text = "Exception" if handler.type is not None else f"{_BARE} Exception"
        plans: tuple[ReplaceText, ...] = ()
        if len(caught) < 2:
            caution = "`SystemExit` and `KeyboardInterrupt` are then no longer caught"
            title = "Catch Exception only"
            plans = (ReplaceText(function.path, span, text, title=title, caution=caution),)
        yield Report(
            function.path,
            span,
            "this also catches Cog's CancelationException, so a canceled prediction keeps running; "
            "use `except Exception`, or raise it again",
            key=" ".join(facts.document.slice(node.span).split())[:80],
            related=(Related(function.path, work.span, "this cannot be canceled"),),
            plans=plans,
        )
        return


def _caught(project: Project, function: FunctionFacts, handler: py.Handler) -> list[str]:
    """The names of what a handler catches; none for a bare ``except``."""
    if handler.type is None:
        return []
    inner = py.unparen(handler.type)
    types = inner.items if isinstance(inner, py.Sequence) else (inner,)
    facts = project.python[function.path]
    return [project.qualified(facts, expr, function) or "?" for expr in types]


def _ends(project: Project, function: FunctionFacts, handler: py.Handler) -> bool:
    """Whether the handler may raise, or end the process."""
    facts = project.python[function.path]
    return any(
        isinstance(node, py.Raise)
        or (isinstance(node, py.Call) and project.qualified(facts, node.func, function) in _LEAVING)
        for statement in handler.body
        for node in py.walk_scope(statement)
    )


def _keyword(handler: py.Handler) -> Span:
    return Span(handler.span.start, handler.span.start + len(_BARE))


def _slow_calls(project: Project) -> frozenset[py.Call]:
    """The calls of the prediction that take time, and those that lead to such a call or a loop."""
    trace = trace_of(project)
    followed = {done.frame.call for done in trace.returns}
    slow: set[py.Call] = set()
    looping: dict[FunctionFacts, bool] = {}
    for event in trace.calls:
        if event.phase is not Phase.PREDICT:
            continue
        takes_time = (
            event.name.startswith(_TAKES_TIME)
            or _is_of_model(event)
            # A function that was handed here: in such code, the model more often than not.
            or (not event.name and isinstance(event.node.func, py.Name))
        ) and event.node not in followed
        function = event.frame.function
        if function is not None and function not in looping:
            looping[function] = any(map(_has_loop, function.node.body))
        if takes_time:
            slow.add(event.node)
        if takes_time or (function is not None and looping[function]):
            slow.update(_way(event.frame))
    return frozenset(slow)


def _has_loop(statement: py.Stmt) -> bool:
    return any(isinstance(node, py.For | py.While) for node in py.walk_scope(statement))


def _way(frame: Frame) -> Iterator[py.Call]:
    """The calls that led into ``frame``."""
    current: Frame | None = frame
    while current is not None:
        if current.call is not None:
            yield current.call
        current = current.parent


def _is_of_model(event: CallEvent) -> bool:
    """Whether what is called is a loaded model, or a method of one."""
    held = event.callee.loads
    if event.receiver is not None:
        held = held | event.receiver.loads
    loaders = (match_loader(call.name) for call in held if call.name)
    return any(loader is not None and loader.kind == "weights" for loader in loaders)


def _work(node: py.Try, slow: frozenset[py.Call]) -> py.Node | None:
    """The first thing in the ``try`` that takes time."""
    for statement in node.body:
        for inner in py.walk_scope(statement):
            if isinstance(inner, py.For | py.While) or inner in slow:
                return inner
    return None
