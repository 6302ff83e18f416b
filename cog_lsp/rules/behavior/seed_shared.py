"""Predictions that run at once share a random generator that one of them seeds.

## What it does

Reports `torch.manual_seed`, `random.seed`, `numpy.random.seed`, `transformers.set_seed` and similar
calls in the prediction, if several predictions may run at once.

## Why it matters

There is only one such generator for the whole process. While one prediction awaits, another seeds
it again or draws numbers from it, so the same seed gives different results.

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
import random

from cog import BasePredictor


class Predictor(BasePredictor):
    async def predict(self, seed: int) -> float:
        random.seed(seed)
        await asyncio.sleep(0.1)
        return random.random()
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
import random

from cog import BasePredictor


class Predictor(BasePredictor):
    async def predict(self, seed: int) -> float:
        numbers = random.Random(seed)
        await asyncio.sleep(0.1)
        return numbers.random()
```

## Fix

None: the code that draws the numbers needs a generator of its own, such as
`torch.Generator().manual_seed(seed)`.

## Sources

- [PyTorch: reproducibility](https://pytorch.org/docs/stable/notes/randomness.html)
- [Python: `random`](https://docs.python.org/3/library/random.html)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import predictions_at_once
from cog_lsp.project import Project
from cog_lsp.project.behavior import Phase, trace_of
from cog_lsp.rules.behavior._sampling import SEEDS
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py


@rule(code="COG448", severity=Severity.INFORMATION, since="0.2.0")
def check(project: Project) -> Iterator[Report]:
    """One finding for each place that seeds what all predictions share."""
    at_once = predictions_at_once(project)
    seen: set[py.Call] = set()
    for call in trace_of(project).calls if at_once > 1 else ():
        if call.phase is Phase.PREDICT and call.name in SEEDS and call.node not in seen:
            seen.add(call.node)
            yield Report(
                call.frame.path,
                call.node.span,
                f"`{call.name}()` seeds the generator that all {at_once} predictions that may run "
                "at once share; give each a generator of its own",
                key=call.name,
            )
