"""A default is an expression that Cog would have to run.

## What it does

Reports a default that is not a literal, `Input(...)` or a constant of the same file.

A constant is a top-level `NAME = literal`. Cog does not follow imports to constants, and evaluates
nothing: no f-string, no arithmetic, no attribute, no parentheses, no list with a comment in it.

## Why it matters

`cog build` stops.

## Example

```python title=predict.py
import os

from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, x: str = os.environ.get("STYLE", "plain")) -> str:
        return x
```

## Use instead

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, x: str = "plain") -> str:
        return x
```

## Fix

Evaluates the value and writes it out, if it is built from constants of the file.

## Sources

- `literals.go` and `module_scope.go` in `pkg/schema/python` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause, Problem
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG312",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Writes the default out.",
    covers=(
        "ErrDefaultNotResolvable",
        "py-default-unresolvable",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each default that is not known without running it."""
    for problem in found(project, Cause.DEFAULT_NOT_STATIC):
        yield report(
            problem,
            f"Cog cannot read the default of `{problem.subject}` without running "
            f"`{_short(problem.text)}`{_because(project, problem)}, so `cog build` stops; write "
            "a literal, or make the input optional with `None` and set it in the method",
        )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}..."


def _because(project: Project, problem: Problem) -> str:
    if problem.text in project.python[problem.path].imports:
        return ", which is imported (Cog reads only constants of the same file)"
    return ""
