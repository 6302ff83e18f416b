"""`default_factory` has no place in `Input(...)`.

## What it does

Reports the keyword `default_factory`, whatever its value.

## Why it matters

`cog build` stops, and the SDK would refuse it too.

## Example

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: list[str] = Input(default_factory=list)) -> str:
        return " ".join(x)
```

## Use instead

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: list[str] = Input(default=[])) -> str:
        return " ".join(x)
```

## Fix

Writes what `list`, `dict` or a lambda over constants returns as `default=`.

## Sources

- `inputs.go` in `pkg/schema/python` in replicate/cog, at 6110c912
- `input.py` in `python/cog` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG314",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Writes the default that it returns.",
    covers=(
        "ErrDefaultFactoryNotSupported",
        "py-default-factory",
        "start-default-factory",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each such keyword."""
    for problem in found(project, Cause.DEFAULT_FACTORY):
        yield report(
            problem,
            f"`default_factory` of `{problem.subject}` is not supported, so `cog build` stops; "
            "write `default=` with a literal",
        )
