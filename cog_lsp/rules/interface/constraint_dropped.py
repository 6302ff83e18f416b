"""An argument of `Input(...)` is dropped or changed by Cog.

## What it does

Reports `ge`, `le`, `min_length`, `max_length`, `regex`, `accept` and `deprecated` that are not
written out, a `description` that is neither a string nor a constant of the same file, `**options`,
and a length that is no whole number of 0 or more.

A number must be decimal, and its sign must touch it. An argument of `None` says nothing and is left
alone.

## Why it matters

Cog leaves the constraint out of the interface without a word, and every value reaches the model. A
length of -1 becomes 18446744073709551615, and 1.7 becomes 1.

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

Works the value out and writes it down, if it is made of constants of the file.

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
                f"Cog makes `{name}={problem.detail}` of this length of `{problem.subject}`; "
                "write a whole number of 0 or more"
            )
        elif problem.detail == "unpacked":
            message = (
                f"Cog does not look into `{name}`, so what it says of `{problem.subject}` is "
                "dropped; write the arguments out"
            )
        elif name == "description":
            message = (
                f"Cog cannot tell this description of `{problem.subject}` without running it and "
                "drops it; write one string, or name a constant of this file"
            )
        else:
            message = (
                f"Cog takes only what is written out for `{name}`, so `{problem.subject}` has "
                f"none; write {_form(name)}"
            )
        severity = Severity.INFORMATION if name == "description" else None
        yield report(problem, message, severity=severity)


def _form(name: str) -> str:
    if name in ("regex", "accept"):
        return "the string here"
    return "`True` or `False`" if name == "deprecated" else "the number here"
