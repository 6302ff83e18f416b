"""Predictions that run at once write to the same `self`.

## What it does

Reports an assignment to an attribute of `self`, or of a model that is already loaded
(`self.pipe.scheduler = ...`), that a prediction reaches, when `concurrency.max` or
`@cog.concurrent` lets several predictions run at once. What is read again after an `await` is
the business of [state-shared-while-concurrent](state-shared-while-concurrent.md).

## Why it matters

All predictions share one object and one GPU. What one prediction writes to `self`, another may read
or overwrite before the first is done with it.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
```

```python title=predict.py
from cog import BasePredictor, concurrent


class Predictor(BasePredictor):
    @concurrent(max=4)
    async def predict(self, prompt: str) -> str:
        self.prompt = prompt
        return self.prompt
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
    @concurrent(max=4)
    async def predict(self, prompt: str) -> str:
        text = prompt
        return text
```

## Fix

None.

## Sources

- `docs/concurrency.md`, and `pkg/image/build.go` for the number, in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import predictions_at_once
from cog_lsp.project import Project
from cog_lsp.project.behavior import Phase, trace_of
from cog_lsp.project.outliving import store_outlives
from cog_lsp.rules.behavior._raced import races
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py


@rule(
    code="COG152",
    severity=Severity.INFORMATION,
    since="0.2.0",
    covers=("inf-concurrency-gpu",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each attribute that is assigned to."""
    at_once = predictions_at_once(project)
    # Those are told more of.
    seen = {py.dotted(race.store.node) or race.store.node.attr for race in races(project)}
    for store in trace_of(project).stores if at_once > 1 else ():
        name = py.dotted(store.node) or store.node.attr
        if store.phase is not Phase.PREDICT or name in seen or not store_outlives(store):
            continue
        seen.add(name)
        yield Report(
            store.frame.path,
            store.node.span,
            f"up to {at_once} predictions at once share `{name}`; keep what belongs "
            "to a single prediction in a local variable",
            key=name,
        )
