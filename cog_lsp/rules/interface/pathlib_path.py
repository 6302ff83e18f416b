"""An input is a `pathlib.Path`, which Cog does not fetch.

## What it does

Reports an input whose `Path` is `pathlib.Path`.

## Why it matters

Cog goes by the spelling and tells callers to send a URL. Its server downloads the file only for
`cog.Path`: with any other, the model gets the URL as a string.

## Example

```python title=predict.py
from pathlib import Path

from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, image: Path) -> str:
        return image.name
```

## Use instead

```python title=predict.py
from cog import BaseRunner, Path


class Predictor(BaseRunner):
    def run(self, image: Path) -> str:
        return image.name
```

## Fix

Imports `Path` from cog instead. Unsafe, because every `Path` in the file becomes cog's.

## Sources

- `crates/coglet-python` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG350",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Imports `Path` from cog.",
    covers=("pathlib-path",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each such type."""
    for problem in found(project, Cause.PATHLIB_PATH):
        yield report(
            problem,
            f"`{problem.subject}` is a `pathlib.Path`, which Cog does not download: the "
            "model gets the URL that callers send; import `Path` from `cog`",
        )
