"""A list of secrets reaches the model as plain strings.

## What it does

Reports an input that is a `list[Secret]`.

## Why it matters

Cog's server wraps a single `Secret`, but not those in a list: `get_secret_value()` fails, and the
plain text is printed wherever the value is.

## Example

```python title=predict.py
from cog import BaseRunner, Secret


class Predictor(BaseRunner):
    def run(self, keys: list[Secret]) -> str:
        return str(len(keys))
```

## Use instead

```python title=predict.py
from cog import BaseRunner, Secret


class Predictor(BaseRunner):
    def run(self, key: Secret) -> str:
        return str(len(key.get_secret_value()))
```

## Fix

None: only the author knows what is meant.

## Sources

- `crates/coglet-python` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG351",
    severity=Severity.WARNING,
    since="0.2.0",
    covers=("secret-list",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each list of secrets."""
    for problem in found(project, Cause.SECRET_LIST):
        yield report(
            problem,
            f"the elements of `{problem.subject}` reach the model as plain `str`; use a separate "
            "input for each secret",
        )
