"""No value satisfies the constraints of an input.

## What it does

Reports `ge` above `le`, and `min_length` above `max_length`.

## Why it matters

Every request that sends the input is refused.

## Example

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: int = Input(ge=10, le=1)) -> str:
        return str(x)
```

## Use instead

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: int = Input(ge=1, le=10)) -> str:
        return str(x)
```

## Fix

Swaps the two. Unsafe, because only the author knows which of them is wrong.

## Sources

- [OpenAPI 3.0: Schema Object](https://spec.openapis.org/oas/v3.0.3#schema-object)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG347",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Swaps the bounds.",
    covers=("constraint-impossible",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the lower of two bounds that are the wrong way round."""
    for problem in found(project, Cause.CONSTRAINT_EMPTY):
        yield report(
            problem,
            f"`{problem.text}` of `{problem.subject}` is above its `{problem.detail}`, so every "
            "value is refused; swap the two",
        )
