"""A list input does not say what it holds.

## What it does

Reports `list` or `List` without brackets as the type of an input. As the type of an output it is
fine.

## Why it matters

`cog build` stops: a list input needs the type of its elements.

## Example

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, x: list) -> str:
        return str(len(x))
```

## Use instead

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, x: list[str]) -> str:
        return str(len(x))
```

## Fix

Writes the type of the default's elements, such as `list[str]`. Without a default it writes
`list[Any]`, which is unsafe: to Cog, `Any` is a JSON object.

## Sources

- `types.go` in `pkg/schema` of replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG309",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Writes the type of the elements.",
    covers=("list-without-element",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each list without brackets."""
    for problem in found(project, Cause.LIST_BARE):
        yield report(
            problem,
            f"`{problem.text}` in the type of `{problem.subject}` has no element type, so `cog "
            f"build` stops; write `{problem.text}[str]`, or `{problem.text}[Any]` for anything",
        )
