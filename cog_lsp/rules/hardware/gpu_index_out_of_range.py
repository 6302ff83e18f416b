"""The code names a GPU that the declared tier does not have.

## What it does

Reports `"cuda:1"`, `.cuda(1)`, `torch.device("cuda", 1)`, `device=1` of a pipeline and
`torch.cuda.set_device(1)` when the declared tier has too few GPUs. Code behind a condition is left
alone: it may check how many GPUs there are.

## Why it matters

GPUs are counted from 0. On a tier with one GPU, `cuda:1` fails with `invalid device ordinal`, in
setup or in every prediction. Such a number is often left over from the machine that the code was
written on.

## Example

```yaml title=cog.yaml
build:
  # cog-lsp: hardware=gpu-l40s
  gpu: true
  python_version: "3.12"
predict: predict.py:Predictor
```

```python title=predict.py
from cog import BasePredictor
from transformers import AutoModel


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.model = AutoModel.from_pretrained("org/a-1b").to("cuda:1")

    def predict(self, prompt: str) -> str:
        return str(self.model(prompt))
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
from cog import BasePredictor
from transformers import AutoModel


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.model = AutoModel.from_pretrained("org/a-1b").to("cuda:0")

    def predict(self, prompt: str) -> str:
        return str(self.model(prompt))
```

## Fix

On a tier with one GPU, replaces the literal number with 0. Unsafe: what was meant to be spread over
several GPUs may not fit on one. Also offers the tiers with enough GPUs; these are never applied
automatically.

## Sources

- [PyTorch: CUDA semantics](https://pytorch.org/docs/stable/notes/cuda.html), how GPUs are numbered
- [Replicate: pricing](https://replicate.com/pricing), how many GPUs each tier has
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from cog_lsp.knowledge.hardware import Tier
from cog_lsp.memory.handling import taken_with_gpu
from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, trace_of
from cog_lsp.project.behavior.values import BoundArgument
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.hardware._places import as_related, other_tiers
from cog_lsp.rules.plan import ReplaceText
from cog_lsp.rules.rule import Report, rule
from cog_lsp.text import Span

_DEVICE = re.compile(r"cuda:(?P<index>\d+)")
_BARE = re.compile(r"\d+")
# Parameters that take a device by its name.
_NAMED = frozenset(("device", "device_map", "map_location", "torch_device", "cuda_device"))
# Calls that take the number alone, and the argument that it is.
_NUMBERED = {
    "torch.device": (None, 1),
    "torch.cuda.set_device": ("device", 0),
    "transformers.pipeline": ("device", None),
}
_CAUTION = "what was meant to be spread over several GPUs may not fit on one"


@rule(
    code="COG517",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Writes 0 as the number, on a tier with one GPU.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each place that names a GPU beyond those of the declared tier."""
    declared = project.chosen_hardware
    tier = declared.tier if declared is not None else None
    if declared is None or tier is None or not tier.is_gpu:
        return
    seen: set[tuple[str, Span]] = set()
    calls = trace_of(project, with_gpu=True).calls
    # A call of the project's own code only hands the device on: what it does with it counts.
    handed_on = {call.frame.call for call in calls if call.frame.call is not None}
    for call in calls:
        for arg in call.args if call.node not in handed_on else ():
            index, place = _index(call, arg), (call.frame.path, arg.node.value.span)
            if index is None or index < tier.gpu_count or place in seen:
                continue
            if any(not taken_with_gpu(project, guard, call) for guard in call.guards):
                continue
            seen.add(place)
            has = (
                "one GPU, cuda:0"
                if tier.gpu_count == 1
                else (f"{tier.gpu_count} GPUs, cuda:0 to cuda:{tier.gpu_count - 1}")
            )
            yield Report(
                *place,
                f"there is no GPU {index}: {tier.sku}, declared by {declared.place}, has {has}",
                key=project.documents[place[0]].slice(place[1]),
                related=as_related([declared]),
                plans=(
                    *(_plans(project, *place) if tier.gpu_count == 1 else ()),
                    *other_tiers(project, declared, partial(_has_gpu, index)),
                ),
            )


def _has_gpu(index: int, tier: Tier) -> bool:
    return tier.gpu_count > index


def _index(call: CallEvent, arg: BoundArgument) -> int | None:
    """The number of the GPU that an argument names, if it is one that names a device."""
    method = call.node.method
    is_first = arg.index == 0 and (method == "to" or call.name == "torch.device")
    match = _DEVICE.fullmatch(arg.value.text or "")
    if match is not None and (arg.name in _NAMED or is_first):
        return int(match["index"])
    is_cuda = method == "cuda" and call.receiver is not None and bool(call.receiver.loads)
    name, position = _NUMBERED.get(call.name, (None, 0) if is_cuda else (None, None))
    named = (name is not None and arg.name == name) or (
        position is not None and arg.index == position
    )
    number = arg.value.constant
    return number if named and isinstance(number, int) and not isinstance(number, bool) else None


def _plans(project: Project, path: str, span: Span) -> Iterator[ReplaceText]:
    """The plan that writes 0, if the number is written out there and nowhere else."""
    text = project.documents[path].slice(span)
    match = re.search(r"cuda:(\d+)", text) or _BARE.fullmatch(text)
    if match is None:
        return
    group = 1 if match.re.groups else 0
    place = Span(span.start + match.start(group), span.start + match.end(group))
    yield ReplaceText(path, place, "0", title="Use GPU 0", caution=_CAUTION)
