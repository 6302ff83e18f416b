"""A variable of Cog's own in `environment` has no effect, or not the one intended.

## What it does

Reports `COG_MAX_CONCURRENCY` next to `concurrency.max` or `@cog.concurrent`, and a
`COG_MAX_CONCURRENCY` or `COG_SETUP_TIMEOUT` that is not a positive integer.

## Why it matters

Cog writes the number from `concurrency` into the image after `environment`, so it overrides the
variable. A value that is not a number is ignored with a line in the container's log.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
environment:
  - COG_SETUP_TIMEOUT=10m
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
environment:
  - COG_SETUP_TIMEOUT=600
```

## Fix

Deletes a variable that has no effect.

## Sources

- `pkg/dockerfile/standard_generator.go`, and `crates/coglet-python` for what the container reads,
  in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import interfaces_of
from cog_lsp.project import Project
from cog_lsp.rules.config._environment import variables
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import DeleteItem
from cog_lsp.rules.rule import Report, rule

_MAX, _TIMEOUT = "COG_MAX_CONCURRENCY", "COG_SETUP_TIMEOUT"


@rule(
    code="COG135",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Deletes the variable.",
    covers=("inf-env-runtime", "start-setup-timeout"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each such variable."""
    path, values = project.config.path, project.config.values
    for variable in variables(project):
        if variable.name not in (_MAX, _TIMEOUT):
            continue
        by_config = values.concurrency is not None and values.concurrency.max is not None
        by_code = any(found.concurrency is not None for found in interfaces_of(project)[:1])
        if variable.name == _MAX and (by_config or by_code):
            where = "`concurrency.max`" if by_config else "`@cog.concurrent`"
            message = f"{where} is written into the image after this variable and overrides it"
        elif not variable.value.isdecimal() or int(variable.value) == 0:
            message = f"`{variable.value}` is not a positive integer, so `{variable.name}` is "
            message += "ignored" if variable.name == _TIMEOUT else "taken as 1"
        else:
            continue
        plan = DeleteItem(path, variable.item.span)
        yield Report(path, variable.item.span, message, key=variable.name, plans=(plan,))
