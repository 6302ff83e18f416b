"""`Input(default=...)` is an expression that Cog drops.

## What it does

Reports a `default=` in `Input(...)` that is neither a literal nor a constant of the same file.
(Such a default without `Input(...)` stops the build.)

## Why it matters

Cog silently replaces it with `None`: the input is required, or null if its type is optional.

## Example

```python title=predict.py
import os

from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: str = Input(default=os.environ.get("STYLE", "plain"))) -> str:
        return x
```

## Use instead

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: str = Input(default="plain")) -> str:
        return x
```

## Fix

Evaluates the value and writes it out, if it is built from constants of the file.

## Sources

- `parseInputCall` in `inputs.go` of `pkg/schema/python` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause, Problem, interfaces_of
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG341",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Writes the default out.",
    covers=("py-input-default-unresolvable",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each default that is dropped."""
    for problem in found(project, Cause.DEFAULT_DROPPED):
        yield report(
            problem,
            f"Cog cannot read this default of `{problem.subject}` without running code and drops "
            f"it, so {_effect(project, problem)}; write a literal or a constant of this file",
        )


def _effect(project: Project, problem: Problem) -> str:
    for interface in interfaces_of(project):
        given = interface.input(problem.subject)
        if given is not None and given.path == problem.path and not given.required:
            return "it is null when callers leave it out"
    return "callers must send the input"
