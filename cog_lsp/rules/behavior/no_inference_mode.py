"""A plain torch model is called with gradients on.

## What it does

Reports the first call, in the prediction, of a loaded model, or of a `torch.nn.Module` of the
project that has layers, if neither a `with` nor a decorator on the way turns gradients off.
Pipelines of diffusers and transformers and `generate()` turn them off themselves, and are not
reported. Neither is a project that uses gradients anywhere, or turns them off for good.

## Why it matters

torch keeps what each layer computed for a backward pass that never comes: GPU memory that grows
with the input, for as long as the output is referenced, and time to store it all.

## Example

```python title=predict.py
import torch
from cog import BasePredictor
from transformers import AutoModel


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.model = AutoModel.from_pretrained("org/encoder")
        self.model.eval()

    def predict(self, length: int) -> float:
        return float(self.model(torch.ones(1, length)).mean())
```

## Use instead

```python title=predict.py
import torch
from cog import BasePredictor
from transformers import AutoModel


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.model = AutoModel.from_pretrained("org/encoder")
        self.model.eval()

    @torch.inference_mode()
    def predict(self, length: int) -> float:
        return float(self.model(torch.ones(1, length)).mean())
```

## Fix

Decorates the method with `@torch.inference_mode()`. Not an async method: the mode would end before
the method runs. Nor one whose input has a default in `Input(default=…)`, which Cog does not find
behind a decorator (`wrapped-defaults-lost`): use a `with` block there.

## Sources

- [PyTorch: inference mode](https://pytorch.org/docs/stable/notes/autograd.html)
- [Replicate: build models](https://github.com/replicate/skills)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import Phase, trace_of
from cog_lsp.rules.behavior._gradients import (
    in_inference_mode,
    is_forward,
    is_without_gradients,
    knows_gradients,
)
from cog_lsp.rules.behavior._to_setup import entry_of
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG446",
    severity=Severity.HINT,
    since="0.2.0",
    fix="Decorates the method with `@torch.inference_mode()`.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the first such call of the project."""
    for call in trace_of(project).calls:
        if call.phase is not Phase.PREDICT or not is_forward(project, call):
            continue
        if is_without_gradients(project, call.frame, call.node):
            continue
        if knows_gradients(project):
            return
        entry = entry_of(call.frame).function
        assert entry is not None
        source = project.documents[call.frame.path].slice(call.node.func.span)
        yield Report(
            call.frame.path,
            call.node.func.span,
            f"`{source}()` runs with gradients on, so torch keeps what each layer computes; "
            f"decorate {entry.name}() with `@torch.inference_mode()`",
            key=source,
            plans=tuple(in_inference_mode(call.frame, project)),
        )
        return
