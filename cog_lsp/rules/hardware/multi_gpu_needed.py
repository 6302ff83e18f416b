"""The model needs more than one GPU, and the code or the tier has one.

## What it does

Reports a load

- of weights that are larger than any of Replicate's GPUs, by code that puts them on one GPU;
- that requires a number of GPUs (`tensor_parallel_size=4`) that the declared tier does not have.

The size is the lower bound of the weights (see `hardware-not-declared`). Silent if the code spreads
them (`device_map="auto"`, `tensor_parallel_size`) or moves what does not fit to the CPU, and if it
is not known whether it does.

## Why it matters

No single GPU holds them: setup runs out of memory on every tier. And a serving engine that is told
to use more GPUs than it finds does not start.

## Example

```yaml title=cog.yaml
build:
  # cog-lsp: hardware=gpu-a100-large-2x
  gpu: true
  python_version: "3.12"
predict: predict.py:Predictor
```

```python title=predict.py
import torch
from cog import BasePredictor
from transformers import AutoModelForCausalLM


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.model = AutoModelForCausalLM.from_pretrained(
            "org/a-70b", torch_dtype=torch.float16
        ).to("cuda")

    def predict(self, prompt: str) -> str:
        return str(self.model(prompt))
```

## Use instead

```yaml title=cog.yaml
build:
  # cog-lsp: hardware=gpu-a100-large-2x
  gpu: true
  python_version: "3.12"
predict: predict.py:Predictor
```

```python title=predict.py
import torch
from cog import BasePredictor
from transformers import AutoModelForCausalLM


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.model = AutoModelForCausalLM.from_pretrained(
            "org/a-70b", torch_dtype=torch.float16, device_map="auto"
        )

    def predict(self, prompt: str) -> str:
        return str(self.model(prompt))
```

## Fix

None: spread the model over several GPUs (`device_map="auto"`, `tensor_parallel_size`), quantize it,
or choose a smaller one.

## Sources

- [Replicate: pricing](https://replicate.com/pricing), how many GPUs each tier has
- [Accelerate: big model inference](https://huggingface.co/docs/accelerate/usage_guides/big_modeling)
- [vLLM: parallelism](https://docs.vllm.ai/en/stable/serving/parallelism_scaling/)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.hardware import Tier, proposable, tiers
from cog_lsp.memory import (
    Component,
    Estimate,
    Fit,
    estimate_of,
    fit,
    gigabytes,
    in_short,
    places,
    tiers_text,
    usable_bytes,
)
from cog_lsp.project import Project
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.hardware._places import as_related
from cog_lsp.rules.rule import Report, rule


@rule(code="COG508", severity=Severity.ERROR, since="0.2.0")
def check(project: Project) -> Iterator[Report]:
    """One finding for the largest load, and one for each that insists on more GPUs."""
    if not project.config.gpu:
        return
    estimate = estimate_of(project)
    yield from _beyond_any_gpu(estimate)
    declared = project.chosen_hardware
    tier = declared.tier if declared is not None else None
    if declared is None or tier is None or not tier.is_gpu:
        return
    for part in estimate.on_gpu:
        wanted = part.placement.gpus
        if wanted <= tier.gpu_count or part.load.event.guards:
            continue
        yield Report(
            part.load.event.frame.path,
            part.load.event.node.span,
            f"{part.label} is loaded on {wanted} GPUs, but {tier.sku}, declared by "
            f"{declared.place}, has {tier.gpu_count}{_enough(wanted)}",
            key=part.label,
            related=as_related([declared]),
        )


def _beyond_any_gpu(estimate: Estimate) -> Iterator[Report]:
    single = [tier for tier in tiers() if tier.gpu_count == 1 and tier.status != "unverified"]
    if estimate.spreads or estimate.spills or estimate.weights is None:
        return
    if not all(fit(estimate, tier) is Fit.TOO_SMALL for tier in single):
        return
    largest = max(single, key=lambda tier: tier.usable_gib)
    part = max(estimate.known, key=_low)
    yield Report(
        part.load.event.frame.path,
        part.load.event.node.span,
        f"{in_short(estimate)}: more than the {gigabytes(usable_bytes(largest))} of the largest "
        f"GPU ({largest.sku}), but the code puts them on one. Spread them "
        '(`device_map="auto"`, `tensor_parallel_size`), quantize them, or choose a smaller model',
        key="weights",
        related=tuple(Related(*place) for place in places(estimate)),
    )


def _low(part: Component) -> int:
    return part.size.amount.low if part.size is not None else 0


def _enough(gpus: int) -> str:
    """Which tiers have as many GPUs, those by contract if there are no others."""
    having: list[Tier] = [tier for tier in proposable() if tier.gpu_count >= gpus]
    if having:
        verb = "has" if len(having) == 1 else "have"
        return f". {tiers_text(having)} {verb} enough"
    contract = [tier for tier in tiers() if tier.status == "contract" and tier.gpu_count == gpus]
    if contract:
        return f". With a committed-spend contract: {tiers_text(contract)}"
    return ""
