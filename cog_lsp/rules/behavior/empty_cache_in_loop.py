"""The GPU cache is emptied again and again during a prediction.

## What it does

Reports `torch.cuda.empty_cache()` in a loop that a prediction runs.

## Why it matters

torch keeps freed memory in order to reuse it. `empty_cache()` waits for the GPU and gives that
memory back to the driver, and the next step has to request it again: the loop is slower, and frees
no memory that torch could not have used itself. It helps once, between two models of different
sizes.

## Example

```python title=predict.py
import torch
from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, steps: int) -> str:
        for step in range(steps):
            torch.rand(step)
            torch.cuda.empty_cache()
        return "done"
```

## Use instead

```python title=predict.py
import torch
from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, steps: int) -> str:
        for step in range(steps):
            torch.rand(step)
        return "done"
```

## Fix

None.

## Sources

- [PyTorch: CUDA memory management](https://pytorch.org/docs/stable/notes/cuda.html)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import Phase, trace_of
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py


@rule(code="COG447", severity=Severity.HINT, since="0.2.0")
def check(project: Project) -> Iterator[Report]:
    """One finding for each place."""
    seen: set[py.Call] = set()
    for call in trace_of(project).calls:
        if call.name != "torch.cuda.empty_cache" or call.phase is not Phase.PREDICT:
            continue
        # Behind a condition it may well be for a reason.
        if not call.in_loop or call.guards or call.node in seen:
            continue
        seen.add(call.node)
        yield Report(
            call.frame.path,
            call.node.span,
            "`torch.cuda.empty_cache()` in a loop makes each iteration request its memory from the "
            "driver again; torch reuses freed memory by itself",
            key="empty_cache",
        )
