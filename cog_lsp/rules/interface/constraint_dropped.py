"""An argument of `Input(...)` is dropped or changed by Cog.

## What it does

Reports `ge`, `le`, `min_length`, `max_length`, `regex`, `accept` and `deprecated` that are not
literals, a `description` that is neither a string nor a constant of the same file, `**options`, and
a length that is not an integer of at least 0.

A number must be decimal, with its sign directly before it. An argument of `None` has no effect and
is left alone.

## Why it matters

Cog silently leaves the constraint out of the interface, and every value reaches the model. A length
of -1 becomes 18446744073709551615, and 1.7 becomes 1.

## Example

```python title=predict.py
from cog import BaseRunner, Input

LIMIT = 100


class Predictor(BaseRunner):
    def run(self, x: int = Input(ge=0, le=LIMIT)) -> str:
        return str(x)
```

## Use instead

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: int = Input(ge=0, le=100)) -> str:
        return str(x)
```

## Fix

Evaluates the value and writes it out, if it is built from constants of the file.

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
    code="COG343",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Writes the value out.",
    covers=(
        "py-constraint-nonliteral",
        "length-changed",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each argument that does not reach the interface as written."""
    for problem in found(project, Cause.KEYWORD_DROPPED, Cause.LENGTH_CHANGED):
        name = problem.text
        if problem.cause is Cause.LENGTH_CHANGED:
            message = (
                f"Cog turns this length of `{problem.subject}` into `{name}={problem.detail}`; "
                "write an integer of at least 0"
            )
        elif problem.detail == "unpacked":
            message = (
                f"Cog does not look into `{name}`, so its arguments for `{problem.subject}` are "
                "dropped; write them out"
            )
        elif name == "description":
            message = (
                f"Cog cannot read this description of `{problem.subject}` without running code and "
                "drops it; write one string, or name a constant in this file"
            )
        else:
            message = (
                f"Cog reads `{name}` only if it is a literal, so `{problem.subject}` has none; "
                f"write {_form(name)}"
            )
        severity = Severity.INFORMATION if name == "description" else None
        yield report(problem, message, severity=severity)


def _form(name: str) -> str:
    if name in ("regex", "accept"):
        return "the string here"
    return "`True` or `False`" if name == "deprecated" else "the number here"
