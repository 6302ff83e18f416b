"""The code asks for a GPU, and `gpu` is off.

## What it does

Reports, when `gpu` is `false` or missing, a call at import, in setup or in a prediction that
unconditionally puts something on a GPU: `.cuda()`, `.to("cuda")`, `device="cuda"`. A call under a
condition, such as `torch.cuda.is_available()`, is left alone, and so is a device that is chosen at
run time.

It also reports requirements that need a GPU (`vllm`, `flash-attn`, `onnxruntime-gpu`), as a
warning.

## Why it matters

Without `gpu: true` the image has no CUDA, Cog installs torch for the CPU, and the model gets no
GPU: the call raises an error, and in setup it does so before the first request.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_packages:
    - torch==2.5.1
predict: predict.py:Predictor
```

```python title=predict.py
import torch
from cog import BasePredictor


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.model = torch.load("model.pt").to("cuda")

    def predict(self, prompt: str) -> str:
        return self.model(prompt)
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.12"
  python_packages:
    - torch==2.5.1
predict: predict.py:Predictor
```

```python title=predict.py
import torch
from cog import BasePredictor


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.model = torch.load("model.pt").to("cuda")

    def predict(self, prompt: str) -> str:
        return self.model(prompt)
```

## Fix

Turns `gpu` on. Unsafe: the model then runs on a GPU, at its price.

## Sources

- `pythonPackageForArch` in `pkg/config/config.go` of replicate/cog, at 6110c912: torch for the CPU
- [Cog: `gpu`](https://cog.run/yaml/#gpu)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.gpu_packages import gpu_use
from cog_lsp.project import Project
from cog_lsp.project.behavior import BoundArgument, CallEvent, trace_of
from cog_lsp.project.behavior.values import MISSING
from cog_lsp.resolution import resolution_of
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import InsertKey, Plan, SetScalar
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py

_DEVICE_ARGUMENTS = ("device", "device_map", "map_location", "torch_device")
# They take a device's name without going to it.
_ONLY_NAMES = ("torch.device", "torch.autocast", "torch.amp.autocast")
_LONGEST = 40


@rule(
    code="COG219",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Turns `gpu` on.",
    covers=("inf-gpu-missing",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the first call that needs a GPU, or else at the first such requirement."""
    if project.config.gpu or project.config.entry("build") is None:
        return
    call = next((event for event in trace_of(project).calls if goes_to_gpu(event)), None)
    if call is not None:
        yield Report(
            call.frame.path,
            call.node.span,
            f"`{_words(project, call)}` needs a GPU, and cog.yaml has no `gpu: true`: the image "
            "has no CUDA and the model gets no GPU",
            key="gpu",
            plans=(_turn_on(project),),
        )
        return
    for package in resolution_of(project).packages:
        if gpu_use(package.name) == "needs":
            yield Report(
                package.path,
                package.span,
                f"`{package.name}` needs a GPU, and cog.yaml has no `gpu: true`: the image has no "
                "CUDA and the model gets no GPU",
                key="gpu",
                plans=(_turn_on(project),),
                severity=Severity.WARNING,
            )
            return


def goes_to_gpu(event: CallEvent) -> bool:
    """Whether the call happens for sure, and puts something on a GPU."""
    if event.guards or event.name in _ONLY_NAMES or not _asks_for_gpu(event):
        return False
    return not _may_be_caught(event)


def _asks_for_gpu(event: CallEvent) -> bool:
    method = event.node.method
    if method == "cuda" and not event.name.startswith("torch.version"):
        return not event.node.args or _is_cuda(event.argument("device", 0))
    if method == "to" and _is_cuda(event.argument("device", 0)):
        return True
    return any(_is_cuda(event.argument(name, None)) for name in _DEVICE_ARGUMENTS)


def _is_cuda(arg: BoundArgument | None) -> bool:
    """Whether an argument is sure to be a CUDA device."""
    if arg is None:
        return False
    if arg.value.text is not None:
        return arg.value.text.partition(":")[0] == "cuda"
    made = tuple(arg.value.loads)
    if len(made) != 1 or made[0].name != "torch.device" or made[0].guards:
        return False
    return arg.value.constant is MISSING and _is_cuda(made[0].argument("type", 0))


def _may_be_caught(event: CallEvent) -> bool:
    """Whether the call stands in a ``try`` of its function, which may do without a GPU."""
    facts = event.frame.facts
    body = event.frame.function.node.body if event.frame.function else facts.tree.body
    return any(
        node.handlers and node.span.start <= event.node.span.start < node.span.end
        for statement in body
        for node in py.walk(statement)
        if isinstance(node, py.Try)
    )


def _words(project: Project, event: CallEvent) -> str:
    """The end of the call, which is what asks for the GPU: ``.to("cuda")``."""
    func = py.unparen(event.node.func)
    start = func.value.span.end if isinstance(func, py.Attribute) else event.node.span.start
    text = project.documents[event.frame.path].text[start : event.node.span.end]
    if len(text) > _LONGEST or "\n" in text:
        return f"{py.dotted(func) or text[:_LONGEST].partition('(')[0]}(...)"
    return text


def _turn_on(project: Project) -> Plan:
    config = project.config
    gpu = config.entry("build", "gpu")
    title, caution = "Turn `gpu` on", "the model then runs on a GPU, at its price"
    if gpu is None:
        return InsertKey(
            config.path, ("build", "gpu"), "true", text=False, title=title, caution=caution
        )
    return SetScalar(config.path, gpu.value.span, "true", text=False, title=title, caution=caution)
