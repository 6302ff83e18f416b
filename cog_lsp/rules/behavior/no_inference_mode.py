"""A model of plain torch is called with gradients on.

## What it does

Reports the first call of a loaded model, or of a `torch.nn.Module` of the project, in the
prediction, where neither a `with` nor a decorator on the way turns gradients off. Pipelines of
diffusers and transformers and `generate()` do that themselves, and are left alone. So is a project
that uses gradients anywhere, or turns them off for good.

## Why it matters

torch keeps what each layer has computed for a backward pass that never comes: memory of the GPU
that grows with the input, for as long as the output is referenced, and time to write it all down.

## Example

```python title=predict.py
import torch
from cog import BasePredictor
from transformers import AutoModel


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.model = AutoModel.from_pretrained("org/encoder")
        self.model.eval()

    def predict(self, length: int) -> float:
        return float(self.model(torch.ones(1, length)).mean())
```

## Use instead

```python title=predict.py
import torch
from cog import BasePredictor
from transformers import AutoModel


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.model = AutoModel.from_pretrained("org/encoder")
        self.model.eval()

    @torch.inference_mode()
    def predict(self, length: int) -> float:
        return float(self.model(torch.ones(1, length)).mean())
```

## Fix

Decorates the method with `@torch.inference_mode()`. Not for an async method: the mode would be over
before it runs. Nor where an input has a default by `Input(default=…)`, which Cog does not find
behind a decorator (`wrapped-defaults-lost`): use a `with` block there.

## Sources

- [PyTorch: inference mode](https://pytorch.org/docs/stable/notes/autograd.html)
- [Replicate: build models](https://github.com/replicate/skills)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.loaders import match_loader
from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Frame, Origin, Phase, Value, trace_of
from cog_lsp.project.reached import functions_reached
from cog_lsp.rules.behavior._shared import input_with_default
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import Decorate
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts, PythonFacts

# What a model is after these, it was before.
_SAME = frozenset(
    ("to", "cuda", "cpu", "half", "float", "double", "bfloat16", "eval", "compile", "train")
)
_OF_TORCH = frozenset(("torch", "torchvision", "timm", "open_clip"))
# They return more than a model, or something else.
_GIVE_MORE = ("create_model_and_transforms", "create_model_from_pretrained", "transforms")
_FORWARD = frozenset(
    ("forward", "encode_image", "encode_text", "get_image_features", "get_text_features")
)
_MODULES = frozenset(("torch.nn.Module", "torch.nn.modules.module.Module", "nn.Module"))
# A project with one of these names knows what it does about gradients.
_KNOWS = frozenset(
    (
        "backward", "autograd", "enable_grad", "set_grad_enabled", "requires_grad",
        "requires_grad_", "grad", "zero_grad", "optimize_for_inference", "freeze",
    )
)  # fmt: skip
_DECORATOR = "inference_mode()"


@rule(
    code="COG446",
    severity=Severity.HINT,
    since="0.2.0",
    fix="Decorates the method with `@torch.inference_mode()`.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the first such call of the project."""
    for call in trace_of(project).calls:
        if call.phase is not Phase.PREDICT or not _is_forward(project, call):
            continue
        if _is_without_gradients(call.frame, call.node) or _knows(project):
            return
        entry = _entry(call.frame).function
        assert entry is not None
        source = project.documents[call.frame.path].slice(call.node.func.span)
        yield Report(
            call.frame.path,
            call.node.func.span,
            f"`{source}()` runs with gradients on, and keeps what each layer computes; decorate "
            f"{entry.name}() with `@torch.inference_mode()`",
            key=source,
            plans=tuple(_plans(project, entry)),
        )
        return


def _is_forward(project: Project, call: CallEvent) -> bool:
    """Whether ``call`` runs a model, one that leaves gradients to its caller, on the request."""
    if not any(arg.value.origin & Origin.INPUT for arg in call.args):
        return False
    frame: Frame | None = call.frame
    while frame is not None:
        if frame.constructs is not None:
            return False
        frame = frame.parent
    func = py.unparen(call.node.func)
    receiver = call.receiver
    if isinstance(func, py.Attribute) and receiver is not None:
        is_held = receiver.fields is not None and func.attr in receiver.fields
        if is_held or isinstance(receiver.obj, PythonFacts):
            return _is_module(project, call.callee)
        return func.attr in _FORWARD and _is_module(project, receiver)
    return _is_module(project, call.callee)


def _is_module(project: Project, value: Value) -> bool:
    if value.cls is not None:
        methods = (project.find_method(value.cls, name) for name in ("__call__", "forward"))
        is_off = any(method is not None and _turns_off(method) for method in methods)
        return not is_off and not _MODULES.isdisjoint(project.external_bases(value.cls))
    made_by = [event for event in value.loads if _last(event) not in _SAME]
    return bool(made_by) and all(_loads_module(event) for event in made_by)


def _loads_module(event: CallEvent) -> bool:
    loader = match_loader(event.name) if event.name else None
    if loader is None or loader.kind not in ("weights", "file"):
        return False
    if loader.library == "transformers":
        cls = event.name.split(".")[-2]
        return event.name.endswith(".from_pretrained") and ("Model" in cls or "For" in cls)
    return loader.library in _OF_TORCH and not event.name.endswith(_GIVE_MORE)


def _last(event: CallEvent) -> str:
    func = py.unparen(event.node.func)
    return func.attr if isinstance(func, py.Attribute) else event.name.rpartition(".")[2]


def _is_without_gradients(frame: Frame, node: py.Node) -> bool:
    """Whether a ``with`` or a decorator between ``node`` and the entry point turns them off."""
    current: Frame | None = frame
    while current is not None:
        function = current.function
        if function is None or _turns_off(function, node):
            return True
        if current.call is not None:
            node = current.call
        current = current.parent
    return False


def _turns_off(function: FunctionFacts, node: py.Node | None = None) -> bool:
    """Whether a decorator of ``function`` or a ``with`` in it (around ``node``) turns them off."""
    if any(map(_speaks_of_it, function.decorators)):
        return True
    for outer in py.walk(function.node):
        if isinstance(outer, py.With) and (node is None or outer.span.contains(node.span)):
            for item in outer.items:
                context = item.context
                target = context.func if isinstance(context, py.Call) else context
                if _speaks_of_it(py.dotted(target) or "?"):
                    return True
    return False


def _speaks_of_it(name: str) -> bool:
    """Whether a decorator or context is one that turns gradients off, or may be."""
    last = name.rpartition(".")[2].lower()
    return "grad" in last or "infer" in last or name == "?"


def _knows(project: Project) -> bool:
    """Whether the code that runs says anything else of gradients."""
    return any(
        (isinstance(node, py.Attribute) and node.attr in _KNOWS)
        or (isinstance(node, py.Argument) and node.name in _KNOWS)
        for phase in (Phase.SETUP, Phase.PREDICT)
        for function in functions_reached(project, phase)
        for node in py.walk(function.node)
    )


def _entry(frame: Frame) -> Frame:
    while frame.parent is not None:
        frame = frame.parent
    return frame


def _plans(project: Project, entry: FunctionFacts) -> Iterator[Decorate]:
    # Behind a decorator, Cog does not find the defaults of inputs.
    if not entry.node.is_async and input_with_default(project, entry) is None:
        yield Decorate(entry.path, entry.node.name_span, "torch", _DECORATOR)
