"""`Input(...)` is written in a way that Cog does not recognise.

## What it does

Reports `cog.Input(...)`, an `Input(...)` in parentheses, and a module-level `SHARED = Input(...)`
used as a default.

Cog recognises the bare name `Input`, an alias from `from cog import Input as ...`, a class
attribute (`Inputs.size`), and a method of a class that returns one (`Inputs.make()`).

## Why it matters

To Cog it is a default that it cannot read, and `cog build` stops.

## Example

```python title=predict.py
import cog


class Predictor(cog.BaseRunner):
    def run(self, x: str = cog.Input(description="Text")) -> str:
        return x
```

## Use instead

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: str = Input(description="Text")) -> str:
        return x
```

## Fix

Imports `Input` from cog and calls it by that name.

## Sources

- `isInputCall` in `inputs.go` of `pkg/schema/python` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule

_RIGHT = {
    "qualified": "write `from cog import Input` and call it `Input(...)`",
    "parenthesised": "remove the parentheses",
    "shared": "write it at the parameter, or make it an attribute of a class in this file",
}


@rule(
    code="COG313",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Imports `Input` from cog.",
    covers=("input-spelling",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each call that hides from Cog."""
    for problem in found(project, Cause.INPUT_NOT_RECOGNISED):
        yield report(
            problem,
            f"Cog does not recognise the `Input(...)` of `{problem.subject}`, so `cog build` "
            f"stops; {_RIGHT[problem.detail]}",
        )
