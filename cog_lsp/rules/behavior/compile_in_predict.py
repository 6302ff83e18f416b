"""The model is compiled again for every prediction.

## What it does

Reports `torch.compile(…)` of a model, and `.compile(…)` of one, in code that every prediction
reaches unconditionally.

## Why it matters

`torch.compile` returns a new module that compiles itself on its first call, which takes a minute or
more. If it is created in `setup()` and called once there, that cost is paid once; if it is created
in `predict()`, every request pays it.

## Example

```python title=predict.py
import torch
from cog import BasePredictor
from transformers import AutoModel


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.model = AutoModel.from_pretrained("openai-community/gpt2")

    def predict(self, prompt: str) -> str:
        model = torch.compile(self.model)
        return str(model(prompt))
```

## Use instead

```python title=predict.py
import torch
from cog import BasePredictor
from transformers import AutoModel


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.model = torch.compile(AutoModel.from_pretrained("openai-community/gpt2"))
        self.model("a prompt to warm it up")

    def predict(self, prompt: str) -> str:
        return str(self.model(prompt))
```

## Fix

Moves the call into `setup()`, if nothing else decides whether it runs.

## Sources

- [Replicate: using torch.compile](https://replicate.com/docs/guides/build/torch-compile)
- [torch.compile](https://docs.pytorch.org/docs/stable/generated/torch.compile.html)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import Origin, Phase, trace_of
from cog_lsp.rules.behavior._to_setup import entry_of, to_setup, way_to
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.syntax import python_tree as py


@rule(
    code="COG417",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Moves the call to setup().",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each compilation that every prediction starts."""
    seen: set[py.Call] = set()
    for event in trace_of(project).calls:
        if event.phase is not Phase.PREDICT or event.name != "torch.compile":
            continue
        first = event.argument("model", 0)
        if first is None or event.node in seen or first.value.origin & Origin.INPUT:
            continue
        if any(not guard.available for guard in event.guards):
            continue
        seen.add(event.node)
        function = entry_of(event.frame).function
        entry = f"{function.name}()" if function is not None else "the prediction"
        yield Report(
            event.frame.path,
            event.node.span,
            f"{entry} compiles this model for every request; compile it in setup() and call it "
            "once there",
            key=shortened(project.documents[event.frame.path].slice(event.node.span)),
            related=tuple(way_to(event.frame)),
            plans=(to_setup(event.frame, event.node),),
        )
