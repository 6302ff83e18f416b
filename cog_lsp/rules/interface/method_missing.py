"""The class that cog.yaml names has no method that Cog can call.

## What it does

Reports a class that has neither `run()` nor `predict()`, defined in it or in a base class that Cog
finds in the project; for a training, a class without `train()` in its own body.

Cog looks at `def` statements directly in the class body. It does not see one inside an `if`, or an
assignment such as `run = helper`. It follows base classes by name through the files of the project,
but not through a package's `__init__.py`.

## Why it matters

`cog build` stops.

## Example

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def setup(self) -> None:
        self.greeting = "hello"
```

## Use instead

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def setup(self) -> None:
        self.greeting = "hello"

    def run(self, name: str) -> str:
        return f"{self.greeting} {name}"
```

## Fix

Adds a method that raises `NotImplementedError`. Unsafe, because it has to be filled in.

## Sources

- `target.go` in `pkg/schema/python` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG302",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Adds the method.",
    covers=(
        "ErrMethodNotFound",
        "py-method-missing",
        "start-no-method",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each class without a method."""
    for problem in found(project, Cause.METHOD_MISSING):
        if problem.text == "train":
            message = (
                f"`{problem.subject}` has no `train()` in its own body, so `cog build` stops; "
                "define `def train(self, ...) -> ...` there"
            )
        else:
            message = (
                f"Cog finds neither `run()` nor `predict()` in `{problem.subject}`, so "
                "`cog build` stops; define `def run(self, ...) -> ...` in it or in a base class"
            )
        yield report(problem, message)
