"""The declared tier has several GPUs, and the code uses one.

## What it does

Reports a declared tier with two or more GPUs when every model that the code loads is put on a
single GPU, and nothing in the code hints at more: no `device_map`, no parallel size, no `cuda:1`,
no name that contains *distributed*, *parallel*, *device_count* or *accelerate*, no other process
started. Silent if nothing is known to be loaded, or if the code could not be followed to its end.

## Why it matters

A tier with two GPUs costs twice as much, and every second is billed whether or not the second GPU
does anything. torch uses only the first one unless told otherwise.

## Example

```yaml title=cog.yaml
build:
  # cog-lsp: hardware=gpu-l40s-2x
  gpu: true
  python_version: "3.12"
predict: predict.py:Predictor
```

```python title=predict.py
import torch
from cog import BasePredictor
from transformers import AutoModel


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.model = AutoModel.from_pretrained("org/a-7b", torch_dtype=torch.float16).to("cuda")

    def predict(self, prompt: str) -> str:
        return str(self.model(prompt))
```

## Use instead

```yaml title=cog.yaml
build:
  # cog-lsp: hardware=gpu-l40s
  gpu: true
  python_version: "3.12"
predict: predict.py:Predictor
```

```python title=predict.py
import torch
from cog import BasePredictor
from transformers import AutoModel


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.model = AutoModel.from_pretrained("org/a-7b", torch_dtype=torch.float16).to("cuda")

    def predict(self, prompt: str) -> str:
        return str(self.model(prompt))
```

## Fix

Writes the tier with one such GPU, if there is one that holds the model. Unsafe, because the
alternative is to use all of the GPUs.

## Sources

- [Replicate: pricing](https://replicate.com/pricing), how many GPUs each tier has
- [PyTorch: CUDA semantics](https://pytorch.org/docs/stable/notes/cuda.html), the current device
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.hardware import Tier, proposable
from cog_lsp.memory import Fit, estimate_of, fit, tier_text
from cog_lsp.memory.cost import saving_text
from cog_lsp.project import Project
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.hardware._places import replacing
from cog_lsp.rules.hardware._several_gpus import uses_one_gpu
from cog_lsp.rules.plan import ReplaceHardware
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG509",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Writes the tier with one such GPU.",
)
def check(project: Project) -> Iterator[Report]:
    """At most one finding, at the declaration that counts."""
    declared = project.chosen_hardware
    tier = declared.tier if declared is not None else None
    if declared is None or tier is None or tier.gpu_count < 2 or not project.config.gpu:
        return
    estimate = estimate_of(project)
    if not uses_one_gpu(project, estimate):
        return
    one = _with_one(tier)
    message = (
        f"{tier_text(tier)}, declared by {declared.place}, has {tier.gpu_count} GPUs, but the code "
        "loads everything on one of them"
    )
    plans: tuple[ReplaceHardware, ...] = ()
    if one is not None and fit(estimate, one) in (Fit.FITS, Fit.UNKNOWN):
        saving = saving_text(tier, one, project.prediction_seconds)
        message += f". {tier_text(one)} has one" + (f" and saves {saving}" if saving else "")
        plans = (replacing([declared], one.sku),)
    yield Report(
        declared.path,
        declared.span,
        message,
        key=declared.sku,
        related=tuple(
            Related(part.load.event.frame.path, part.load.event.node.span, f"{part.label}: one GPU")
            for part in estimate.on_gpu
        ),
        plans=plans,
    )


def _with_one(tier: Tier) -> Tier | None:
    """The tier to be had with one GPU of the same kind."""
    same = (known for known in proposable() if known.gpu == tier.gpu and known.gpu_count == 1)
    return next(same, None)
