"""bfloat16 is used on a GPU that does not have it.

## What it does

Reports loads, conversions and `torch.autocast` in bfloat16 when the declared tier is a T4. Code
behind a condition that asks what the GPU supports (`torch.cuda.get_device_capability()`,
`is_bf16_supported()`) is left alone, and so is a dtype that is not known.

It is an error if the library refuses to run (vLLM), otherwise a warning.

## Why it matters

bfloat16 came with compute capability 8.0; a T4 has 7.5. torch does not fail there, and
`torch.cuda.is_bf16_supported()` even returns true: torch computes in float32 instead, several times
slower than in float16, and some operators (cuDNN convolutions) do not run at all.

## Example

```yaml title=cog.yaml
build:
  # cog-lsp: hardware=gpu-t4
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
        self.model = AutoModel.from_pretrained("org/a-1b", torch_dtype=torch.bfloat16).to("cuda")

    def predict(self, prompt: str) -> str:
        return str(self.model(prompt))
```

## Use instead

```yaml title=cog.yaml
build:
  # cog-lsp: hardware=gpu-t4
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
        self.model = AutoModel.from_pretrained("org/a-1b", torch_dtype=torch.float16).to("cuda")

    def predict(self, prompt: str) -> str:
        return str(self.model(prompt))
```

## Fix

Replaces a literal bfloat16 with float16. Unsafe: float16 has a smaller range, and a model that was
trained in bfloat16 may overflow in it. Also offers the tiers with bfloat16 that hold the model;
these are never applied automatically.

## Sources

- [PyTorch: bfloat16 is emulated below compute capability 8.0](https://github.com/pytorch/pytorch/pull/148322)
- [diffusers: convolutions in bfloat16 fail below 8.0](https://github.com/huggingface/diffusers/pull/14129)
- [vLLM refuses bfloat16 on a T4](https://github.com/vllm-project/vllm/issues/1157)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.hardware._features import instead, too_new
from cog_lsp.rules.rule import Report, rule

_CAUTION = "float16 has a smaller range than bfloat16, and some models overflow in it"


@rule(code="COG511", severity=Severity.WARNING, since="0.2.0", fix="Writes float16.")
def check(project: Project) -> Iterator[Report]:
    """One finding for each place that asks for bfloat16 on a tier without it."""
    for use, report in too_new(project, "bfloat16", "bfloat16"):
        severity = Severity.ERROR if use.row.fails else None
        yield replace(report, severity=severity, plans=(*instead(use, _CAUTION), *report.plans))
