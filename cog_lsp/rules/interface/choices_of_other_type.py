"""The choices of an input do not have its type.

## What it does

Reports a choice that does not have the annotated type, such as a number in the choices of a `str`,
and choices on a list, which Cog treats as choices of a single value.

## Why it matters

In the interface the input has both the type and the choices. A value that satisfies one is refused
because of the other.

## Example

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: str = Input(choices=[1, 2])) -> str:
        return x
```

## Use instead

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: int = Input(choices=[1, 2])) -> str:
        return str(x)
```

## Fix

None: only the author knows what is meant.

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
    code="COG348",
    severity=Severity.WARNING,
    since="0.2.0",
    covers=(
        "choices-of-other-type",
        "choices-on-list",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each list of choices that does not fit its type."""
    for problem in found(project, Cause.CHOICES_OF_OTHER_TYPE, Cause.CHOICES_ON_LIST):
        if problem.cause is Cause.CHOICES_ON_LIST:
            message = (
                f"`{problem.subject}` is `{problem.text}`, but Cog lets callers send one of the "
                "choices, not a list of them; take a single value, or check the list in "
                "the method"
            )
        else:
            message = (
                f"`{problem.text}` is not of type `{problem.detail}`, so callers can never send it "
                f"as `{problem.subject}`; make the type and the choices agree"
            )
        yield report(problem, message)
