"""Two pipelines each load the same checkpoint.

## What it does

Reports a diffusers pipeline that loads a checkpoint which another pipeline already has on the GPU
in the same precision, such as one for text-to-image and one for image-to-image. Silent when the
second is given parts of the first, or when one of the loads happens only in some cases.

## Why it matters

The weights are in memory twice, and are read twice at startup. A pipeline created from another one
shares its parts: it takes no extra memory and no time.

## Example

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
from diffusers import StableDiffusionXLImg2ImgPipeline, StableDiffusionXLPipeline

MODEL = "stabilityai/stable-diffusion-xl-base-1.0"


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.text = StableDiffusionXLPipeline.from_pretrained(MODEL, torch_dtype=torch.float16)
        self.text.to("cuda")
        self.image = StableDiffusionXLImg2ImgPipeline.from_pretrained(
            MODEL, torch_dtype=torch.float16
        )
        self.image.to("cuda")

    def predict(self, prompt: str) -> str:
        return str(self.text(prompt))
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
from diffusers import StableDiffusionXLImg2ImgPipeline, StableDiffusionXLPipeline

MODEL = "stabilityai/stable-diffusion-xl-base-1.0"


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.text = StableDiffusionXLPipeline.from_pretrained(MODEL, torch_dtype=torch.float16)
        self.text.to("cuda")
        self.image = StableDiffusionXLImg2ImgPipeline.from_pipe(self.text)

    def predict(self, prompt: str) -> str:
        return str(self.text(prompt))
```

## Fix

None: a part that one of them changes (a scheduler, an adapter) would change for both.

## Sources

- [diffusers: reuse a pipeline](https://huggingface.co/docs/diffusers/using-diffusers/loading), by
  `from_pipe()`
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.memory import Component, component_text, estimate_of
from cog_lsp.memory.report import size_text
from cog_lsp.project import Project
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.rule import Report, rule


@rule(code="COG518", severity=Severity.INFORMATION, since="0.2.0")
def check(project: Project) -> Iterator[Report]:
    """One finding for each pipeline whose checkpoint another has loaded before it."""
    first: dict[object, Component] = {}
    for part in estimate_of(project).on_gpu:
        if not _loads_a_whole_pipeline(part):
            continue
        before = first.setdefault((part.names, part.precision), part)
        # What is kept in the same attribute takes the other's place.
        if before.item.slot == part.item.slot or part.size is None:
            continue
        event, cls = part.load.event, part.load.event.name.split(".")[-2]
        yield Report(
            event.frame.path,
            event.node.span,
            f"{part.label} is already on the GPU, and takes another "
            f"{size_text(part.size.amount)} here: create this pipeline from the other with "
            f"`{cls}.from_pipe(...)` to share its weights",
            key=part.label,
            related=(
                Related(
                    before.load.event.frame.path,
                    before.load.event.node.span,
                    f"{before.label}: {component_text(before)}",
                ),
            ),
        )


def _loads_a_whole_pipeline(part: Component) -> bool:
    """Whether a pipeline surely loads all of its parts by itself, and keeps them."""
    event = part.load.event
    return (
        event.name.startswith("diffusers.")
        and "Pipeline" in event.name
        and event.name.endswith(".from_pretrained")
        and bool(part.names)
        and not part.item.guards
        and part.item.slot is not None
        and not part.placement.in_turn
        and not any(arg.value.loads or arg.node.star for arg in event.args)
    )
