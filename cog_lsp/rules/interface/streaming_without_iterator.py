"""`@streaming` is on a method that does not return an iterator, or has an argument.

## What it does

Reports `@streaming` on a method whose output is not an iterator, and `@streaming(...)` with an
argument.

## Why it matters

Without an iterator, `cog build` stops; with an argument, the container fails when it loads the
file.

## Example

```python title=predict.py
from cog import BaseRunner, streaming


class Predictor(BaseRunner):
    @streaming
    def run(self, x: str) -> str:
        return x
```

## Use instead

```python title=predict.py
from collections.abc import Iterator

from cog import BaseRunner, streaming


class Predictor(BaseRunner):
    @streaming
    def run(self, x: str) -> Iterator[str]:
        yield x
```

## Fix

None: only the author knows what is meant.

## Sources

- `parser.go` in `pkg/schema/python` in replicate/cog, at 6110c912
- `__init__.py` in `python/cog` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG321",
    severity=Severity.ERROR,
    since="0.2.0",
    covers=("py-streaming-output",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each decorator that does not fit."""
    for problem in found(project, Cause.STREAMING_WITHOUT_ITERATOR, Cause.STREAMING_ARGUMENT):
        if problem.cause is Cause.STREAMING_ARGUMENT:
            message = "`@streaming` takes no argument, and the container fails to start; delete it"
        else:
            message = (
                f"`@streaming` needs an iterator, but `{problem.subject}()` returns "
                f"`{problem.text}`, so `cog build` stops; return `Iterator[...]` or "
                "`ConcatenateIterator[str]`, or delete the decorator"
            )
        yield report(problem, message)
