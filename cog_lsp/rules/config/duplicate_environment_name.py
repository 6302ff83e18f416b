"""`environment` sets a variable twice.

## What it does

Reports the second item with the same name.

## Why it matters

Cog refuses it, and every command stops.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
environment:
  - LOG_LEVEL=info
  - LOG_LEVEL=debug
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
environment:
  - LOG_LEVEL=debug
```

## Fix

Deletes the second item if the two are identical. Otherwise it offers to delete either.

## Sources

- `pkg/config/env.go` in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.config import Value
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import DeleteItem, Plan
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG119",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Deletes one of the two.",
    covers=("env-duplicate", "config-schema"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each item whose name was there before."""
    path, environment = project.config.path, project.config.values.environment
    seen: dict[str, Value[str]] = {}
    for item in environment.items if environment is not None else ():
        name, equals, _ = item.value.partition("=")
        first = seen.setdefault(name, item)
        if not equals or not name or first is item:
            continue
        plans: tuple[Plan, ...] = (DeleteItem(path, item.span),)
        if first.value != item.value:
            plans = (
                DeleteItem(path, item.span, title=f"Delete the second `{name}`", choice=True),
                DeleteItem(path, first.span, title=f"Delete the first `{name}`", choice=True),
            )
        yield Report(
            path,
            item.span,
            f"`{name}` is already set; Cog accepts each variable only once",
            key=name,
            related=(Related(path, first.span, "the first one"),),
            plans=plans,
        )
