"""A positional default of `Input(...)` is ignored.

## What it does

Reports `Input("value")`: a first argument passed by position.

## Why it matters

The SDK takes it as the default. Cog's analyser looks only at keywords, so in the interface the
input has no default and callers must send it.

## Example

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: str = Input("plain", description="A style")) -> str:
        return x
```

## Use instead

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: str = Input(default="plain", description="A style")) -> str:
        return x
```

## Fix

Names the argument.

## Sources

- `parseInputCall` in `inputs.go` of `pkg/schema/python` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG342",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Writes `default=`.",
    covers=("py-input-positional-default",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each positional default."""
    for problem in found(project, Cause.DEFAULT_POSITIONAL):
        yield report(
            problem,
            f"Cog ignores a default passed by position, so `{problem.subject}` has none; "
            f"write `default={problem.text}`",
        )
