"""A field of Cog's BaseModel has a list, dictionary or set for its default.

## What it does

Reports a field of a class built on `cog.BaseModel` whose default is a list, a dictionary or a set.

## Why it matters

Cog's BaseModel turns the class into a dataclass when its file is imported, and a dataclass refuses
such a default: the container fails to start. `cog build` does not notice.

## Example

```python title=predict.py
from cog import BaseModel, BaseRunner


class Output(BaseModel):
    words: list[str] = []


class Predictor(BaseRunner):
    def run(self, x: str) -> Output:
        return Output(words=x.split())
```

## Use instead

```python title=predict.py
from cog import BaseModel, BaseRunner


class Output(BaseModel):
    words: list[str]


class Predictor(BaseRunner):
    def run(self, x: str) -> Output:
        return Output(words=x.split())
```

## Fix

Writes `field(default_factory=...)` from `dataclasses`, which Cog's models accept.

## Sources

- `model.py` in `python/cog` in replicate/cog, at 6110c912
- [Python: `dataclasses`](https://docs.python.org/3/library/dataclasses.html)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import in_models, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG335",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Creates the default anew for each instance.",
    covers=("start-model-default",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each such default."""
    for problem in in_models(project, Cause.MODEL_DEFAULT_MUTABLE):
        yield report(
            problem,
            f"`{problem.subject}` cannot have `{problem.text}` as its default, so the container "
            "fails to start; write `field(default_factory=...)` from `dataclasses`, or no default",
        )
