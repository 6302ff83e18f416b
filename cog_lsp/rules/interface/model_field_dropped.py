"""A field of the output, or its default, is not in the interface.

## What it does

Reports a field of a BaseModel or TypedDict in the output whose annotation Cog cannot read, and a
field whose default is not a literal, such as `Field(default=...)`.

## Why it matters

Cog silently leaves the field out of the output's schema, or declares that it is always present.

## Example

```python title=predict.py
from typing import Annotated

from cog import BaseModel, BaseRunner


class Output(BaseModel):
    text: str
    score: Annotated[float, "0 to 1"]


class Predictor(BaseRunner):
    def run(self, x: str) -> Output:
        return Output(text=x, score=1.0)
```

```python title=predict.py
from cog import BaseModel, BaseRunner
from pydantic import Field


class Output(BaseModel):
    text: str
    score: float = Field(default=1.0, ge=0)
    tags: list[str] = Field(default_factory=list)


class Predictor(BaseRunner):
    def run(self, x: str) -> Output:
        return Output(text=x)
```

## Use instead

```python title=predict.py
from cog import BaseModel, BaseRunner


class Output(BaseModel):
    text: str
    score: float


class Predictor(BaseRunner):
    def run(self, x: str) -> Output:
        return Output(text=x, score=1.0)
```

```python title=predict.py
from cog import BaseModel, BaseRunner


class Output(BaseModel):
    text: str
    score: float = 1.0


class Predictor(BaseRunner):
    def run(self, x: str) -> Output:
        return Output(text=x)
```

## Fix

Replaces pydantic's `Field(...)` with its default, for all fields of a class on cog's BaseModel;
unsafe, because its other arguments are lost. Anything else is left to the author.

## Sources

- `parseAnnotatedAssignment` in `models.go` of `pkg/schema/python` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause, Problem
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.interface._ways import ways_of
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py


@rule(
    code="COG349",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Writes the default without pydantic's `Field`.",
    covers=(
        "model-field-dropped",
        "model-default-dropped",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each field or default that Cog does not see."""
    for problem in found(project, Cause.FIELD_DROPPED):
        yield report(
            problem,
            f"Cog cannot read this annotation, so `{problem.subject}` is missing from the output's "
            "schema; write a plain type: only names, brackets, commas and `|`",
        )
    for problem in found(project, Cause.FIELD_DEFAULT_DROPPED):
        yield report(
            problem,
            f"Cog sees no default here, so it declares that `{problem.subject}` is always present; "
            "write a literal",
            severity=Severity.INFORMATION,
            ways=ways_of(problem) if _is_mended(project, problem) else (),
        )


def _is_mended(project: Project, problem: Problem) -> bool:
    """Whether the default is written with pydantic's ``Field``, and Cog sees what is left of it."""
    facts = project.python[problem.path]
    known = facts.classes.get(problem.text)
    if known is None or "cog.BaseModel" not in project.external_bases(known):
        return False
    for value in known.attributes.values():
        if isinstance(value, py.Call) and value.span == problem.span:
            default = value.keyword("default") or value.positional(0)
            is_seen = default is None or isinstance(py.unparen(default), py.Constant)
            is_field = project.qualified(facts, value.func) == "pydantic.Field"
            return is_field and is_seen and value.keyword("default_factory") is None
    return False
