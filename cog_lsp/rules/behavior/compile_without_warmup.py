"""A compiled model is not called in setup(), so the first request pays for the compilation.

## What it does

Reports `torch.compile(…)` in `setup()` if `setup()` calls no model after it.

## Why it matters

`torch.compile` does nothing until the model is called; that call then compiles for a minute or
more. The first prediction of every container waits for it.

## Example

```python title=predict.py
import torch
from cog import BasePredictor
from transformers import AutoModel


class Predictor(BasePredictor):
    def setup(self) -> None:
        model = AutoModel.from_pretrained("openai-community/gpt2")
        self.model = torch.compile(model)

    def predict(self, prompt: str) -> str:
        return str(self.model(prompt))
```

## Use instead

```python title=predict.py
import torch
from cog import BasePredictor
from transformers import AutoModel


class Predictor(BasePredictor):
    def setup(self) -> None:
        model = AutoModel.from_pretrained("openai-community/gpt2")
        self.model = torch.compile(model)
        self.model("a prompt to warm it up")

    def predict(self, prompt: str) -> str:
        return str(self.model(prompt))
```

## Fix

None: only the author knows what to warm it up with.

## Sources

- [Replicate: using torch.compile](https://replicate.com/docs/guides/build/torch-compile)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.loaders import match_loader
from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Phase, trace_of
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.syntax import python_tree as py

# Methods that leave a model as it is, or move it: no work is done in them.
_IDLE = frozenset(
    ("to", "eval", "cuda", "cpu", "half", "float", "bfloat16", "train", "requires_grad_", "compile",
     "from_pretrained", "load_state_dict", "set_progress_bar_config", "state_dict", "parameters",
     "from_config", "from_single_file", "fuse_qkv_projections")
)  # fmt: skip
_IDLE_FIRST = ("enable_", "disable_", "load_", "set_", "fuse_", "register_")


@rule(code="COG418", severity=Severity.INFORMATION, since="0.2.0")
def check(project: Project) -> Iterator[Report]:
    """One finding for the last compilation of a setup() that calls no model after it."""
    calls = [event for event in trace_of(project).calls if event.phase is Phase.SETUP]
    compiled = [event for event in calls if event.name == "torch.compile"]
    if not compiled or not any(e.phase is Phase.PREDICT for e in trace_of(project).calls):
        return
    last = compiled[-1]
    if any(_works(event) for event in calls[calls.index(last) + 1 :]):
        return
    document = project.documents[last.frame.path]
    yield Report(
        last.frame.path,
        last.node.span,
        "nothing calls the compiled model in setup(), so the first prediction of each container "
        "waits for the compilation; call it once with a typical input",
        key=shortened(document.slice(last.node.span)),
    )


def _works(event: CallEvent) -> bool:
    """Whether a call may run a model: one of a loaded thing, or of code that nobody can see."""
    func = py.unparen(event.node.func)
    if isinstance(func, py.Attribute):
        if func.attr in _IDLE or func.attr.startswith(_IDLE_FIRST):
            return False
        held = event.receiver.loads if event.receiver is not None else frozenset()
    else:
        held = frozenset()
    held |= event.callee.loads
    return any(
        call.name == "torch.compile"
        or ((loader := match_loader(call.name)) is not None and loader.kind == "weights")
        for call in held
        if call.name
    )
