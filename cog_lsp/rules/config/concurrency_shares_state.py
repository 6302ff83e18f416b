"""Predictions that run at the same time write to one `self`.

## What it does

Reports a method that may run several times at once, by `concurrency.max` or `@cog.concurrent`, and
that assigns to an attribute of `self`.

## Why it matters

All predictions share the one object, and the one GPU. What one writes to `self`, another may read
or write before the first is done with it.

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

from cog_lsp.interface import interfaces_of, predictions_at_once
from cog_lsp.project import Project
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
    for interface in interfaces_of(project)[:1]:
        target, number = interface.target, predictions_at_once(project)
        if target is None or target.runner is None or number < 2 or not target.node.params:
            continue
        owner = target.node.params[0].name
        seen: set[str] = set()
        for place in _assigned(target.node, owner or "self"):
            if place.attr not in seen:
                seen.add(place.attr)
                yield Report(
                    target.file.path,
                    place.span,
                    f"{number} predictions at a time share `{owner}.{place.attr}`; keep it in a "
                    "local variable",
                    key=place.attr,
                )


def _assigned(function: py.FunctionDef, owner: str) -> Iterator[py.Attribute]:
    for node in py.walk_scope(function):
        targets = node.targets if isinstance(node, py.Assign) else ()
        if isinstance(node, py.AugAssign):
            targets = (node.target,)
        for target in targets:
            if isinstance(target, py.Attribute) and py.dotted(target.value) == owner:
                yield target
