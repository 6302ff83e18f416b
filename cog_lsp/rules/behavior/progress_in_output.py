"""Progress or status text is part of the output instead of the log.

## What it does

Reports values that say how far the work is ("step 3 of 50", "40%", "Loading…", `{"progress": 0.4}`)
where they are yielded, or appended to the list that is returned, beside the real output.

It judges by what is handed over: text with a loop's counter and a total, with a word of progress or
a percentage; dictionaries of progress only; status phrases beside a payload of another kind.
Streams of tokens or items are left alone, and so is a function that yields nothing but such text.

## Why it matters

Each item that is yielded becomes part of `prediction.output`: clients get a list of strings with
the image somewhere in it, and have to tell them apart. What is printed goes to `prediction.logs`,
to webhooks that ask for `logs`, and, in one form, to `prediction.progress` of the official clients.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
```

```python title=predict.py
from typing import Iterator

from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def predict(self, steps: int) -> Iterator[str]:
        for i in range(steps):
            yield f"step {i + 1} of {steps}"
        yield Path("/tmp/out.png")
```

## Use instead

```python title=predict.py
from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def predict(self, steps: int) -> Path:
        for i in range(steps):
            print(f"{100 * (i + 1) // steps:3d}%|{'#' * 10}| {i + 1}/{steps}", flush=True)
        return Path("/tmp/out.png")
```

## Fix

Prints the progress in the one form that the official clients read, or logs it; where a single
payload is left, the iterator becomes a plain return. Unsafe, because the output changes.

## Sources

- The pattern of the clients: `Prediction.Progress` in replicate/replicate-python,
  `parseProgressFromLogs` in replicate/replicate-javascript.
- [Cog: streaming output](https://cog.run/python/)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cog_lsp.project import Project
from cog_lsp.project.outputs import OutputItem, output_of
from cog_lsp.rules.behavior._progress_text import GERUNDS, is_counted, template
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import LogProgress
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py

_STATUS = re.compile(
    rf"^\W*(?:(?:{GERUNDS})\b.*|(?:almost )?(?:done|finished|completed?|ready)[\s.!]*)$",
    re.IGNORECASE | re.DOTALL,
)
_PROGRESS_KEYS = frozenset(("progress", "percent", "percentage", "step", "current_step"))
_STATUS_KEYS = frozenset(
    ("status", "message", "stage", "phase", "total", "steps", "total_steps", "current", "eta",
     "elapsed", "type", "event", "timestamp")
)  # fmt: skip


@rule(
    code="COG403",
    severity=Severity.WARNING,
    since="0.1.0",
    fix="Prints the progress in the form that clients read, or logs it.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each item of a prediction's output that only says how far the work is."""
    for entry in project.entry_points:
        if entry.mode != "predict":
            continue
        output = output_of(project, entry)
        progress = [item for item in output.items if _is_progress(item, output.items)]
        payload = [item for item in output.items if item not in progress]
        # A function whose output is nothing but counting may well mean it.
        if payload or output.open:
            for item in progress:
                yield _report(project, item, progress, payload)


def _report(
    project: Project, item: OutputItem, progress: list[OutputItem], payload: list[OutputItem]
) -> Report:
    path = item.function.path
    verb = "appended to" if item.appended else "yielded into"
    source = " ".join(project.documents[path].slice(item.value.span).split())
    together = tuple(other.value.span for other in progress if other.function is item.function)
    return Report(
        path,
        item.value.span,
        f"progress is {verb} the output, where callers take it for a result; print it or log it, "
        "so that it reaches prediction.logs and the output is the payload alone",
        key=source,
        related=tuple(
            Related(other.function.path, other.value.span, "the payload is handed over here")
            for other in payload[-1:]
        ),
        plans=(
            LogProgress(path, item.function.qualname, together, "print"),
            LogProgress(path, item.function.qualname, together, "logging"),
        ),
    )


def _is_progress(item: OutputItem, items: Sequence[OutputItem]) -> bool:
    meaning = item.meaning
    if isinstance(meaning, py.Call) and py.dotted(meaning.func) in ("json.dumps", "str", "dumps"):
        inner = meaning.positional(0)
        meaning = py.unparen(inner) if inner is not None else meaning
    if isinstance(meaning, py.Dict):
        return _is_progress_dict(meaning)
    if isinstance(meaning, py.Call) and py.dotted(meaning.func) == "dict":
        keys = [arg.name for arg in meaning.args]
        return None not in keys and _are_progress_keys([key or "" for key in keys])
    if isinstance(meaning, py.Call) and _is_partial_record(meaning, item, items):
        return True
    read = template(meaning)
    if read is None:
        return False
    text, parts = read
    if parts:
        return is_counted(text, parts, item.counters, in_loop=item.in_loop)
    return bool(_STATUS.match(text.strip())) and _has_other_kind(item, items)


def _is_partial_record(call: py.Call, item: OutputItem, items: Sequence[OutputItem]) -> bool:
    """Whether an output object only has its progress filled in, where another has a result too."""
    keys = {arg.name for arg in call.args}
    if not keys & _PROGRESS_KEYS:
        return False
    return any(
        isinstance(other.meaning, py.Call)
        and py.dotted(other.meaning.func) == py.dotted(call.func) is not None
        and {arg.name for arg in other.meaning.args} > keys
        for other in items
        if other is not item
    )


def _is_progress_dict(node: py.Dict) -> bool:
    keys: list[str] = []
    for key in node.keys:
        value = key.value if isinstance(key, py.Constant) else None
        if not isinstance(value, str):
            return False
        keys.append(value)
    return _are_progress_keys(keys)


def _are_progress_keys(keys: list[str]) -> bool:
    """Whether a dictionary with ``keys`` tells of progress and carries nothing else."""
    names = {key.lower() for key in keys}
    return bool(names & _PROGRESS_KEYS) and names <= _PROGRESS_KEYS | _STATUS_KEYS


def _has_other_kind(item: OutputItem, items: Sequence[OutputItem]) -> bool:
    """Whether some other item is no fixed text: the payload beside which this is status."""
    return any(template(other.meaning) is None for other in items if other is not item)
