"""An input with the default `None` is required, because its type is not optional.

## What it does

Reports `default=None`, or `= None`, on an input whose type does not allow `None`. `Secret` is left
alone, because Cog itself makes an exception for it.

## Why it matters

Cog treats `None` as no default at all. Callers must send the input, and a request that leaves it
out is refused.

## Example

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, seed: int = Input(default=None)) -> str:
        return str(seed)
```

## Use instead

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, seed: int | None = Input(default=None)) -> str:
        return str(seed)
```

## Fix

Writes `Optional[T]` or `T | None`, whichever the file uses.

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
    code="COG340",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Makes the input optional.",
    covers=("py-none-default-nonoptional",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each such default."""
    for problem in found(project, Cause.DEFAULT_NONE_REQUIRED):
        yield report(
            problem,
            f"`{problem.subject}` is required despite its default: `{problem.text}` does not allow "
            f"`None`; write `{problem.text} | None` if callers may leave it out",
        )
