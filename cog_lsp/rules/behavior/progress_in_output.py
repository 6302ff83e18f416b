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
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import LogProgress
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py

_GERUNDS = (
    "processing|generating|denoising|sampling|loading|downloading|rendering|encoding|decoding|"
    "upscaling|inferring|running|computing|converting|extracting|refining|interpolating|tracking|"
    "segmenting|analy[sz]ing|transcribing|synthesi[sz]ing|stitching|saving|uploading|preparing|"
    "initiali[sz]ing|starting|warming|compiling|finishing|writing|working"
)
_WORDS = re.compile(
    rf"\b(?:steps?|progress|iterations?|iter|epoch|percent|eta|elapsed|remaining|{_GERUNDS})\b",
    re.IGNORECASE,
)
# "{} of {}" and "{}/{}" once every expression has become {}.
_RATIO = re.compile(r"\{\}\s*(?:/|of|out of)\s*(?:\{\}|\d+)", re.IGNORECASE)
_PERCENT = re.compile(r"\{\}\s*(?:%|percent\b)", re.IGNORECASE)
_STATUS = re.compile(
    rf"^\W*(?:(?:{_GERUNDS})\b.*|(?:almost )?(?:done|finished|completed?|ready)[\s.!]*)$",
    re.IGNORECASE | re.DOTALL,
)
_PROGRESS_KEYS = frozenset(("progress", "percent", "percentage", "step", "current_step"))
_STATUS_KEYS = frozenset(
    ("status", "message", "stage", "phase", "total", "steps", "total_steps", "current", "eta",
     "elapsed", "type", "event", "timestamp")
)  # fmt: skip
_NUMERIC_CALLS = frozenset(("int", "round", "float", "len", "str", "min", "max", "abs"))
_NUMERIC_NAMES = re.compile(
    r"(?:^|_)(?:steps?|total|count|n|num|max|progress|pct|percent|percentage|elapsed|eta|idx|index|"
    r"iterations?|epochs?|frames?|i|j|k|t)(?:_|$)",
    re.IGNORECASE,
)


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
    template = _template(meaning)
    if template is None:
        return False
    text, parts = template
    if parts:
        return _is_counted(text, parts, item)
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


def _is_counted(text: str, parts: list[py.Expr], item: OutputItem) -> bool:
    """Whether a text with expressions in it counts: all of them are numbers of progress."""
    if not all(_is_numeric(part, item.counters) for part in parts):
        return False
    ratio, percent = _RATIO.search(text), _PERCENT.search(text)
    counted = any(
        isinstance(node, py.Name) and node.id in item.counters
        for part in parts
        for node in py.walk(part)
    )
    if counted:
        return bool(ratio or percent or (item.in_loop and _WORDS.search(text)))
    return bool((ratio or percent) and _WORDS.search(text))


def _is_numeric(expr: py.Expr, counters: frozenset[str]) -> bool:
    """Whether ``expr`` is a counter, a total, or arithmetic of such."""
    expr = py.unparen(expr)
    match expr:
        case py.Constant():
            return isinstance(expr.value, int | float)
        case py.Name():
            return expr.id in counters or bool(_NUMERIC_NAMES.search(expr.id))
        case py.Attribute():
            return bool(_NUMERIC_NAMES.search(expr.attr))
        case py.BinOp():
            return _is_numeric(expr.left, counters) and _is_numeric(expr.right, counters)
        case py.Call():
            name = py.dotted(expr.func) or ""
            if name == "len":
                return True
            if name.startswith("time."):
                return True
            return name in _NUMERIC_CALLS and all(
                _is_numeric(arg.value, counters) for arg in expr.args
            )
        case _:
            return False


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


def _template(expr: py.Expr) -> tuple[str, list[py.Expr]] | None:
    """A text with ``{}`` for each expression in it, and these; ``None`` if it is no text."""
    expr = py.unparen(expr)
    if isinstance(expr, py.Constant):
        return (expr.value, []) if isinstance(expr.value, str) else None
    if isinstance(expr, py.FString):
        text = "".join(part if isinstance(part, str) else "{}" for part in expr.parts)
        return text, [part for part in expr.parts if isinstance(part, py.Expr)]
    if isinstance(expr, py.BinOp) and expr.op == "%":
        left = _template(expr.left)
        right = py.unparen(expr.right)
        parts = list(right.items) if isinstance(right, py.Sequence) else [right]
        if left is None or left[1]:
            return None
        return re.sub(r"%[-+ #0-9.]*[a-zA-Z]", "{}", left[0]).replace("%%", "%"), parts
    if isinstance(expr, py.BinOp) and expr.op == "+":
        return _concatenation(expr)
    if isinstance(expr, py.Call) and isinstance(expr.func, py.Attribute):
        left = _template(expr.func.value) if expr.func.attr == "format" else None
        if left is not None and not left[1]:
            return re.sub(r"\{[^{}]*\}", "{}", left[0]), [arg.value for arg in expr.args]
    return None


def _concatenation(expr: py.BinOp) -> tuple[str, list[py.Expr]] | None:
    sides = [_template(side) for side in (expr.left, expr.right)]
    if sides[0] is None and sides[1] is None:
        return None
    text = ""
    parts: list[py.Expr] = []
    for side, node in zip(sides, (expr.left, expr.right), strict=True):
        if side is not None:
            text, parts = text + side[0], parts + side[1]
        else:
            text, parts = text + "{}", [*parts, node]
    return text, parts


def _has_other_kind(item: OutputItem, items: Sequence[OutputItem]) -> bool:
    """Whether some other item is no fixed text: the payload beside which this is status."""
    return any(_template(other.meaning) is None for other in items if other is not item)
