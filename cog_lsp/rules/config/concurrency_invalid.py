"""`concurrency` does not say how many predictions may run at once.

## What it does

Reports `concurrency` without `max`, and a `max` below 1.

## Why it matters

Cog refuses it, and every command stops.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
concurrency:
  max: 0
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
```

## Fix

Deletes `concurrency`, which leaves the default of one prediction at a time. Unsafe if `max` is 0 or
less.

## Sources

- `pkg/config/validate.go` and `pkg/config/data/config_schema_v1.0.json` in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import DeleteEntry
from cog_lsp.rules.rule import Report, rule

_DECISION = "one prediction at a time is a guess"


@rule(
    code="COG132",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Deletes `concurrency`.",
    covers=("schema-concurrency-max", "concurrency-min", "config-schema"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at a ``concurrency`` that Cog refuses."""
    path, found = project.config.path, project.config.values.concurrency
    unread = project.config.values.unread
    if found is None or unread.intersection((("concurrency",), ("concurrency", "max"))):
        return
    key = found.entry.key.span
    if found.max is None:
        message = "`concurrency` needs a `max`: how many predictions may run at once"
        yield Report(path, key, message, key="concurrency", plans=(DeleteEntry(path, key),))
    elif found.max.value < 1:
        message = f"`max` must be at least 1, not {found.max.value}"
        plan = DeleteEntry(path, key, decision=_DECISION)
        yield Report(path, found.max.span, message, key="concurrency.max", plans=(plan,))
