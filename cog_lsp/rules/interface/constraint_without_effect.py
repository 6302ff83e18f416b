"""A constraint does not apply to the type of its input.

## What it does

Reports `ge` and `le` on an input that is not a number, and `min_length`, `max_length` and `regex`
on one that is not a string. On a list they do not apply to its elements.

## Why it matters

Cog writes it into the interface, where it has no effect: every value reaches the model.

## Example

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: list[int] = Input(ge=0)) -> str:
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

Removes it; it never checked anything.

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
    code="COG346",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Removes the argument.",
    covers=("constraint-without-effect",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each constraint that never applies."""
    for problem in found(project, Cause.CONSTRAINT_WITHOUT_EFFECT):
        yield report(
            problem,
            f"`{problem.text}` has no effect on `{problem.subject}`, which is `{problem.detail}`; "
            "delete it, and check the value in the method",
        )
