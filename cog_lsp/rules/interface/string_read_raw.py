r"""Cog reads a string differently from Python.

## What it does

Reports a string of an input (default, choices, description, regex, accept) that means something
else to Cog, which takes it from the source as written:

- escapes are not decoded: a backslash and an n stay these two characters,
- strings next to each other, or joined with `+`, keep the quotes between them,
- a raw string in triple quotes keeps two quotes at each end.

## Why it matters

The interface shows, offers or checks a different text than the one in the code.

## Example

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: str = Input(regex="^\\d+$")) -> str:
        return x
```

## Use instead

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: str = Input(regex=r"^\d+$")) -> str:
        return x
```

## Fix

Writes what Python reads as one string without escapes, raw if necessary. Not offered if no such
string means the same to both.

## Sources

- `parseStringLiteral` in `literals.go` of `pkg/schema/python` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule

_WHAT = {
    "escape": "does not decode the escapes in",
    "joined": "keeps the quotes between the parts of",
    "triple": "keeps quotes at both ends of",
}
_RIGHT = {
    "escape": "write a raw string, or the characters themselves",
    "joined": "write one string",
    "triple": "write it without `r`, or in single quotes",
}


@rule(
    code="COG345",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Writes one plain string.",
    covers=("string-read-raw",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each string that is read otherwise."""
    for problem in found(project, Cause.STRING_RAW):
        what = f"the `{problem.text}`" if problem.text else "this string"
        severity = Severity.INFORMATION if problem.text == "description" else None
        yield report(
            problem,
            f"Cog {_WHAT[problem.detail]} {what} of `{problem.subject}`; {_RIGHT[problem.detail]}",
            severity=severity,
        )
