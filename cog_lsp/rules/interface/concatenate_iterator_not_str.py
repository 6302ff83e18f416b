"""A `ConcatenateIterator` yields something other than text.

## What it does

Reports `ConcatenateIterator[T]` and `AsyncConcatenateIterator[T]` where `T` is not `str`.

## Why it matters

Its values are shown as one growing text. With anything else `cog build` stops.

## Example

```python title=predict.py
from cog import BaseRunner, ConcatenateIterator


class Predictor(BaseRunner):
    def run(self, x: str) -> ConcatenateIterator[int]:
        yield len(x)
```

## Use instead

```python title=predict.py
from collections.abc import Iterator

from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, x: str) -> Iterator[int]:
        yield len(x)
```

## Fix

Writes `str`. Unsafe, because the method then has to yield strings.

## Sources

- `schema_type.go` in `pkg/schema` of replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG320",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Makes it a stream of `str`.",
    covers=("ErrConcatIteratorNotStr",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each element that is not ``str``."""
    for problem in found(project, Cause.CONCAT_NOT_STR):
        yield report(
            problem,
            f"a `ConcatenateIterator` yields `str`, not `{problem.text}`, so `cog build` stops; "
            f"write `str`, or `Iterator[{problem.text}]` for separate values",
        )
