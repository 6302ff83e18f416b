"""cog.yaml has both `run` and `predict`.

## What it does

Reports `predict` next to `run`, even if one of them is an empty string.

## Why it matters

`run` is the new name of `predict`. Cog refuses a file with both, and every command stops.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
run: predict.py:Predictor
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
run: predict.py:Predictor
```

## Fix

Deletes `predict` if both name the same code. Otherwise it offers to delete either.

## Sources

- Cog's schema and its own check: `pkg/config/validate.go` in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import DeleteEntry, Plan
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG106",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Deletes `predict`.",
    covers=("schema-run-and-predict", "run-predict-both", "config-schema"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at ``predict`` when ``run`` is there too."""
    path, values = project.config.path, project.config.values
    run, predict = values.run, values.predict
    if run is None or predict is None:
        return
    plans: list[Plan] = [DeleteEntry(path, predict.key_span, choice=run.value != predict.value)]
    if run.value != predict.value:
        plans.append(DeleteEntry(path, run.key_span, title="Delete `run`", choice=True))
    yield Report(
        path,
        predict.key_span,
        "cog.yaml already has `run`, the new name of `predict`; Cog accepts only one of the two",
        key="predict",
        related=(Related(path, run.key_span, "`run`"),),
        plans=tuple(plans),
    )
