"""A model made in setup() is moved to the GPU in predict().

## What it does

Reports `.to("cuda")`, `.to(device)`, `.cuda()` and `.half()` of a model that was made before the
first request, in code that every prediction reaches. It is information if `setup()` left the model
where it was loaded, and a hint if `setup()` already moved it.

The rule is silent if anything on the way moves a model to the CPU or offloads one (the move is then
on purpose), if the request decides about the model or the device, behind conditions, and for
tensors.

## Why it matters

`setup()` is not done while the model is still in CPU memory: the first request of each container
waits while gigabytes are copied to the GPU, and if they do not fit there, that request fails
instead of the start. Each later request pays little: torch walks through all parameters and finds
them in place.

## Example

```python title=predict.py
from cog import BasePredictor
from transformers import AutoModel


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.model = AutoModel.from_pretrained("openai-community/gpt2")

    def predict(self, prompt: str) -> str:
        self.model.to("cuda")
        return str(self.model(prompt))
```

## Use instead

```python title=predict.py
from cog import BasePredictor
from transformers import AutoModel


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.model = AutoModel.from_pretrained("openai-community/gpt2")
        self.model.to("cuda")

    def predict(self, prompt: str) -> str:
        return str(self.model(prompt))
```

## Fix

Moves the statement to the end of `setup()`, if it stands by itself in a method of the runner.
Unsafe: other code may rely on where the model is until then.

## Sources

- [torch.nn.Module.to](https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html)
- [Replicate: model best practices](https://replicate.com/docs/guides/build/model-best-practices)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.knowledge.loaders import match_loader
from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Origin, Phase, Trace, Value, trace_of
from cog_lsp.project.outliving import made_before_requests
from cog_lsp.rules.behavior._shared import written_name
from cog_lsp.rules.behavior._to_setup import entry_of, to_setup, way_to
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import HoistToSetup, MoveToSetup
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts

_MOVES = frozenset(("to", "cuda", "half"))
# Methods of a module that give the module itself.
_CHAINED = _MOVES | {"eval", "train", "requires_grad_", "float", "bfloat16"}
# What the parts of a pipeline that are modules are called.
_PARTS = frozenset(
    ("model", "vae", "unet", "transformer", "text_encoder", "text_encoder_2", "text_encoder_3",
     "image_encoder", "controlnet", "vocoder", "prior", "decoder", "encoder", "safety_checker",
     "pipe", "pipeline")
)  # fmt: skip
# What a file says that moves models off the GPU, if only for some settings. A tensor on its way to
# the CPU is rarely a statement by itself.
_OFFLOADS = re.compile(
    r"offload|low_?vram|^\s*[\w.]+(?:\.cpu\(\)|\.to\((?:device=)?[\"']cpu[\"']\))\s*(?:$|[#;])",
    re.MULTILINE | re.IGNORECASE,
)
_PLACES = frozenset(("device", "device_map", "device_id"))


@rule(
    code="COG423",
    severity=Severity.INFORMATION,
    since="0.2.0",
    fix="Moves the statement to setup().",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each statement that moves a model of setup() in every prediction."""
    trace = trace_of(project)
    if _offloads(trace):
        return
    seen: set[py.Call] = set()
    for event in trace.calls:
        if event.node in seen or not _moves_each_time(project, event, trace):
            continue
        seen.add(event.node)
        moved = _moved_before(event, trace)
        if moved is not None and not _may_offload(project.documents[event.frame.path].text):
            yield _report(project, event, moved)


def _report(project: Project, event: CallEvent, moved: bool) -> Report:
    function = entry_of(event.frame).function
    entry = f"{function.name}()" if function is not None else "the prediction"
    source = project.documents[event.frame.path].slice(event.node.span)
    call = f"`{shortened(source, 40)}`"
    plan = _plan(event) if not moved else None
    does, move = (
        ("converts", "do it") if written_name(event.node) == "half" else ("copies", "move it")
    )
    again = (
        f"{call} has no effect in {entry}, because setup() has already done the same: it only "
        "walks through all parameters; remove it"
    )
    first = (
        f"the first {entry} of each container waits for {call}, which {does} the whole model; "
        f"{move} in setup()"
    )
    return Report(
        event.frame.path,
        event.node.span,
        again if moved else first,
        key=shortened(source),
        related=tuple(way_to(event.frame)),
        plans=(plan,) if plan is not None else (),
        severity=Severity.HINT if moved else None,
    )


def _offloads(trace: Trace) -> bool:
    """Whether the project moves models from the GPU too, by itself or by a library."""
    return any(_is_offloading(call) for call in trace.calls)


def _may_offload(text: str) -> bool:
    """Whether the file speaks of offloading, if only for some settings."""
    return _OFFLOADS.search(text) is not None


def _is_offloading(call: CallEvent) -> bool:
    name = written_name(call.node)
    if "offload" in name.lower():
        return True
    if call.phase is not Phase.PREDICT or not made_before_requests(call.receiver):
        return False
    return name == "cpu" or (name == "to" and _place(call) in ("cpu", "meta"))


def _is_made_whole(call: CallEvent) -> bool:
    """Whether a prediction takes a model back to full precision: then halving it is on purpose."""
    widens = written_name(call.node) in ("float", "upcast_vae") or (
        written_name(call.node) == "to"
        and any(arg.value.qualified == "torch.float32" for arg in call.args)
    )
    return widens and call.phase is Phase.PREDICT and made_before_requests(call.receiver)


def _place(call: CallEvent) -> str | None:
    arg = call.argument("device", 0)
    return arg.value.text if arg is not None else None


def _moves_each_time(project: Project, event: CallEvent, trace: Trace) -> bool:
    func = py.unparen(event.node.func)
    if event.phase is not Phase.PREDICT or not isinstance(func, py.Attribute):
        return False
    if func.attr not in _MOVES or any(not guard.available for guard in event.guards):
        return False
    if func.attr == "to" and not _names_device(event):
        return False
    if func.attr == "half" and any(_is_made_whole(call) for call in trace.calls):
        return False
    if any(arg.value.origin & (Origin.INPUT | Origin.STATE) for arg in event.args):
        return False
    model = _moved(func.value)
    return _is_held(event, model, trace) and _is_model(project, event, model)


def _is_held(event: CallEvent, model: py.Expr, trace: Trace) -> bool:
    """Whether what is moved was made before the first request, and is the same for all of them."""
    receiver = event.receiver
    if receiver is None or receiver.origin & Origin.INPUT:
        return False
    chain = {node for node in py.walk(event.node.func) if isinstance(node, py.Call)}
    made = frozenset(call for call in receiver.loads if call.node not in chain)
    if not made_before_requests(Value(loads=made)):
        return False
    if not receiver.origin & Origin.STATE:
        return True
    # An attribute that predictions write: what they write must be the model itself, moved.
    return isinstance(model, py.Attribute) and all(
        event in store.value.loads
        for store in trace.stores
        if store.phase is Phase.PREDICT and store.node.attr == model.attr
    )


def _names_device(event: CallEvent) -> bool:
    """Whether the argument of `to` is a device, and not a dtype or another tensor."""
    arg = event.argument("device", 0)
    if arg is None or (arg.value.qualified or "").startswith("torch."):
        return False
    source = arg.node.value
    return bool(arg.value.texts) or (py.dotted(source) or "").lower().endswith("device")


def _moved(expr: py.Expr) -> py.Expr:
    """What is moved in the end: `self.model` of `self.model.eval().cuda()`."""
    expr = py.unparen(expr)
    while isinstance(expr, py.Call):
        func = py.unparen(expr.func)
        if not isinstance(func, py.Attribute) or func.attr not in _CHAINED:
            break
        expr = py.unparen(func.value)
    return expr


def _is_model(project: Project, event: CallEvent, expr: py.Expr) -> bool:
    """Whether ``expr`` is a module as a whole, not a tensor of one."""
    receiver = event.receiver or Value()
    if receiver.cls is not None:
        bases = project.external_bases(receiver.cls)
        return any(base.endswith((".Module", "Pipeline", "PreTrainedModel")) for base in bases)
    kinds = {loader.kind for call in receiver.loads if (loader := match_loader(call.name))}
    if "weights" not in kinds or any(_is_placed(call) for call in receiver.loads):
        return False
    function = event.frame.function
    if isinstance(expr, py.Name) and function is not None:
        expr = _bound(function, expr.id) or expr
    if not isinstance(expr, py.Attribute):
        return False
    owner = py.unparen(expr.value)
    return isinstance(owner, py.Name) or expr.attr in _PARTS


def _is_placed(call: CallEvent) -> bool:
    """Whether a load puts the model where it belongs by itself."""
    return any(arg.name == "device_map" for arg in call.args)


def _bound(function: FunctionFacts, name: str) -> py.Expr | None:
    """What a function binds a local name to, if that is one thing."""
    found = [
        node.value
        for statement in function.node.body
        for node in py.walk(statement)
        if isinstance(node, py.Assign)
        and any(isinstance(target, py.Name) and target.id == name for target in node.targets)
    ]
    return _moved(found[0]) if found and found[0] is not None else None


def _moved_before(event: CallEvent, trace: Trace) -> bool | None:
    """Whether setup moved, or loaded, the same model to a device, or halved it.

    ``None`` if that cannot be told, or holds for a part of it only.
    """
    made = event.receiver.loads if event.receiver is not None else frozenset[CallEvent]()
    names, given = (
        (("half",), ()) if written_name(event.node) == "half" else (("to", "cuda"), _PLACES)
    )
    moves = [
        call
        for call in trace.calls
        if call.phase is not Phase.PREDICT
        and written_name(call.node) in names
        and call.receiver is not None
    ]
    weights = _weights(made)
    if not weights:
        moved: bool | None = any(call in made for call in moves)
    else:
        placed = {call for call in weights if any(arg.name in given for arg in call.args)}
        placed.update(*(_weights(call.receiver.loads) & weights for call in moves if call.receiver))
        moved = True if placed == weights else None if placed else False
    if moved and len(event.args) > 1:
        return None  # it also converts
    if not moved and names == ("half",) and any(_names_dtype(call) for call in weights):
        return None  # it was loaded as whatever that is
    return moved


def _names_dtype(call: CallEvent) -> bool:
    return any(arg.name in ("dtype", "torch_dtype") for arg in call.args)


def _weights(calls: frozenset[CallEvent]) -> frozenset[CallEvent]:
    return frozenset(
        call for call in calls if (loader := match_loader(call.name)) and loader.kind == "weights"
    )


def _plan(event: CallEvent) -> HoistToSetup | MoveToSetup | None:
    """The plan that moves the statement, if the statement does nothing else."""
    function = event.frame.function
    if function is None or not event.frame.runner:
        return None
    for statement in function.node.body:
        for node in py.walk(statement):
            if not any(inner is event.node for inner in py.walk(node)):
                continue
            if isinstance(node, py.ExprStmt) and _ends_in(node.value, event.node):
                return to_setup(event.frame, event.node)
            if isinstance(node, py.Assign) and node.value is not None and len(node.targets) == 1:
                same = py.dotted(node.targets[0]) == py.dotted(_moved(event.node))
                if same and _ends_in(node.value, event.node):
                    return to_setup(event.frame, event.node)
    return None


def _ends_in(expr: py.Expr, call: py.Call) -> bool:
    """Whether ``expr`` is ``call``, or a chain of the module's own methods behind it."""
    expr = py.unparen(expr)
    while isinstance(expr, py.Call) and expr is not call:
        func = py.unparen(expr.func)
        if not isinstance(func, py.Attribute) or func.attr not in _CHAINED:
            return False
        expr = py.unparen(func.value)
    return expr is call
