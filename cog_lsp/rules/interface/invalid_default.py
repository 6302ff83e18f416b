"""A default is not among the values that callers may send.

## What it does

Reports a default that its own input does not accept: of another type, outside `ge` and `le`, too
short or too long, not matched by `regex`, not among `choices`.

`int` accepts `1.0` and `float` accepts `1`; `True` is not a number and `1` is not a `bool`. `Any`
and `dict` mean a JSON object, so a string or a list does not fit.

## Why it matters

Cog validates its schema before it builds: `cog build` stops with "Model schema is invalid".

## Example

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: int = Input(default=0, ge=1, le=10)) -> str:
        return str(x)
```

## Use instead

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: int = Input(default=1, ge=1, le=10)) -> str:
        return str(x)
```

## Fix

None: only the author knows what is meant.

## Sources

- kin-openapi 0.144, by which `cog build` has its own document checked (`pkg/image/build.go`)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause, Problem, interfaces_of
from cog_lsp.interface.validation import KEYWORDS
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG324",
    severity=Severity.ERROR,
    since="0.2.0",
    covers=("openapi-default-invalid",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each default that callers could not send."""
    for problem in found(project, Cause.DEFAULT_INVALID):
        yield report(
            problem,
            f"the default of `{problem.subject}` {_wrong(project, problem)}, so `cog build` "
            "stops; change one of the two",
        )


def _wrong(project: Project, problem: Problem) -> str:
    keyword = KEYWORDS.get(problem.detail)
    if keyword == "regex":
        return "is not matched by its `regex`"
    if keyword == "choices":
        return "is not one of its `choices`"
    if keyword is not None:
        return f"is not allowed by its `{keyword}`"
    types = {
        str(given.type)
        for interface in interfaces_of(project)
        for given in interface.inputs
        if given.name == problem.subject and given.path == problem.path and given.type is not None
    }
    type_ = types.pop() if len(types) == 1 else ""
    if type_.startswith("dict"):
        return "is not a JSON object, which its type requires"
    return f"is not of type `{type_}`" if type_ else "does not have its type"
