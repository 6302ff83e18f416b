"""A cheaper tier holds the model with room to spare.

## What it does

Reports a declared tier with more memory than the model needs, when the weights are known to leave
at least 40% and at least 10 GB of a cheaper tier's usable memory free. The message says what that
tier would save per hour and, if the duration of a prediction is given (the setting
`prediction-seconds`, or `# cog-lsp: prediction-seconds=12` in cog.yaml), per 1,000 predictions.

Silent if a part of the model is of unknown size. A T4 is not proposed for code that uses features
it does not have: bfloat16, FlashAttention 2, fp8.

## Why it matters

A tier is billed by the second. GPUs differ in speed as well as in memory: on a slower one, a
prediction may take longer than the lower price makes up for, so measure before you switch.

## Example

```yaml title=cog.yaml
build:
  # cog-lsp: hardware=gpu-a100-large
  gpu: true
  python_version: "3.12"
  python_packages:
    - transformers==4.46.3
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
  python_packages:
    - transformers==4.46.3
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

Offers the cheaper tier where this one is declared; never applied automatically.

## Sources

- [Replicate: pricing](https://replicate.com/pricing), the tiers with their memory and price
- Usable memory, as torch reports it in public bug reports; each tier's row names one
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.hardware import Tier, proposable
from cog_lsp.memory import (
    Estimate,
    Fit,
    estimate_of,
    fit,
    in_short,
    places,
    tier_text,
    usable_bytes,
)
from cog_lsp.memory.cost import saving_text
from cog_lsp.project import Project
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.hardware._features import uses_of
from cog_lsp.rules.hardware._places import replacing
from cog_lsp.rules.hardware._several_gpus import uses_one_gpu
from cog_lsp.rules.rule import Report, rule

# Not all that running needs is known: so much of the memory is to stay free, if not more.
_FREE_SHARE = 0.4
_FREE_BYTES = 10e9


@rule(
    code="COG507",
    severity=Severity.INFORMATION,
    since="0.2.0",
    fix="Offers the cheaper tier.",
)
def check(project: Project) -> Iterator[Report]:
    """At most one finding, at the declaration that counts."""
    declared = project.chosen_hardware
    tier = declared.tier if declared is not None else None
    if declared is None or tier is None or not tier.is_gpu or not project.config.gpu:
        return
    estimate = estimate_of(project)
    if estimate.weights is None or fit(estimate, tier) is not Fit.FITS:
        return
    if tier.gpu_count > 1 and uses_one_gpu(project, estimate):
        return  # single-gpu-code-on-multi-gpu says it
    cheaper = next((found for found in proposable() if _does(project, estimate, tier, found)), None)
    saving = saving_text(tier, cheaper, project.prediction_seconds) if cheaper is not None else None
    if cheaper is None or saving is None:
        return
    share = estimate.weights.high / usable_bytes(tier)
    message = (
        f"{in_short(estimate)}: {share:.0%} of what {tier_text(tier)} can use. "
        f"{tier_text(cheaper)} holds them with room to spare and saves {saving}, if it is as fast: "
        "measure it"
    )
    note = f" ({cheaper.note.rstrip('.')})" if cheaper.note else ""
    yield Report(
        declared.path,
        declared.span,
        message + note,
        key=declared.sku,
        related=tuple(Related(*place) for place in places(estimate)),
        plans=(replacing([declared], cheaper.sku, choice=True),),
    )


def _does(project: Project, estimate: Estimate, tier: Tier, other: Tier) -> bool:
    """Whether ``other`` is a smaller tier on which the model runs with room."""
    weights = estimate.weights
    if weights is None or weights.most is None:
        return False
    if other.usable_gib * other.gpu_count >= tier.usable_gib * tier.gpu_count:
        return False  # of the same memory, the dearer one is the faster one
    if not estimate.gpus <= other.gpu_count <= (tier.gpu_count if estimate.spreads else 1):
        return False
    usable = usable_bytes(other)
    free = max(usable * _FREE_SHARE, _FREE_BYTES, estimate.running.high)
    return weights.most <= usable - free and _has_features(project, other)


def _has_features(project: Project, tier: Tier) -> bool:
    capability = tier.compute_capability
    return capability is not None and all(
        capability >= use.row.minimum
        for feature in ("bfloat16", "flash-attention", "fp8")
        for use in uses_of(project, feature)
    )
