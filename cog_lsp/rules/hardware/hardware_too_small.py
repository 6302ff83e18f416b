"""The declared hardware tier cannot hold the model.

## What it does

Reports a declared tier whose GPU memory is smaller than the weights that the code loads, wherever
the tier is named: the comment in cog.yaml, cog-safe-push.yaml, Terraform, a workflow. Only the
first place counts, in this order. Also reports a tier without a GPU when `gpu: true` is set.

The weights are estimated as for `hardware-not-declared`. There is a finding only if their lower
bound, without anything that running needs, is more than torch can use of all the tier's GPUs
together (GB are 10^9 bytes), or of one of them if nothing in the code hints at using more than one.
Retired tiers are compared as well, but never proposed.

It is only a warning if `device_map="auto"` or the like moves what does not fit to CPU memory: that
runs, but slowly. It is also a warning if the weights fit, but not together with the minimum that
running is known to need: the CUDA context, the keys and values of as many tokens as a prediction
generates by default, the decoding of an image of the default size.

## Why it matters

The container dies with `CUDA out of memory` in setup, or in every prediction.

## Example

```yaml title=cog.yaml
build:
  # cog-lsp: hardware=gpu-t4
  gpu: true
  python_version: "3.12"
  python_packages:
    - transformers==4.46.3
predict: predict.py:Predictor
```

```python title=predict.py
import torch
from cog import BasePredictor, Input
from transformers import pipeline


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.generator = pipeline(
            "text-generation",
            "NousResearch/Llama-2-13b-chat-hf",
            torch_dtype=torch.float16,
            device=0,
        )

    def predict(self, prompt: str = Input(description="What to continue")) -> str:
        return self.generator(prompt)[0]["generated_text"]
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
from cog import BasePredictor, Input
from transformers import pipeline


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.generator = pipeline(
            "text-generation",
            "NousResearch/Llama-2-13b-chat-hf",
            torch_dtype=torch.float16,
            device=0,
        )

    def predict(self, prompt: str = Input(description="What to continue")) -> str:
        return self.generator(prompt)[0]["generated_text"]
```

## Fix

Replaces the declared tier with one that holds the weights, one fix for each, the cheapest first.
Unsafe, because which tier to pay for is the author's decision.

## Sources

- [Replicate: pricing](https://replicate.com/pricing), the tiers with their nominal memory
- Usable memory, as torch reports it in public bug reports; each tier's row names one
- [Accelerate: big model inference](https://huggingface.co/docs/accelerate/usage_guides/big_modeling)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cog_lsp.knowledge.hardware import Tier
from cog_lsp.memory import (
    Estimate,
    Fit,
    candidates,
    cheapest,
    estimate_of,
    fit,
    gigabytes,
    in_short,
    usable_bytes,
)
from cog_lsp.project import Project
from cog_lsp.project.behavior import Phase
from cog_lsp.project.hardware import HardwareDeclaration, is_safe_push
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.hardware._places import replacing, told_at
from cog_lsp.rules.hardware._several_gpus import uses_one_gpu
from cog_lsp.rules.plan import DeclareHardware, Plan
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG502",
    severity=Severity.ERROR,
    since="0.1.0",
    fix="Declares a tier that holds the model.",
    covers=("inf-weights-size-vram",),
)
def check(project: Project) -> Iterator[Report]:
    """At most one finding, at the declaration that counts."""
    declared = project.chosen_hardware
    tier = declared.tier if declared is not None else None
    if declared is None or tier is None or not project.config.gpu:
        return
    estimate = estimate_of(project)
    if not tier.is_gpu:
        if is_safe_push(declared.path):
            return  # test-hardware-is-cpu says it
        message = f"{tier.sku} has no GPU, but `gpu: true` asks for one. {in_short(estimate)}"
        yield _report(project, estimate, declared, message, Severity.WARNING)
        return
    one = replace(tier, gpu_count=1)
    least = _least_to_run(estimate)
    if fit(estimate, tier) is Fit.TOO_SMALL:
        slow = estimate.spills and estimate.staying.least <= usable_bytes(tier)
        message = f"{_memory(tier)}. {in_short(estimate)}: {_consequence(estimate, slow)}"
        severity = Severity.WARNING if slow else None
        yield _report(project, estimate, declared, message, severity)
    elif (
        fit(estimate, one) is Fit.TOO_SMALL
        and candidates(estimate)  # else multi-gpu-needed says it
        and uses_one_gpu(project, estimate)
    ):
        each = gigabytes(usable_bytes(one))
        message = (
            f"{tier.sku} has {tier.gpu_count} GPUs with {each} of usable memory each, but the code "
            f"uses only one. {in_short(estimate)}: {_consequence(estimate, estimate.spills)}"
        )
        yield _report(project, estimate, declared, message, None)
    elif least > usable_bytes(tier) and not estimate.spills:
        message = (
            f"{_memory(tier)}. {in_short(estimate)}, and at least {gigabytes(least)} together with "
            "what running needs: predictions run out of memory"
        )
        yield _report(project, estimate, declared, message, Severity.WARNING)


def _least_to_run(estimate: Estimate) -> float:
    """The least that the weights and what is known of running need together, in bytes."""
    return 0.0 if estimate.weights is None else estimate.weights.least + estimate.running.low


def _report(
    project: Project,
    estimate: Estimate,
    declared: HardwareDeclaration,
    message: str,
    severity: Severity | None,
) -> Report:
    plans: list[Plan] = []
    for tier in candidates(estimate):
        if declared.source == "directive":
            plans.append(DeclareHardware(project.config.path, tier.sku))
        else:
            plans.append(replacing([declared], tier.sku))
    return Report(
        declared.path,
        declared.span,
        f"{message}. {cheapest(estimate)}",
        key=declared.sku,
        related=told_at(declared.path, declared.span, estimate),
        plans=tuple(plans),
        severity=severity,
    )


def _memory(tier: Tier) -> str:
    """What ``tier`` has, and that it is no longer to be had if so."""
    nominal = f"{tier.nominal_gb * tier.gpu_count} GB nominal"
    text = f"{tier.sku} has {gigabytes(usable_bytes(tier))} of usable GPU memory ({nominal})"
    if tier.status != "retired":
        return text
    instead = f", succeeded by {tier.successor}" if tier.successor is not None else ""
    return f"{text} and is retired{instead}"


def _consequence(estimate: Estimate, slow: bool) -> str:
    if slow:
        return "what does not fit is moved to CPU memory, and every prediction is slow"
    if all(part.load.phase is Phase.PREDICT for part in estimate.known):
        return "every prediction runs out of memory"
    return "setup runs out of memory"
