"""An input has a type that callers cannot send.

## What it does

Reports an input whose type Cog does not know: `Literal`, an enumeration, a BaseModel, `tuple`,
`bytes`, an array from another package, a list of lists, a list of optional values, a union that
contains a file, a union in a union.

Cog goes by the name alone: it does not follow `Alias = str` or a class from another package.

## Why it matters

`cog build` stops.

## Example

```python title=predict.py
from typing import Literal

from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, size: Literal["small", "large"]) -> str:
        return size
```

```python title=predict.py
from enum import StrEnum, auto

from cog import BaseRunner


class Style(StrEnum):
    SKETCH = auto()
    PHOTO = auto()


class Predictor(BaseRunner):
    def run(self, styles: list[Style]) -> str:
        return styles[0].value
```

## Use instead

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, size: str = Input(choices=["small", "large"])) -> str:
        return size
```

```python title=predict.py
from enum import StrEnum, auto

from cog import BaseRunner


class Style(StrEnum):
    SKETCH = auto()
    PHOTO = auto()


class Predictor(BaseRunner):
    def run(self, styles: list[str]) -> str:
        styles = [Style(each) for each in styles]
        return styles[0].value
```

## Fix

Writes a `Literal` of strings or of numbers as a type with `choices`; likewise an enumeration, whose
member the method then looks up by its value. Of a list, whose elements can have no choices, it
writes the type of the elements; unsafe for a `Literal`, because nothing checks them. Also unsafe
where `auto()` gives out the numbers that callers then send. Other types are left to the author.

## Sources

- `types.go` in `pkg/schema` of replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause, Problem
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.interface._types import input_hint, is_enumeration
from cog_lsp.rules.interface._ways import ways_of
from cog_lsp.rules.plan import MendInterface
from cog_lsp.rules.plan.interface import Way
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG308",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Turns the values of a `Literal` or an enumeration into `choices`.",
    covers=(
        "ErrUnsupportedType",
        "ErrUnresolvableType",
        "py-param-type",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the part of each annotation that is no input."""
    causes = (
        Cause.TYPE_UNSUPPORTED,
        Cause.TYPE_UNRESOLVED,
        Cause.TYPE_ARGUMENTS,
        Cause.LIST_ELEMENT,
        Cause.UNION_NESTED,
        Cause.UNION_EMPTY,
        Cause.UNION_VARIANT,
    )
    for problem in found(project, *causes):
        yield report(
            problem,
            f"{_wrong(problem)}, so `cog build` stops; {_right(project, problem)}",
            ways=tuple(plan for plan in ways_of(problem) if _fits(project, plan)),
        )


def _fits(project: Project, plan: MendInterface) -> bool:
    """Whether the type is of the kind that the way is made for."""
    if plan.way is Way.ENUM_TO_CHOICES:
        return is_enumeration(project, plan.problem)
    return plan.problem.text.rpartition(".")[2] == "Literal"


def _wrong(problem: Problem) -> str:
    name, text = problem.subject, problem.text
    if problem.cause is Cause.TYPE_ARGUMENTS:
        return f"`{text}` in the type of `{name}` takes exactly {problem.detail} argument"
    if problem.cause is Cause.LIST_ELEMENT:
        return f"`{name}` is a list of `{text}`, which callers cannot send"
    if problem.cause is Cause.UNION_NESTED:
        return f"the type of `{name}` has a union inside a union"
    if problem.cause is Cause.UNION_EMPTY:
        return f"the type of `{name}` is only `None`"
    if problem.cause is Cause.UNION_VARIANT:
        return f"`{text}` cannot be one of several types of `{name}`"
    origin = f" (from `{problem.detail}`)" if problem.detail not in ("", "builtins") else ""
    return f"`{text}`{origin} cannot be the type of the input `{name}`"


def _right(project: Project, problem: Problem) -> str:
    if problem.cause is Cause.TYPE_ARGUMENTS:
        return f"write `{problem.text}[...]` with one type in the brackets"
    if problem.cause is Cause.LIST_ELEMENT:
        if problem.detail == "optional":
            return "make the whole list optional, or none of its values"
        return "write `list[Any]` and check the elements in the method"
    if problem.cause is Cause.UNION_NESTED:
        return "write all its types in one union"
    if problem.cause is Cause.UNION_EMPTY:
        return "write the type of the value"
    if problem.cause is Cause.UNION_VARIANT:
        if problem.detail == "optional":
            return "write `| None` once, for the whole union"
        return "make it a separate input"
    return input_hint(project, problem)
