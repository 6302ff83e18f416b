"""The output may be `None`, which Cog does not allow.

## What it does

Reports `Optional[...]`, `... | None` and `Union[..., None]` in a return annotation, also inside a
list, a dictionary or an iterator. A field of a BaseModel may be optional.

## Why it matters

An output cannot be null: `cog build` stops.

## Example

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, x: str) -> str | None:
        return x or None
```

## Use instead

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, x: str) -> str:
        return x
```

## Fix

Writes the type without `None`. Unsafe, because the method then always has to return a value; not
offered if it does return `None`.

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
    code="COG319",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Removes `None` from the type.",
    covers=("ErrOptionalOutput",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each optional part of an output."""
    for problem in found(project, Cause.OUTPUT_OPTIONAL):
        whose = f"inside the field `{problem.subject}`" if problem.subject else "in an output"
        yield report(
            problem,
            f"`None` is not allowed {whose}, so `cog build` stops; always return a value, raise "
            "an exception, or return a BaseModel with an optional field",
        )
