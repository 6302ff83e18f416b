"""Cog builds with a method that its server cannot find.

## What it does

Reports a class whose `run()` or `predict()` is defined only in a base class listed after
`BaseRunner` or `BasePredictor`, and a training class that has only `train()`.

At startup, Cog's server looks for `run` and `predict` in Python's method resolution order, and
stops at Cog's own class, even for a training.

## Why it matters

`cog build` succeeds. The container fails when it loads the class.

## Example

```python title=predict.py
from cog import BaseRunner


class Shout:
    def run(self, x: str) -> str:
        return x.upper()


class Predictor(BaseRunner, Shout):
    pass
```

## Use instead

```python title=predict.py
from cog import BaseRunner


class Shout:
    def run(self, x: str) -> str:
        return x.upper()


class Predictor(Shout, BaseRunner):
    pass
```

## Fix

None: only the author knows what is meant.

## Sources

- `_user_method_owner` in `predictor.py` of `python/cog` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG331",
    severity=Severity.ERROR,
    since="0.2.0",
    covers=("start-method-out-of-reach",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the name of each such class."""
    for problem in found(project, Cause.METHOD_AFTER_BASE, Cause.TRAIN_CLASS_WITHOUT_RUN):
        if problem.cause is Cause.TRAIN_CLASS_WITHOUT_RUN:
            message = (
                f"Cog's server loads `{problem.subject}` only if it has `run()` or `predict()`, "
                "so the training fails to start; make `train` a top-level function and name "
                "that in cog.yaml"
            )
        else:
            message = (
                f"Cog's server does not find `{problem.text}()` of `{problem.subject}`, so the "
                "container fails to start: it stops looking at Cog's own base class; list the "
                "class that defines it first"
            )
        yield report(problem, message)
