"""`setup()` has a parameter that nothing fills.

## What it does

Reports a parameter of `setup()` without a default, other than `self` and `weights`.

## Why it matters

Cog's server calls `setup()` once without arguments, or with the weights if it has a parameter of
that name. The call then fails for the missing argument, and the container fails to start. `cog
build` does not check it.

## Example

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def setup(self, device: str) -> None:
        self.device = device

    def run(self, prompt: str) -> str:
        return f"{prompt} on {self.device}"
```

## Use instead

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def setup(self) -> None:
        self.device = "cuda"

    def run(self, prompt: str) -> str:
        return f"{prompt} on {self.device}"
```

## Fix

None: only the author knows what is meant.

## Sources

- `setup` in `crates/coglet-python/src/predictor.rs` of replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG337",
    severity=Severity.ERROR,
    since="0.2.0",
    covers=("start-setup-parameters",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each parameter that stays empty."""
    for problem in found(project, Cause.SETUP_PARAMETER):
        yield report(
            problem,
            f"`setup()` is called without `{problem.subject}`, so the container fails to start; "
            "give it a default, or delete it",
        )
