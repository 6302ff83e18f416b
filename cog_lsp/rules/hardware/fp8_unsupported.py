"""fp8 is used on a GPU that does not have it.

## What it does

Reports, when the declared tier is a T4 (7.5), an A100 (8.0) or an A40 (8.6), calls that compute in
fp8: `torch._scaled_mm`, torchao's dynamic activation quantization, fp8 configurations of
transformers, Transformer Engine's `fp8_autocast`. Weights that are only stored in fp8 run
everywhere and are left alone, and so is code behind a condition that asks what the GPU supports.

## Why it matters

fp8 came with compute capability 8.9 (L40S) and 9.0 (H100). Below that, these calls raise an error
in setup or in the first prediction.

## Example

```yaml title=cog.yaml
build:
  # cog-lsp: hardware=gpu-a100-large
  gpu: true
  python_version: "3.12"
predict: predict.py:Predictor
```

```python title=predict.py
import torch
from cog import BasePredictor
from torchao.quantization import Float8DynamicActivationFloat8WeightConfig, quantize_
from transformers import AutoModel


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.model = AutoModel.from_pretrained("org/a-1b", torch_dtype=torch.bfloat16).to("cuda")
        quantize_(self.model, Float8DynamicActivationFloat8WeightConfig())

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
from torchao.quantization import Float8DynamicActivationFloat8WeightConfig, quantize_
from transformers import AutoModel


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.model = AutoModel.from_pretrained("org/a-1b", torch_dtype=torch.bfloat16).to("cuda")
        quantize_(self.model, Float8DynamicActivationFloat8WeightConfig())

    def predict(self, prompt: str) -> str:
        return str(self.model(prompt))
```

## Fix

Offers the tiers with fp8 that hold the model; never applied automatically, because another
quantization is a solution as well.

## Sources

- [torch._scaled_mm on an A100](https://github.com/replicate/cog-flux/issues/23)
- [torchao: which GPUs](https://github.com/pytorch/ao/pull/1314)
- [transformers: fp8 below 8.9](https://github.com/huggingface/transformers/pull/42926)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.hardware._features import too_new
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG513",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Offers the tiers with fp8 that hold the model.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each call that computes in fp8 on a tier that cannot."""
    for _, report in too_new(project, "fp8", "fp8"):
        yield report
