"""A `*args` or `**kwargs` with a type cannot be an input.

## What it does

Reports an annotated `*args` or `**kwargs` of `run()`, `predict()` or `train()`.

## Why it matters

Cog takes every annotated parameter as an input, but cannot use this one, and `cog build` stops.
Without an annotation it would be ignored: a model has a fixed list of inputs.

## Example

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, **options: str) -> str:
        return options["prompt"]
```

## Use instead

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, prompt: str) -> str:
        return prompt
```

## Fix

None: only the author knows what is meant.

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
    code="COG306",
    severity=Severity.ERROR,
    since="0.2.0",
    covers=("ErrParse",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each star parameter with an annotation."""
    for problem in found(project, Cause.STAR_PARAMETER_TYPED):
        yield report(
            problem,
            f"`{problem.text}` cannot be an input, so `cog build` stops; list the inputs of "
            f"`{problem.detail}()` one by one, each with its type",
        )
