"""A model returns a type that Cog cannot describe.

## What it does

Reports a return annotation, or a field of the BaseModel in it, whose type Cog does not know:
`None`, `tuple`, `set`, `bytes`, `Generator`, a dataclass, an enumeration, a class from another
package, a union, an iterator without brackets, a subclass of a subclass of BaseModel.

A field that is wrong is reported where it is declared.

## Why it matters

`cog build` stops.

## Example

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, x: str) -> tuple[str, int]:
        return x, len(x)
```

## Use instead

```python title=predict.py
from cog import BaseModel, BaseRunner


class Output(BaseModel):
    text: str
    length: int


class Predictor(BaseRunner):
    def run(self, x: str) -> Output:
        return Output(text=x, length=len(x))
```

## Fix

Replaces `Generator[T, ...]` and `Iterable[T]` with `Iterator[T]` on a method that yields. Other
types are left to the author.

## Sources

- `schema_type.go` in `pkg/schema` of replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause, Problem
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.interface._types import STREAMS, output_hint
from cog_lsp.rules.interface._ways import ways_of
from cog_lsp.rules.plan import MendInterface
from cog_lsp.rules.plan.interface import Way
from cog_lsp.rules.rule import Report, rule

_TEXTS = ("ConcatenateIterator", "AsyncConcatenateIterator")


@rule(
    code="COG318",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Writes `Iterator[...]` for a generator, and `[str]` for a stream of text.",
    covers=("py-output-type",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the part of each annotation that cannot be an output."""
    causes = (
        Cause.OUTPUT_UNSUPPORTED,
        Cause.OUTPUT_UNRESOLVED,
        Cause.OUTPUT_ARGUMENTS,
        Cause.OUTPUT_UNION,
        Cause.CONCAT_NOT_SIMPLE,
    )
    for problem in found(project, *causes):
        yield report(
            problem,
            f"{_wrong(problem)}, so `cog build` stops; {_right(project, problem)}",
            ways=tuple(plan for plan in ways_of(problem) if _fits(plan)),
        )


def _fits(plan: MendInterface) -> bool:
    """Whether the type is of the kind that the way is made for."""
    name = plan.problem.text.rpartition(".")[2]
    return name in (_TEXTS if plan.way is Way.CONCATENATE_STR else STREAMS)


def _wrong(problem: Problem) -> str:
    whose = f"of the field `{problem.subject}`" if problem.subject else "of the output"
    if problem.cause is Cause.OUTPUT_ARGUMENTS:
        count = "two arguments" if problem.detail == "2" else "one argument"
        return f"`{problem.text}` in the type {whose} takes {count}"
    if problem.cause is Cause.OUTPUT_UNION:
        return f"the type {whose} is a union"
    if problem.cause is Cause.CONCAT_NOT_SIMPLE:
        return f"the type {whose} concatenates something other than `str`"
    origin = f" (from `{problem.detail}`)" if problem.detail not in ("", "builtins") else ""
    return f"`{problem.text}`{origin} cannot be the type {whose}"


def _right(project: Project, problem: Problem) -> str:
    if problem.cause is Cause.OUTPUT_ARGUMENTS:
        inner = "str, ..." if problem.detail == "2" else "..."
        return f"write `{problem.text}[{inner}]`"
    if problem.cause is Cause.OUTPUT_UNION:
        return "return one type, or a BaseModel with an optional field for each"
    if problem.cause is Cause.CONCAT_NOT_SIMPLE:
        return "write `ConcatenateIterator[str]`, or `Iterator[...]` for other values"
    return output_hint(project, problem)
