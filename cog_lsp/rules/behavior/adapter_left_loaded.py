"""A LoRA that one prediction loads stays in the model for the next.

## What it does

Reports `load_lora_weights`, `fuse_lora`, `load_ip_adapter` and `load_textual_inversion` where the
prediction calls them on a model that was loaded before, and the project has no call that undoes it
(`unload_lora_weights`, `unfuse_lora`, `set_adapters`, …). Silent where a test asks what is loaded.

## Why it matters

The model lives as long as the container. A caller who asks for no LoRA gets that of the caller
before, a second one is added to the first, and each takes its memory on the GPU until there is none
left.

## Example

```python title=predict.py
from cog import BasePredictor
from diffusers import DiffusionPipeline


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.pipe = DiffusionPipeline.from_pretrained("org/pictures")

    def predict(self, prompt: str, lora: str = "") -> str:
        if lora:
            self.pipe.load_lora_weights(lora)
        return str(self.pipe(prompt))
```

## Use instead

```python title=predict.py
from cog import BasePredictor
from diffusers import DiffusionPipeline


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.pipe = DiffusionPipeline.from_pretrained("org/pictures")

    def predict(self, prompt: str, lora: str = "") -> str:
        self.pipe.unload_lora_weights()
        if lora:
            self.pipe.load_lora_weights(lora)
        return str(self.pipe(prompt))
```

## Fix

Begins the method with `unload_lora_weights()`, where that is what undoes it. Unsafe: the LoRA of an
earlier prediction may be there to be kept.

## Sources

- [diffusers: loading
  adapters](https://huggingface.co/docs/diffusers/main/en/tutorials/using_peft_for_inference)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import predictions_at_once
from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Origin, Phase, trace_of
from cog_lsp.project.outliving import made_before_requests
from cog_lsp.rules.behavior._statements import at_start
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import ReplaceText
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import listed
from cog_lsp.syntax import python_tree as py

_LORA = "load_lora_weights"
_UNDONE_BY = {
    _LORA: (
        "unload_lora_weights",
        "delete_adapters",
        "set_adapters",
        "disable_lora",
        "unload_lora",
    ),
    "fuse_lora": ("unfuse_lora",),
    "load_ip_adapter": ("unload_ip_adapter", "set_ip_adapter_scale"),
    "load_textual_inversion": ("unload_textual_inversion",),
}
_CAUTION = "the LoRA of an earlier prediction may be there to be kept"


@rule(
    code="COG441",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Begins the method with `unload_lora_weights()`.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each kind of adapter, where it is first loaded."""
    seen: set[str] = set()
    for call in trace_of(project).calls:
        func = py.unparen(call.node.func)
        if call.phase is not Phase.PREDICT or not isinstance(func, py.Attribute):
            continue
        undone_by = _UNDONE_BY.get(func.attr)
        if undone_by is None or func.attr in seen or not _happens_again(call):
            continue
        if not made_before_requests(call.receiver) or _uses(project, undone_by):
            continue
        seen.add(func.attr)
        source = project.documents[call.frame.path].slice(func.span)
        yield Report(
            call.frame.path,
            call.node.span,
            f"what `{source}()` loads stays there for the next prediction: nothing calls "
            f"{listed(undone_by[:2])}",
            key=source,
            plans=tuple(_plans(project, call, func)),
        )


def _happens_again(call: CallEvent) -> bool:
    """Whether no condition asks what is loaded already."""
    return all(
        guard.kind == "if" and guard.inputs and not guard.origin & Origin.STATE
        for guard in call.guards
    )


def _uses(project: Project, names: tuple[str, ...]) -> bool:
    return any(
        isinstance(node, py.Attribute) and node.attr in names
        for facts in project.python.values()
        for node in py.walk(facts.tree)
    )


def _plans(project: Project, call: CallEvent, func: py.Attribute) -> Iterator[ReplaceText]:
    """The plan that unloads when a prediction begins, where the pipeline can be named there."""
    name = py.dotted(func.value)
    entry = next((entry for entry in project.entry_points if entry.mode == "predict"), None)
    is_fused = _uses(project, ("fuse_lora",))
    if func.attr != _LORA or name is None or entry is None or is_fused:
        return
    owner, _, rest = name.partition(".")
    if not rest or not call.frame.runner or owner != entry.function.first_param:
        return
    if predictions_at_once(project) > 1:
        return
    statement = f"{name}.unload_lora_weights()"
    plan = at_start(project, entry.function, statement, f"Begin with `{statement}`", _CAUTION)
    if plan is not None:
        yield plan
