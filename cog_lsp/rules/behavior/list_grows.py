"""A list on self grows with every prediction.

## What it does

Reports `self.items.append(...)`, `.extend`, `.insert` or `.add` in the prediction, and the same on
a module-level list or on one of an object that the runner holds (`self.state.items`), if the list
was created before the first request and nothing ever empties or replaces it. A `deque` with a
`maxlen` is not reported, nor is a call behind a check of the list.

## Why it matters

The list lives as long as the container. What it holds is never freed, so the container eventually
runs out of memory; and if it is part of the result, callers get what others have sent.

## Example

```python title=predict.py
from cog import BasePredictor


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.frames = []

    def predict(self, words: str) -> list[str]:
        for word in words.split():
            self.frames.append(word)
        return self.frames
```

## Use instead

```python title=predict.py
from cog import BasePredictor


class Predictor(BasePredictor):
    def setup(self) -> None:
        pass

    def predict(self, words: str) -> list[str]:
        frames = []
        for word in words.split():
            frames.append(word)
        return frames
```

## Fix

Empties it at the start of the method, if predictions run one at a time. Unsafe: the list may be
meant to remember earlier predictions.

## Sources

- On Cog 0.23's server, the second of two predictions that append to a list on self also returns
  what the first one appended.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import predictions_at_once
from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Origin, Phase, trace_of
from cog_lsp.project.behavior.calls import RUNNERS
from cog_lsp.rules.behavior._lasting import made_once
from cog_lsp.rules.behavior._shared import named_last
from cog_lsp.rules.behavior._statements import at_start
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import ReplaceText
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py

_GROWS = frozenset(("append", "extend", "insert", "add", "appendleft", "extendleft"))
_EMPTIES = frozenset(("clear", "pop", "popleft", "popitem", "remove", "discard"))
_MAKERS = frozenset(("list", "set", "collections.deque"))
_CAUTION = "the list may be meant to remember earlier predictions"


@rule(
    code="COG442",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Empties it at the start of the method.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each list, where it first grows."""

    def is_list(path: str, value: py.Expr) -> bool:
        return _is_list(project, path, value)

    seen: set[str] = set()
    for call in trace_of(project).calls:
        func = py.unparen(call.node.func)
        if call.phase is not Phase.PREDICT or not isinstance(func, py.Attribute):
            continue
        name = py.dotted(func.value)
        if func.attr not in _GROWS or name is None or name in seen or not _happens(call, name):
            continue
        made = made_once(project, call.frame, func.value, is_list)
        if made is None or _is_emptied(project, name.rpartition(".")[2]):
            continue
        seen.add(name)
        path, place = made
        yield Report(
            call.frame.path,
            func.span,
            f"`{name}` grows with every prediction, and nothing empties it; keep it in a local "
            "variable",
            key=name,
            related=(Related(path, place.span, "it is created here, once"),),
            plans=tuple(_plans(project, name)) if call.frame.runner or "." not in name else (),
        )


def _happens(call: CallEvent, name: str) -> bool:
    """Whether no condition asks for anything but the request; least of all for the list."""
    return all(
        guard.kind == "if"
        and guard.inputs
        and not guard.origin & Origin.STATE
        and guard.test is not None
        and not any(
            isinstance(node, py.Name | py.Attribute) and py.dotted(node) == name
            for node in py.walk(guard.test)
        )
        for guard in call.guards
    )


def _is_list(project: Project, path: str, value: py.Expr) -> bool:
    value = py.unparen(value)
    if isinstance(value, py.Sequence):
        return value.kind in ("list", "set")
    if isinstance(value, py.Call):
        name = project.qualified(project.python[path], value.func)
        bounded = value.keyword("maxlen") is not None or value.positional(1) is not None
        return name in _MAKERS and not bounded
    return False


def _is_emptied(project: Project, attr: str) -> bool:
    """Whether code anywhere takes something out, or makes the list anew after the start."""
    for facts in project.python.values():
        for function in facts.functions.values():
            if function.name in ("setup", "__init__"):
                continue
            for node in py.walk(function.node):
                targets: tuple[py.Expr, ...] = ()
                if isinstance(node, py.Assign | py.Delete):
                    targets = node.targets
                elif isinstance(node, py.Call) and isinstance(node.func, py.Attribute):
                    if node.func.attr in _EMPTIES and named_last(node.func.value) == attr:
                        return True
                    if node.func.attr in RUNNERS and any(
                        named_last(arg.value) == attr for arg in node.args
                    ):
                        return True
                for target in targets:
                    inner = target.value if isinstance(target, py.Subscript) else target
                    if named_last(inner) == attr:
                        return True
    return False


def _plans(project: Project, name: str) -> Iterator[ReplaceText]:
    """The plan that empties the list when a prediction begins."""
    entry = next((entry for entry in project.entry_points if entry.mode == "predict"), None)
    owner = name.partition(".")[0] if "." in name else None
    if entry is None or predictions_at_once(project) > 1:
        return
    if owner is not None and entry.function.first_param != owner:
        return
    statement = f"{name}.clear()"
    plan = at_start(project, entry.function, statement, f"Begin with `{statement}`", _CAUTION)
    if plan is not None:
        yield plan
