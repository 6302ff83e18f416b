"""A parameter without a type is not an input.

## What it does

Reports a parameter of `run()`, `predict()` or `train()` that has neither a type nor a default.

## Why it matters

Cog silently leaves it out of the interface. Callers cannot send it, and every prediction calls the
method without it.

## Example

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, prompt, size: int) -> str:
        return f"{prompt} {size}"
```

## Use instead

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, prompt: str, size: int) -> str:
        return f"{prompt} {size}"
```

## Fix

None: without a default, the type is not known.

## Sources

- `inputs.go` in `pkg/schema/python` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG305",
    severity=Severity.WARNING,
    since="0.2.0",
    covers=("py-param-untyped-plain",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each parameter that Cog leaves out."""
    for problem in found(project, Cause.PARAMETER_DROPPED):
        yield report(
            problem,
            f"`{problem.subject}` has no type, so it is not an input and `{problem.detail}()` is "
            f"called without it; add a type, such as `{problem.subject}: str`, or delete it",
        )
