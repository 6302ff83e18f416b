"""`accept` is set on an input that is not a file.

## What it does

Reports `accept=` on an input whose type is neither `Path` nor `File`, nor a list of one of them.

## Why it matters

`cog build` stops.

## Example

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: str = Input(accept="image/*")) -> str:
        return x
```

## Use instead

```python title=predict.py
from cog import BaseRunner, Input, Path


class Predictor(BaseRunner):
    def run(self, x: Path = Input(accept="image/*")) -> str:
        return x.name
```

## Fix

Removes `accept`, which has no effect on such an input.

## Sources

- `inputFieldWithInfo` in `inputs.go` of `pkg/schema/python` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG316",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Removes the argument.",
    covers=(
        "ErrAcceptOnNonFileType",
        "py-accept-nonfile",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each ``accept`` without a file."""
    for problem in found(project, Cause.ACCEPT_WITHOUT_FILE):
        yield report(
            problem,
            f"`accept` is for files, and `{problem.subject}` is `{problem.detail}`, so `cog "
            "build` stops; delete it, or make the input a `Path`",
        )
