"""`@concurrent` has an argument that Cog cannot read.

## What it does

Reports `@concurrent(...)` with anything but a single `max=` whose value is an integer literal of at
least 1. Constants, expressions, positional arguments and comments in the parentheses are not
accepted.

## Why it matters

`cog build` stops.

## Example

```python title=predict.py
from cog import BaseRunner, concurrent

LIMIT = 4


class Predictor(BaseRunner):
    @concurrent(max=LIMIT)
    async def run(self, x: str) -> str:
        return x
```

## Use instead

```python title=predict.py
from cog import BaseRunner, concurrent


class Predictor(BaseRunner):
    @concurrent(max=4)
    async def run(self, x: str) -> str:
        return x
```

## Fix

Writes `max=` before a number of at least 1. Anything else is left to the author.

## Sources

- `annotations.go` in `pkg/schema/python` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule

_WRONG = {
    "form": "takes one argument, `max=`",
    "literal": "needs an integer literal",
    "least": "needs a number of at least 1",
}


@rule(
    code="COG322",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Names the argument.",
    covers=(
        "decorator-args",
        "start-concurrent-args",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each decorator that is not readable."""
    for problem in found(project, Cause.CONCURRENT_ARGUMENT):
        yield report(
            problem,
            f"`@concurrent` {_WRONG[problem.detail]}, and `cog build` stops; write it as "
            "`@concurrent(max=4)`",
        )
