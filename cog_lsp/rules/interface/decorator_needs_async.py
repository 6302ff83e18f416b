"""`@concurrent` allows several predictions at once on a method that is not `async`.

## What it does

Reports `@concurrent(max=N)` with N above 1 on a plain `def`. `concurrency-needs-async` does the
same for the key in cog.yaml.

## Why it matters

A plain method blocks the event loop, so its predictions cannot overlap. `cog build` stops.

## Example

```python title=predict.py
from cog import BaseRunner, concurrent


class Predictor(BaseRunner):
    @concurrent(max=4)
    def run(self, x: str) -> str:
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

Removes the decorator. Unsafe: an `async` method would let several predictions run at once.

## Sources

- `parser.go` in `pkg/schema/python` in replicate/cog, at 6110c912
- `configWithDecoratorConcurrency` in `pkg/image/build.go` of replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG323",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Removes `@concurrent`.",
    covers=("decorator-needs-async",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each decorator that asks for more than one."""
    for problem in found(project, Cause.CONCURRENT_NOT_ASYNC):
        yield report(
            problem,
            f"`@concurrent(max={problem.text})` needs `async def {problem.subject}`, and `cog "
            "build` stops; make the method `async`, or delete the decorator",
        )
