"""A tuple or dictionary loses the elements that are no literals.

## What it does

Reports elements of a tuple or dictionary, used as a default or for `choices`, that Cog cannot tell
without running code, and `**other`. In a list or set one such element makes Cog refuse the whole.

## Why it matters

Cog drops them without a word: the default or the choices in the interface are shorter than in the
code.

## Example

```python title=predict.py
from cog import BaseRunner, Input

LARGE = "large"
SIZES = ("small", LARGE)


class Predictor(BaseRunner):
    def run(self, x: str = Input(choices=SIZES, default="small")) -> str:
        return x
```

## Use instead

```python title=predict.py
from cog import BaseRunner, Input

SIZES = ("small", "large")


class Predictor(BaseRunner):
    def run(self, x: str = Input(choices=SIZES, default="small")) -> str:
        return x
```

## Fix

None: only the author knows what is meant.

## Sources

- `literals.go` in `pkg/schema/python` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG344",
    severity=Severity.WARNING,
    since="0.2.0",
    covers=("literal-elements-dropped",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each element that is dropped."""
    for problem in found(project, Cause.ELEMENTS_DROPPED):
        yield report(
            problem,
            f"Cog cannot tell `{problem.text}` without running it and leaves it out of `"
            f"{problem.subject}`; write a literal",
        )
