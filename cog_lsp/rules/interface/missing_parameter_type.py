"""A parameter has a default and no type.

## What it does

Reports a parameter of `run()`, `predict()` or `train()` that has a default and no annotation.

## Why it matters

Cog builds the model's input schema from the annotations. A default alone does not give it the type,
and `cog build` stops.

## Example

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, x="a photo") -> str:
        return x
```

## Use instead

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, x: str = "a photo") -> str:
        return x
```

## Fix

Adds the type of the default, if that is a string, a number or a boolean.

## Sources

- `inputs.go` in `pkg/schema/python` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause, Problem
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.interface._types import INPUTS, type_of
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG304",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Adds the type of the default.",
    covers=(
        "ErrMissingTypeAnnotation",
        "py-param-untyped-default",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each parameter with a default and no annotation."""
    for problem in found(project, Cause.PARAMETER_UNTYPED):
        yield report(
            problem,
            f"`{problem.text}` has no type, so `cog build` stops; {_advice(project, problem)}",
        )


def _advice(project: Project, problem: Problem) -> str:
    facts = project.python[problem.path]
    for function in facts.functions.values():
        for param in function.node.params:
            if param.span == problem.span and param.default is not None:
                type_ = type_of(param.default)
                if type_ is not None:
                    return (
                        f"write `{problem.subject}: {type_} = "
                        f"{facts.document.slice(param.default.span)}`"
                    )
    return f"annotate it with one of {INPUTS}"
