"""An optional input that is a union of several types is still required.

## What it does

Reports an input such as `int | str | None` without a default. An optional input of one type is not
required.

## Why it matters

Cog makes every union without a default a required input. Callers may send null, but they must send
something.

## Example

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, x: int | str | None) -> str:
        return str(x)
```

## Use instead

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, x: int | str | None = None) -> str:
        return str(x)
```

## Fix

Adds `None` as the default.

## Sources

- `buildInputSchema` in `pkg/schema/openapi_spec.go` of replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG352",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Adds the default `None`.",
    covers=("optional-union-required",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each such input."""
    for problem in found(project, Cause.OPTIONAL_REQUIRED):
        yield report(
            problem,
            f"`{problem.subject}` is required although it is `{problem.text}`; write `= None` if "
            "callers may leave it out",
        )
