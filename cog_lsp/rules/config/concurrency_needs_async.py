"""Running more than one prediction at once needs an `async` method.

## What it does

Reports `concurrency.max` above 1, or `COG_MAX_CONCURRENCY` above 1 in `environment`, when the
method that cog.yaml names is not `async def`.

## Why it matters

The build stops. With the variable the build passes, but the container does not start.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
concurrency:
  max: 4
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
concurrency:
  max: 4
```

```python title=predict.py
from cog import BasePredictor


class Predictor(BasePredictor):
    async def predict(self, prompt: str) -> str:
        return prompt
```

## Fix

Writes 1. Unsafe: fewer predictions run at once.

## Sources

- `pkg/image/build.go`, and `crates/coglet-python` for the variable, in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import interfaces_of
from cog_lsp.project import Project
from cog_lsp.rules.config._environment import variables
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import DeleteItem, SetScalar
from cog_lsp.rules.rule import Report, rule

_CAUTION = "fewer predictions run at once"


@rule(
    code="COG134",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Writes 1.",
    covers=("concurrency-needs-async", "runtime-concurrency-async", "start-max-concurrency"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding where more than one at a time is asked for."""
    path, values = project.config.path, project.config.values
    first = next(iter(interfaces_of(project)), None)
    if first is None or first.target is None or first.is_async:
        return
    node, file = first.target.node, first.target.file.path
    related = (Related(file, node.name_span, f"`{node.name}` is not `async def`"),)
    asked = values.concurrency.max if values.concurrency is not None else None
    if asked is not None:
        if asked.value > 1:
            message = f"running {asked.value} predictions at once needs `async def {node.name}`"
            plan = SetScalar(path, asked.span, "1", text=False, caution=_CAUTION)
            key = "concurrency.max"
            yield Report(path, asked.span, message, key=key, related=related, plans=(plan,))
        return
    if first.concurrency is not None:
        return
    for variable in variables(project):
        if variable.name == "COG_MAX_CONCURRENCY" and _above_one(variable.value):
            message = (
                f"running {variable.value} predictions at once needs `async def {node.name}`; the "
                "container does not start"
            )
            plans = (DeleteItem(path, variable.item.span, caution=_CAUTION),)
            yield Report(
                path, variable.item.span, message, key=variable.name, related=related, plans=plans
            )


def _above_one(text: str) -> bool:
    return text.isdecimal() and int(text) > 1
