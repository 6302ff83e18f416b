"""In half precision the model would fit a cheaper tier.

## What it does

Reports a load by transformers or diffusers that passes no dtype and so takes four bytes per
parameter, if with two bytes the model would fit the declared tier, which it does not now, or a
cheaper tier than now. The version of the library must be pinned closely enough to know that its
default is float32: from transformers 5 on it is the checkpoint's own.

It is a warning if the declared tier is at stake. Silent if a dtype is given, even float32: that is
a decision.

## Why it matters

Nearly all checkpoints are published in 16 bits. Loading them in 32 takes twice the memory and time,
and gains nothing.

## Example

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
        self.model = AutoModel.from_pretrained("org/a-12b").to("cuda")

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
        self.model = AutoModel.from_pretrained("org/a-12b", torch_dtype=torch.bfloat16).to("cuda")

    def predict(self, prompt: str) -> str:
        return str(self.model(prompt))
```

## Fix

Adds the dtype under the name that the pinned version expects (`torch_dtype`; `dtype` from
transformers 4.56 on): bfloat16 for transformers on a GPU that supports it, otherwise float16.
Unsafe, because results differ, although mostly in digits that do not matter.

## Sources

- [transformers: the dtype of a model](https://huggingface.co/docs/transformers/main_classes/model)
- [transformers: `torch_dtype` becomes `dtype`](https://github.com/huggingface/transformers/pull/39782)
- [diffusers: reduce memory usage](https://huggingface.co/docs/diffusers/optimization/memory)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.hardware import Tier
from cog_lsp.memory import Estimate, Fit, candidates, component_text, estimate_of, fit, tier_text
from cog_lsp.memory.half import at_half, dtype_argument, in_default_float32
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import AddKeyword
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG510",
    severity=Severity.INFORMATION,
    since="0.2.0",
    fix="Adds the dtype, under the name that the pinned version expects.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each load in float32, if all of them in half help."""
    if not project.config.gpu:
        return
    estimate = estimate_of(project)
    parts = in_default_float32(project, estimate)
    if not parts:
        return
    halved = at_half(estimate, parts)
    declared = project.chosen_hardware
    tier = declared.tier if declared is not None else None
    gain, target = _gain(estimate, halved, tier if tier is not None and tier.is_gpu else None)
    if target is None:
        return
    for part in parts:
        name, value = dtype_argument(project, part, target)
        event = part.load.event
        yield Report(
            event.frame.path,
            event.node.span,
            f"{part.label} is loaded in float32, {component_text(part)}; {gain} in half precision: "
            f"`{name}={value}`",
            key=part.label,
            plans=(
                AddKeyword(
                    event.frame.path,
                    event.node.span,
                    name,
                    value,
                    "torch",
                    title=f"Load in half precision ({name}={value})",
                    caution="results differ slightly from those in float32",
                ),
            ),
            severity=Severity.WARNING if target is tier else None,
        )


def _gain(estimate: Estimate, halved: Estimate, declared: Tier | None) -> tuple[str, Tier | None]:
    """What half precision gains, as a clause, and the tier that it gains; ``None`` if nothing."""
    if (
        declared is not None
        and fit(estimate, declared) is not Fit.FITS
        and fit(halved, declared) is Fit.FITS
    ):
        return f"the model would fit the declared {tier_text(declared)}", declared
    now, then = candidates(estimate), candidates(halved)
    if not then or fit(halved, then[0]) is not Fit.FITS:
        return "", None
    if not now or _price(then[0]) < _price(now[0]):
        return f"the model would fit {tier_text(then[0])}", then[0]
    return "", None


def _price(tier: Tier) -> float:
    return tier.price_per_second or 0.0
