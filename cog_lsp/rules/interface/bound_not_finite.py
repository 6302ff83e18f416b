"""A bound or a default is infinite or not a number.

## What it does

Reports `ge=`, `le=` or a default that Cog reads as infinity or not-a-number. Cog also reads a bare
name spelled `inf`, `infinity` or `nan` as one, whatever it stands for.

## Why it matters

JSON has no such number: Cog fails to write the schema, and `cog build` stops.

## Example

```python title=predict.py
from math import inf

from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: float = Input(ge=0, le=inf)) -> str:
        return str(x)
```

## Use instead

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: float = Input(ge=0)) -> str:
        return str(x)
```

## Fix

None: only the author knows which bound is meant.

## Sources

- Go's `encoding/json`, which refuses such numbers
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG317",
    severity=Severity.ERROR,
    since="0.2.0",
    covers=("bound-not-finite",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each such number."""
    for problem in found(project, Cause.BOUND_NOT_FINITE):
        what = "default" if problem.detail == "default" else "bound"
        yield report(
            problem,
            f"the {what} `{problem.text}` of `{problem.subject}` cannot be written in JSON, so "
            "`cog build` stops; leave it out, or write a finite number",
        )
