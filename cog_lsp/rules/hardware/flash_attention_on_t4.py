"""FlashAttention 2 is used on a GPU that it does not support.

## What it does

Reports loads with `attn_implementation="flash_attention_2"` or `use_flash_attention_2=True`, and
calls of `flash_attn`, when the declared tier is a T4. Code behind a condition that asks what the
GPU supports is left alone.

## Why it matters

FlashAttention 2 needs an Ampere GPU or newer. The model loads, and the first prediction fails with
`FlashAttention only supports Ampere GPUs or newer`.

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
        self.model = AutoModel.from_pretrained(
            "org/a-1b", torch_dtype=torch.float16, attn_implementation="flash_attention_2"
        ).to("cuda")

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
        self.model = AutoModel.from_pretrained(
            "org/a-1b", torch_dtype=torch.float16, attn_implementation="sdpa"
        ).to("cuda")

    def predict(self, prompt: str) -> str:
        return str(self.model(prompt))
```

## Fix

Writes `sdpa`, torch's own attention. Unsafe, because results differ in their last digits and long
inputs need more memory. Also offers the tiers with an Ampere GPU or newer that hold the model;
these are never applied automatically.

## Sources

- [FlashAttention on a T4](https://github.com/Dao-AILab/flash-attention/issues/762)
- [FlashAttention 2: which GPUs](https://github.com/Dao-AILab/flash-attention/issues/720)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.hardware._features import instead, too_new
from cog_lsp.rules.rule import Report, rule

_CAUTION = "results differ in their last digits, and long inputs need more memory"


@rule(code="COG512", severity=Severity.ERROR, since="0.2.0", fix="Writes `sdpa`.")
def check(project: Project) -> Iterator[Report]:
    """One finding for each place that asks for FlashAttention 2 on a tier that cannot run it."""
    for use, report in too_new(project, "flash-attention", "FlashAttention 2"):
        yield replace(report, plans=(*instead(use, _CAUTION), *report.plans))
