"""Cog leaves out elements of a tuple or dictionary that it cannot read.

## What it does

Reports a tuple or dictionary, used as a default or for `choices`, with elements that Cog cannot
tell without running code: a name, a call, `**other`. An entry of a dictionary goes if its key or
its value is one, even where only the keys are asked for. In a list or set one such element makes
Cog refuse the whole.

Where no choice is left, the input has none, and takes anything.

## Why it matters

Cog drops them without a word: the default or the choices in the interface are fewer than in the
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
            effect = ", so it has no choices and takes anything"
        count = "1 element" if problem.detail == "1" else f"{problem.detail} elements"
        yield report(
            problem,
            f"Cog leaves {count} out of `{problem.subject}`{effect}: it cannot tell "
            f"`{problem.text}` without running it; write literals only",
        )
    for problem in emptied.values():
        yield report(
            problem,
            f"there are no choices in this, so `{problem.subject}` takes anything; list them here",
        )
