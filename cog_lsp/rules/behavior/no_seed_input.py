"""A pipeline draws random noise, and no caller can reproduce a result.

## What it does

Reports the first call of a diffusers pipeline in the prediction that gets neither `generator=` nor
`latents=`, in a project that seeds nothing: the words *seed* and *generator* appear nowhere in its
code.

## Why it matters

Each call starts from different noise. A caller cannot repeat a result to change one word of the
prompt, and a report of a bad picture cannot be investigated. Nearly all public models of this kind
have a `seed` input.

## Example

```python title=predict.py
from cog import BasePredictor, Path
from diffusers import DiffusionPipeline


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.pipe = DiffusionPipeline.from_pretrained("org/pictures")

    def predict(self, prompt: str) -> Path:
        self.pipe(prompt).images[0].save("/tmp/out.png")
        return Path("/tmp/out.png")
```

## Use instead

```python title=predict.py
from typing import Optional

import torch
from cog import BasePredictor, Input, Path
from diffusers import DiffusionPipeline


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.pipe = DiffusionPipeline.from_pretrained("org/pictures")

    def predict(self, prompt: str, seed: Optional[int] = Input(default=None)) -> Path:
        generator = torch.Generator().manual_seed(seed) if seed is not None else None
        self.pipe(prompt, generator=generator).images[0].save("/tmp/out.png")
        return Path("/tmp/out.png")
```

## Fix

Adds the input as the last one, which callers may leave out, and gives the pipeline a generator that
is seeded with it. Unsafe: the model's interface gets one more input. Only if the method itself
calls the pipeline, with arguments that are written out.

## Sources

- [diffusers: reproducible pipelines](https://huggingface.co/docs/diffusers/main/en/using-diffusers/reusing_seeds)
- [Replicate: model best practices](https://replicate.com/docs/guides/build/model-best-practices)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent
from cog_lsp.rules.behavior._sampling import has_seed_input, pipeline_calls
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import AddSeedInput
from cog_lsp.rules.rule import Report, rule

_SPEAKS_OF_IT = re.compile(r"(?i)seed|generator|latents")


@rule(
    code="COG456",
    severity=Severity.HINT,
    since="0.2.0",
    fix="Adds a `seed` input.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for a project, at the first such call."""
    if has_seed_input(project) or any(
        _SPEAKS_OF_IT.search(facts.document.text) for facts in project.python.values()
    ):
        return
    for call in pipeline_calls(project):
        if any(arg.node.star and arg.value.fields is None for arg in call.args):
            return  # what it unpacks may come from anywhere
        source = project.documents[call.frame.path].slice(call.node.func.span)
        yield Report(
            call.frame.path,
            call.node.func.span,
            f"`{source}()` starts from different noise each time, and no input seeds it, so no "
            "caller can reproduce a result; add a `seed` input, and pass a `generator` seeded with "
            "it",
            key=source,
            plans=tuple(_plans(project, call)),
        )
        return


def _plans(project: Project, call: CallEvent) -> Iterator[AddSeedInput]:
    function = call.frame.function
    entries = [entry.function for entry in project.entry_points if entry.mode == "predict"]
    if function is not None and function in entries and not call.in_loop:
        yield AddSeedInput(call.frame.path, function.qualname, call.node.span)
