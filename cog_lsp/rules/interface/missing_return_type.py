"""The method does not say what it returns.

## What it does

Reports `run()`, `predict()` or `train()` without a return annotation.

## Why it matters

Cog builds the model's output schema from the annotation, without running anything. Without it, `cog
build` stops.

## Example

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, x: str):
        return x
```

## Use instead

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, x: str) -> str:
        return x
```

## Fix

Adds the type, if every `return` or `yield` clearly has the same one. Unsafe if the method may also
end without a `return`.

## Sources

- `parser.go` in `pkg/schema/python` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG303",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Adds the return type.",
    covers=(
        "ErrMissingReturnType",
        "py-return-missing",
        "python-missing-type-annotations",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the name of each method without an annotation."""
    for problem in found(project, Cause.RETURN_UNTYPED):
        yield report(
            problem,
            f"`{problem.subject}()` has no return annotation, so `cog build` stops; write one, "
            "such as `-> str`, `-> Path` or `-> Iterator[str]`",
        )
