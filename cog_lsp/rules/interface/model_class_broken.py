"""A class built on Cog's BaseModel cannot be created.

## What it does

Reports, in a class built on `cog.BaseModel`:

- a field without a default after one that has a default,
- a first base class that is not a BaseModel,
- a dataclass among its other base classes.

## Why it matters

Creating the class, when its file is imported, fails with a `TypeError`: the container does not
start. `cog build` does not notice.

## Example

```python title=predict.py
from cog import BaseModel, BaseRunner


class Output(BaseModel):
    language: str = "en"
    text: str


class Predictor(BaseRunner):
    def run(self, x: str) -> Output:
        return Output(text=x)
```

## Use instead

```python title=predict.py
from cog import BaseModel, BaseRunner


class Output(BaseModel):
    text: str
    language: str = "en"


class Predictor(BaseRunner):
    def run(self, x: str) -> Output:
        return Output(text=x)
```

## Fix

None: only the author knows what is meant.

## Sources

- `model.py` in `python/cog` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause, Problem
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import in_models, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG336",
    severity=Severity.ERROR,
    since="0.2.0",
    covers=("start-model-class",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each field or base class that cannot be."""
    for problem in in_models(project, Cause.MODEL_FIELD_ORDER, Cause.MODEL_BASES):
        yield report(
            problem, f"{_wrong(problem)}, so the container fails to start; {_right(problem)}"
        )


def _wrong(problem: Problem) -> str:
    if problem.cause is Cause.MODEL_FIELD_ORDER:
        return f"`{problem.subject}` has no default but follows a field that has one"
    if problem.detail == "first":
        return (
            f"the first base class of `{problem.subject}` is `{problem.text}`, which is not a "
            "BaseModel"
        )
    return (
        f"`{problem.subject}` cannot inherit from both BaseModel and `{problem.text}`, a dataclass"
    )


def _right(problem: Problem) -> str:
    if problem.cause is Cause.MODEL_FIELD_ORDER:
        return "move it up, or give it a default"
    if problem.detail == "first":
        return "list BaseModel first"
    return "copy its fields into the class"
