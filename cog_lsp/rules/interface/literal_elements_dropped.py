"""Cog leaves out elements of a tuple or dictionary that it cannot read.

## What it does

Reports a tuple or dictionary, used as a default or for `choices`, with elements that Cog cannot
read without running code: a name, a call, `**other`. A dictionary entry is dropped if its key or
its value is one, even if only the keys are used. In a list or set, one such element makes Cog
refuse the whole.

If no choice is left, the input has no choices and accepts anything.

## Why it matters

Cog silently drops them: the default or the choices in the interface have fewer elements than in the
code.

## Example

```python title=predict.py
import torch

from cog import BaseRunner, Input

SCHEDULERS = {"SGD": torch.optim.SGD, "Adam": torch.optim.Adam}


class Predictor(BaseRunner):
    def run(self, x: str = Input(choices=list(SCHEDULERS.keys()))) -> str:
        return SCHEDULERS[x].__name__
```

## Use instead

```python title=predict.py
import torch

from cog import BaseRunner, Input

SCHEDULERS = {"SGD": torch.optim.SGD, "Adam": torch.optim.Adam}


class Predictor(BaseRunner):
    def run(self, x: str = Input(choices=["SGD", "Adam"])) -> str:
        return SCHEDULERS[x].__name__
```

## Fix

None: only the author knows what is meant.

## Sources

- `literals.go` in `pkg/schema/python` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG344",
    severity=Severity.WARNING,
    since="0.2.0",
    covers=(
        "literal-elements-dropped",
        "choices-emptied",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each literal of which something is left out."""
    emptied = {
        (problem.path, problem.span): problem for problem in found(project, Cause.CHOICES_EMPTIED)
    }
    for problem in found(project, Cause.ELEMENTS_DROPPED):
        effect = ""
        if emptied.pop((problem.path, problem.span), None) is not None:
            effect = ", so it has no choices and accepts anything"
        count = "1 element" if problem.detail == "1" else f"{problem.detail} elements"
        yield report(
            problem,
            f"Cog drops {count} of `{problem.subject}`{effect}: it cannot read "
            f"`{problem.text}` without running code; write only literals",
        )
    for problem in emptied.values():
        yield report(
            problem,
            f"Cog finds no choices here, so `{problem.subject}` accepts anything; list them here",
        )
