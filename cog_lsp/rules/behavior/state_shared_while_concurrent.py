"""After an `await`, a value on `self` may be another prediction's.

## What it does

Reports `self.x = ...` with a value from the request in an async prediction of which several may run
at once (`@concurrent(max=4)`, `concurrency.max`), if `self.x` is read again after an `await`, an
`async for` or an `async with` that lets others run. The rule is silent if nothing is awaited
between the two, and if predictions run one at a time.

Other assignments to state that predictions share are reported by
[concurrency-shares-state](concurrency-shares-state.md).

## Why it matters

There is only one `self`. While one prediction waits, the next one starts and sets the same
attribute: the first continues with the input of the second, and one caller gets what another asked
for. It happens only under load.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
concurrency:
  max: 4
```

```python title=predict.py
import asyncio

from cog import BasePredictor


class Predictor(BasePredictor):
    async def predict(self, prompt: str) -> str:
        self.words = prompt.split()
        await asyncio.sleep(0.1)
        return " ".join(reversed(self.words))
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
import asyncio

from cog import BasePredictor


class Predictor(BasePredictor):
    async def predict(self, prompt: str) -> str:
        words = prompt.split()
        await asyncio.sleep(0.1)
        return " ".join(reversed(words))
```

## Fix

Makes it a local variable, if only this method uses it and sets it first.

## Sources

- `docs/concurrency.md` in replicate/cog, at 6110c912
- On Cog 0.23's server, the second of two predictions that run at once changes the output of the
  first.
- [Python: coroutines](https://docs.python.org/3/library/asyncio-task.html)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import predictions_at_once
from cog_lsp.project import Project
from cog_lsp.rules.behavior._raced import races
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import KeepLocal
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py


@rule(
    code="COG449",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Makes it a local variable.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each attribute, where it is set."""
    for race in races(project):
        store = race.store
        function = store.frame.function
        assert function is not None
        name = py.dotted(store.node) or store.node.attr
        yield Report(
            store.frame.path,
            store.node.span,
            f"`{name}` is set from the request and read again after an `await`, when another of "
            f"the {predictions_at_once(project)} predictions that may run at once may have set it; "
            "keep it in a local variable",
            key=name,
            related=(
                Related(store.frame.path, race.wait.span, "other predictions run while this waits"),
                Related(store.frame.path, race.read.span, "it is read here"),
            ),
            plans=(KeepLocal(store.frame.path, function.qualname, store.node.attr),),
        )
