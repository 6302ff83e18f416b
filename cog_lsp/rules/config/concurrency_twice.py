"""cog.yaml and `@cog.concurrent` disagree on how many predictions run at once.

## What it does

Reports `concurrency.max` when the method's decorator says a different number.

## Why it matters

cog.yaml silently wins.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
concurrency:
  max: 4
```

```python title=predict.py
from cog import BasePredictor, concurrent


class Predictor(BasePredictor):
    @concurrent(max=8)
    async def predict(self, prompt: str) -> str:
        return prompt
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
```

```python title=predict.py
from cog import BasePredictor, concurrent


class Predictor(BasePredictor):
    @concurrent(max=8)
    async def predict(self, prompt: str) -> str:
        return prompt
```

## Fix

Deletes `concurrency`. Unsafe: the decorator's number then applies.

## Sources

- `pkg/image/build.go` in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import interfaces_of
from cog_lsp.project import Project
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import DeleteEntry
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG136",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Deletes `concurrency`.",
    covers=("concurrency-precedence", "inf-concurrency-both"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at ``concurrency.max`` when the decorator has another number."""
    path, asked = project.config.path, project.config.values.concurrency
    first = next(iter(interfaces_of(project)), None)
    if asked is None or asked.max is None or first is None or first.target is None:
        return
    decorator = first.concurrency
    if decorator is None or decorator.max == asked.max.value:
        return
    plan = DeleteEntry(path, asked.entry.key.span, caution="the decorator's number then applies")
    yield Report(
        path,
        asked.max.span,
        f"the decorator says {decorator.max}, but cog.yaml wins: {asked.max.value} applies",
        key="concurrency.max",
        related=(Related(first.target.file.path, decorator.span, "the decorator"),),
        plans=(plan,),
    )
