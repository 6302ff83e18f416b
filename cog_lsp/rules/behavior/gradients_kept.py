"""A model's output is kept together with everything its layers computed.

## What it does

Reports the output of a plain torch model that was called with gradients on (see
[no-inference-mode](no-inference-mode.md)), if the prediction keeps it on `self`, or in a list or
dictionary there or in the module: `self.last = self.model(x)`, `self.history.append(out)`. The rule
is silent after `.detach()`, `.item()`, `.numpy()`, `float(...)` and any other call whose result it
cannot trace.

## Why it matters

The output refers to everything that each layer computed, for a backward pass that never comes. On
`self` it lives until the next prediction is done, alongside that prediction's own: it takes twice
the GPU memory. In a list it is never freed.

## Example

```python title=predict.py
import torch
from cog import BasePredictor
from transformers import AutoModel


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.model = AutoModel.from_pretrained("org/encoder")
        self.last = None

    def predict(self, length: int) -> str:
        self.last = self.model(torch.ones(1, length))
        return str(self.last.shape)
```

## Use instead

```python title=predict.py
import torch
from cog import BasePredictor
from transformers import AutoModel


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.model = AutoModel.from_pretrained("org/encoder")
        self.last = None

    @torch.inference_mode()
    def predict(self, length: int) -> str:
        self.last = self.model(torch.ones(1, length))
        return str(self.last.shape)
```

## Fix

Decorates the method with `@torch.inference_mode()`, under the same conditions as
`no-inference-mode`.

## Sources

- [PyTorch: out of memory](https://pytorch.org/docs/stable/notes/faq.html)
- [PyTorch: inference mode](https://pytorch.org/docs/stable/notes/autograd.html)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import Frame, Phase, Value, trace_of
from cog_lsp.project.outliving import is_of_runner
from cog_lsp.rules.behavior._gradients import (
    in_inference_mode,
    is_forward,
    is_without_gradients,
    knows_gradients,
)
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py

_GROWS = frozenset(("append", "insert", "add", "appendleft"))


@rule(
    code="COG457",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Decorates the method with `@torch.inference_mode()`.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each place that keeps an output."""
    with_gradients = {
        call
        for call in trace_of(project).calls
        if call.phase is Phase.PREDICT
        and is_forward(project, call)
        and not is_without_gradients(project, call.frame, call.node)
    }
    if not with_gradients or knows_gradients(project):
        return
    seen: set[str] = set()
    for frame, place, value in _kept(project):
        forward = next((call for call in value.loads if call in with_gradients), None)
        name = py.dotted(place) or ""
        if forward is None or name in seen:
            continue
        seen.add(name)
        source = project.documents[frame.path].slice(place.span)
        model = project.documents[forward.frame.path].slice(forward.node.func.span)
        yield Report(
            frame.path,
            place.span,
            f"`{source}` keeps what `{model}()` returned together with everything its layers "
            "computed; call it under `torch.inference_mode()`, or keep the result of `.detach()`",
            key=source,
            related=(Related(forward.frame.path, forward.node.span, "gradients are on here"),),
            plans=tuple(in_inference_mode(forward.frame, project)),
        )


def _kept(project: Project) -> Iterator[tuple[Frame, py.Expr, Value]]:
    """What predictions put where it outlives them, and where."""
    trace = trace_of(project)
    for store in trace.stores:
        if store.phase is Phase.PREDICT and is_of_runner(store.frame, store.node):
            yield store.frame, store.node, store.value
    for item in trace.items:
        if item.phase is Phase.PREDICT and _outlives(item.frame, item.node.value):
            yield item.frame, py.unparen(item.node.value), item.value
    for variable in trace.globals:
        if variable.phase is Phase.PREDICT:
            yield variable.frame, variable.node, variable.value
    for call in trace.calls:
        func = py.unparen(call.node.func)
        if call.phase is not Phase.PREDICT or not isinstance(func, py.Attribute) or not call.args:
            continue
        if func.attr in _GROWS and _outlives(call.frame, func.value):
            yield call.frame, func.value, call.args[-1].value


def _outlives(frame: Frame, container: py.Expr) -> bool:
    container = py.unparen(container)
    if isinstance(container, py.Name):
        function = frame.function
        is_local = function is not None and any(
            isinstance(node, py.Name) and node.id == container.id
            for statement in function.node.body
            for assign in py.walk_scope(statement)
            if isinstance(assign, py.Assign)
            for node in assign.targets
        )
        return container.id in frame.facts.constants and not is_local
    return is_of_runner(frame, container)
