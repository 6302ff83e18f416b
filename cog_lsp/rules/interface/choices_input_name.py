"""An input with choices has a name that its schema cannot have.

## What it does

Reports an input with `choices` whose name does not consist of ASCII letters, digits, `.`, `_` and
`-`, or is the name of a component of every Cog schema: `Input`, `Output`, `PredictionRequest`,
`PredictionResponse`, `Status`, `HTTPValidationError`, `ValidationError` (for a training,
`TrainingInput` and so on).

It is a warning if Cog accepts the name and one component silently replaces the other.

## Why it matters

Cog turns the choices into a component of the schema, under the name of the input. A name that is
not allowed, or a default that does not fit the component of that name, stops `cog build`.

## Example

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, größe: str = Input(choices=["s", "m"], default="s")) -> str:
        return größe
```

## Use instead

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, size: str = Input(choices=["s", "m"], default="s")) -> str:
        return size
```

## Fix

None: only the author knows what is meant.

## Sources

- kin-openapi 0.144, by which `cog build` has its own document checked (`pkg/image/build.go`)
- `openapi_spec.go` in `pkg/schema` of replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG326",
    severity=Severity.ERROR,
    since="0.2.0",
    covers=(
        "component-name",
        "component-taken",
        "component-replaced",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the name of each such input."""
    causes = (Cause.COMPONENT_NAME, Cause.COMPONENT_TAKEN, Cause.COMPONENT_REPLACED)
    for problem in found(project, *causes):
        name = problem.subject
        if problem.cause is Cause.COMPONENT_NAME:
            yield report(
                problem,
                f"an input with choices cannot be called `{name}`, so `cog build` stops; use "
                "ASCII letters, digits and `_`",
            )
        elif problem.cause is Cause.COMPONENT_TAKEN:
            yield report(
                problem,
                f"every Cog schema has a component `{name}`, so the default is checked against it "
                "instead of the choices, and `cog build` stops; choose another name",
            )
        else:
            yield report(
                problem,
                f"every Cog schema has a component `{name}`, which gets mixed up with the choices "
                "of this input; choose another name",
                severity=Severity.WARNING,
            )
