"""A type is used through an alias that Cog does not follow.

## What it does

Reports a type from Cog, `typing`, `collections.abc` or `pathlib` that is imported `as` something
else and used in an annotation.

## Why it matters

Cog goes by the spelling: `Path` is a file wherever it comes from, and `P` means nothing. `cog
build` stops.

## Example

```python title=predict.py
from cog import BaseRunner
from cog import Path as P


class Predictor(BaseRunner):
    def run(self, x: P) -> str:
        return x.name
```

## Use instead

```python title=predict.py
from cog import BaseRunner, Path


class Predictor(BaseRunner):
    def run(self, x: Path) -> str:
        return x.name
```

## Fix

Imports the name without an alias and uses it. Not offered if the name means something else in the
file.

## Sources

- `types.go` in `pkg/schema` of replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause, Problem
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG311",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Uses the original name.",
    covers=("type-alias",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each use of such a name."""
    for problem in found(project, Cause.ALIAS_OF_TYPE, Cause.ALIAS_OF_GENERIC):
        yield report(
            problem,
            f"Cog does not know that `{problem.text}` is `{problem.detail}`, so `cog build` "
            f"stops; {_advice(project, problem)}",
        )


def _advice(project: Project, problem: Problem) -> str:
    """How to write the name itself, which may be something else in the file."""
    imports = project.python[problem.path].imports
    own, other = imports.get(problem.text), imports.get(problem.detail)
    if own is not None and other is not None and other.module != own.module:
        module = own.module
        return (
            f"`{problem.detail}` comes from `{other.module}` in this file, so write "
            f"`{module}.{problem.detail}` with `import {module}`"
        )
    return f"import it without an alias and write `{problem.detail}`"
