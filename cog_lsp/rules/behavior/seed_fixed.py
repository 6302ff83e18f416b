"""The seed is a constant, and callers cannot choose another.

## What it does

Reports a seed that is a constant, if no input is called a seed and predictions are sure to draw
random numbers:

- in the prediction: `torch.manual_seed(42)`, `torch.Generator().manual_seed(0)`
- in `setup()` or at import, if the prediction seeds nothing

## Why it matters

If every prediction is seeded, the same input always gives the same result: a caller who does not
like a picture cannot get another. If the seed is set once, the result of a request depends on how
many came before it in that container, and every start begins the sequence again.

## Example

```python title=predict.py
import torch
from cog import BasePredictor, Path
from diffusers import DiffusionPipeline


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.pipe = DiffusionPipeline.from_pretrained("org/pictures")

    def predict(self, prompt: str) -> Path:
        torch.manual_seed(42)
        self.pipe(prompt).images[0].save("/tmp/out.png")
        return Path("/tmp/out.png")
```

## Use instead

```python title=predict.py
import torch
from cog import BasePredictor, Input, Path
from diffusers import DiffusionPipeline


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.pipe = DiffusionPipeline.from_pretrained("org/pictures")

    def predict(self, prompt: str, seed: int = Input(default=42)) -> Path:
        torch.manual_seed(seed)
        self.pipe(prompt).images[0].save("/tmp/out.png")
        return Path("/tmp/out.png")
```

## Fix

None: the author has to decide whether callers may choose.

## Sources

- [PyTorch: reproducibility](https://pytorch.org/docs/stable/notes/randomness.html)
- [Replicate: model best practices](https://replicate.com/docs/guides/build/model-best-practices)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Phase, trace_of
from cog_lsp.rules.behavior._sampling import SEEDS, draws, has_seed_input
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py


@rule(code="COG455", severity=Severity.HINT, since="0.2.0")
def check(project: Project) -> Iterator[Report]:
    """One finding for a project, at the first such seed."""
    if has_seed_input(project):
        return
    seeding = [call for call in trace_of(project).calls if _seeds(call)]
    each_time = [call for call in seeding if call.phase is Phase.PREDICT]
    chosen = each_time or seeding
    if not chosen or not all(map(_is_fixed, chosen)) or not draws(project):
        return
    call = chosen[0]
    number = call.args[0].value.constant
    if each_time:
        text = (
            f"each prediction is seeded with {number}, so the same input always gives the same "
            "result, and no caller can ask for another; take the seed as an input"
        )
    else:
        text = (
            f"seeded with {number} once, when the container starts: the result of a request "
            "depends on how many came before it; take a seed as an input and use it in the "
            "prediction"
        )
    yield Report(call.frame.path, call.node.span, text, key=str(number))


def _seeds(call: CallEvent) -> bool:
    func = py.unparen(call.node.func)
    is_method = isinstance(func, py.Attribute) and func.attr == "manual_seed"
    return call.name in SEEDS or is_method or call.name == "numpy.random.default_rng"


def _is_fixed(call: CallEvent) -> bool:
    """Whether it is sure to happen, and the seed a number that is written out."""
    number = call.args[0].value.constant if call.args else None
    return isinstance(number, int) and all(guard.available for guard in call.guards)
