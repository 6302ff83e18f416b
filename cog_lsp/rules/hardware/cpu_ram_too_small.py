"""The weights do not fit the main memory of the declared tier while they are loaded.

## What it does

Reports a declared tier whose main memory (not the GPU's) is smaller than what the code puts there:
a model that transformers or diffusers loads before it is moved to the GPU, in the precision of the
load (`from_pretrained(...).half()` loads in float32 first), together with what is offloaded to the
CPU. Loads with a `device_map` go to the GPU piece by piece and do not count.

Only the lower bound of the weights' size is compared. Silent if the GPU is too small as well.

## Why it matters

The container is killed in setup, without a traceback; Replicate reports an out-of-memory kill
(E1001). A T4 comes with 16 GB of main memory, as much as its GPU has.

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
from cog import BasePredictor
from transformers import AutoModel


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.model = AutoModel.from_pretrained("org/a-6b").half().to("cuda")

    def predict(self, prompt: str) -> str:
        return str(self.model(prompt))
```

## Use instead

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
from cog import BasePredictor
from transformers import AutoModel


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.model = AutoModel.from_pretrained("org/a-6b", torch_dtype=torch.float16).to("cuda")

    def predict(self, prompt: str) -> str:
        return str(self.model(prompt))
```

## Fix

None: pass the dtype or `device_map="auto"` to the load itself, or choose a tier with more memory.

## Sources

- [Replicate: pricing](https://replicate.com/pricing), the main memory of each tier
- [Replicate: error codes](https://replicate.com/docs/reference/error-codes), E1001
- [Accelerate: big model inference](https://huggingface.co/docs/accelerate/usage_guides/big_modeling)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.memory import GIB, Fit, estimate_of, fit, gigabytes
from cog_lsp.memory.main_memory import main_memory_of
from cog_lsp.project import Project
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.rule import Report, rule


@rule(code="COG515", severity=Severity.WARNING, since="0.2.0")
def check(project: Project) -> Iterator[Report]:
    """At most one finding, at the declaration that counts."""
    declared = project.chosen_hardware
    tier = declared.tier if declared is not None else None
    if declared is None or tier is None or tier.ram_gb is None or not project.config.gpu:
        return
    if tier.is_gpu and fit(estimate_of(project), tier) is Fit.TOO_SMALL:
        return  # hardware-too-small says that it has to be another tier
    needed = main_memory_of(project)
    # A table's "16 GB" may be units of 2**30: the larger reading is the one that accuses less.
    if needed.least <= tier.ram_gb * GIB:
        return
    yield Report(
        declared.path,
        declared.span,
        f"{tier.sku}, declared by {declared.place}, has {tier.ram_gb} GB of main memory, but "
        f"loading takes at least {gigabytes(needed.least)}: {needed.why}. Load in the final "
        'precision, or with `device_map="auto"`, or choose a tier with more memory',
        key=declared.sku,
        related=tuple(
            Related(part.load.event.frame.path, part.load.event.node.span, part.label)
            for part in needed.parts
        ),
    )
