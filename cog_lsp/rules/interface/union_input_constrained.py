"""An input that is a union of types has constraints.

## What it does

Reports `choices`, `ge`, `le`, `min_length`, `max_length` and `regex` on an input that is a union of
two or more types. `None` does not count.

## Why it matters

`cog build` stops: Cog cannot tell which of the types the constraint is for.

## Example

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: int | str = Input(ge=0)) -> str:
        return str(x)
```

## Use instead

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: int = Input(ge=0)) -> str:
        return str(x)
```

## Fix

Removes the argument. Unsafe, because the constraint is then no longer checked.

## Sources

- `ValidateInputField` in `pkg/schema/types.go` of replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG310",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Removes the argument.",
    covers=("py-union-constraints",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each constraint on a union."""
    for problem in found(project, Cause.UNION_CONSTRAINED):
        yield report(
            problem,
            f"`{problem.text}` cannot be set on `{problem.subject}`, which is `{problem.detail}`, "
            "so `cog build` stops; choose one type, or check the value in the method",
        )
