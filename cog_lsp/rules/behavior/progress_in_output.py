"""Progress or status text is part of the output instead of the log.

## What it does

Reports values that say how far the work has come ("step 3 of 50", "40%", "Loading…",
`{"progress": 0.4}`) if they are yielded, or put into the returned list, next to the real output.
Helper generators that are passed on, callbacks and helpers that fill the list are followed.

It judges the values themselves: text with a loop counter and a total, with a word for progress or a
percentage; dictionaries, objects and tuples that hold only progress, or whose place for the payload
is empty; the completed share as a number; status phrases next to a payload of another kind.

Streams of tokens or items are not reported ("Step 1: mix the flour" is an answer), nor is a
function that yields nothing but such text.

## Why it matters

Each yielded item becomes part of `prediction.output`: clients get a list of strings with the image
somewhere in it, and have to tell them apart. Printed text goes to `prediction.logs`, to webhooks
that ask for `logs`, and, in one specific form, to `prediction.progress` of the official clients.

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

Prints the progress in the one form that the official clients read, or logs it; if a single payload
is left, the iterator becomes a plain return. Unsafe, because the output changes. Refused if no
statement holds the value, as in a generator expression.

## Sources

- The pattern of the clients: `Prediction.Progress` in replicate/replicate-python,
  `parseProgressFromLogs` in replicate/replicate-javascript.
- [Cog: streaming output](https://cog.run/python/)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.outputs import OutputItem, output_of
from cog_lsp.project.project import EntryPoint
from cog_lsp.rules.behavior._progress_value import Judge
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import LogProgress
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py


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
        judge = Judge(output.items, files=_has_files(project, entry))
        progress = [item for item in output.items if judge.is_progress(item)]
        payload = [
            item for item in output.items if item not in progress and not judge.is_nothing(item)
        ]
        # A function whose output is nothing but counting may well mean it.
        if payload or output.open:
            for item in progress:
                yield _report(project, item, progress, payload)


def _has_files(project: Project, entry: EntryPoint) -> bool:
    """Whether the type of the output speaks of files."""
    annotation = entry.function.node.returns
    return annotation is not None and any(
        (py.dotted(node) or "").rpartition(".")[2] in ("Path", "File")
        for node in py.walk(annotation)
        if isinstance(node, py.Expr)
    )


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
