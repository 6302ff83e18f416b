"""`gpu: true` does not say which GPU, and no file names the tier.

## What it does

Reports `gpu: true` when no place names the hardware tier: no `# cog-lsp: hardware=...` in cog.yaml,
no cog-safe-push.yaml, no Terraform deployment, no `--hardware` in a workflow, no setting. The
message says what the weights need, as far as the code shows, and which of Replicate's tiers is the
cheapest that holds them; `cog-lsp memory` lists all of them. A note at each load says how its size
was determined.

The estimate counts the weights: the number of parameters, from a table of checkpoints or the
checkpoint's name, times their bytes, from the dtype. GB are 10^9 bytes. A tier holds them if they
take no more than nine tenths of the memory that torch can use on it, which is less than the nominal
size (14.56 GiB of a T4's 16 GB); the rest is for the CUDA context, activations and caches. What is
known about these is reported: the keys and values of a text model's tokens, the decoding of an
image.

It is a warning if a current tier cannot hold the weights. Retired tiers and those sold only by
contract are never proposed. `gpu-t4` is, because it is in the price table, but the API has refused
it for new models.

## Why it matters

The tier decides whether the model fits and what each second costs. It is chosen on Replicate when
the model or the deployment is created; Cog has no key for it. If it is not written down anywhere,
nobody notices that a 13B model was put on a T4 until setup runs out of memory.

## Example

```yaml title=cog.yaml
build:
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

## Fix

Writes the comment that declares the tier, one fix for each tier that holds the weights, cheapest
first; if the size is unknown, for each current tier with one GPU. Unsafe, because which tier to pay
for is the author's decision. Nothing changes on Replicate. Another action shows what sets the tier
there: `replicate model create owner/name --private --hardware gpu-l40s` or `POST
https://api.replicate.com/v1/models` with `hardware` for a new model, the page
`https://replicate.com/owner/name/settings` for an existing one, `PATCH
https://api.replicate.com/v1/deployments/owner/name` with `hardware` for a deployment.

## Sources

- [Replicate: pricing](https://replicate.com/pricing), the tiers with their memory and price
- [Replicate: hardware](https://replicate.com/docs/topics/models/hardware)
- [Hugging Face: loading a model, and its dtype](https://huggingface.co/docs/transformers/main_classes/model)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.hardware import proposable
from cog_lsp.memory import (
    Fit,
    candidates,
    cheapest,
    estimate_of,
    fit,
    in_short,
    tiers_text,
)
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.hardware._places import told_at
from cog_lsp.rules.plan import DeclareHardware, Plan, ShowHardwareCommand
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG501",
    severity=Severity.INFORMATION,
    since="0.1.0",
    fix="Declares a tier that holds the model, in a comment.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the ``gpu`` key of a project that declares no hardware."""
    config = project.config
    entry = config.entry("build", "gpu")
    is_declared = any(declared.role != "train" for declared in project.hardware)
    if entry is None or not config.gpu or is_declared:
        return
    estimate = estimate_of(project)
    found = candidates(estimate)
    too_small = [
        tier
        for tier in proposable()
        if tier.gpu_count == 1 and fit(estimate, tier) is Fit.TOO_SMALL
    ]
    message = f"`gpu: true` does not say which GPU. {in_short(estimate)}"
    if too_small:
        message += f": too much for {tiers_text(too_small)}"
    message += f". {cheapest(estimate)}"
    # Of weights of unknown size nobody can say which tier to take.
    choice = found[0].sku if found and estimate.weights is not None else "SKU"
    message += f". Declare it with a comment, `# cog-lsp: hardware={choice}`"
    plans: list[Plan] = [
        DeclareHardware(config.path, tier.sku, fits=estimate.weights is not None) for tier in found
    ]
    plans += [ShowHardwareCommand(config.path, tier.sku) for tier in found[:1]]
    yield Report(
        config.path,
        entry.span,
        message,
        key="gpu",
        related=told_at(config.path, entry.span, estimate),
        plans=tuple(plans),
        severity=Severity.WARNING if too_small else None,
    )
