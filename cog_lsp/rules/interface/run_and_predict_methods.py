"""A runner has both `run()` and `predict()`.

## What it does

Reports a class that cog.yaml names if both methods are defined in it or in base classes of the
project that come before Cog's own.

## Why it matters

`cog build` silently takes `run()`. The container then refuses to load the class: every start fails.

## Example

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, x: str) -> str:
        return x

    def predict(self, x: str) -> str:
        return self.run(x)
```

## Use instead

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, x: str) -> str:
        return x
```

## Fix

None: only the author knows what is meant.

## Sources

- `_validate_runner_class` in `predictor.py` of `python/cog` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG330",
    severity=Severity.ERROR,
    since="0.2.0",
    covers=(
        "start-run-and-predict",
        "inf-both-methods",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at ``run`` of each class that has both."""
    for problem in found(project, Cause.RUN_AND_PREDICT):
        yield report(
            problem,
            f"`{problem.subject}` has both `run()` and `predict()`, so the container fails to "
            "start; keep only `run()`",
        )
