"""A LoRA that one prediction loads stays in the model for the next.

## What it does

Reports `load_lora_weights`, `fuse_lora`, `load_textual_inversion`, `load_ip_adapter`,
`load_attn_procs` and `enable_freeu` if the prediction calls them on a model that was loaded
earlier, and their effect can carry over to the next prediction:

- nothing undoes it, or only another pipeline's is undone; `unload_lora_weights` does not undo
  `fuse_lora`
- it is undone only when another one is loaded, so a caller who asks for none gets the last one
- the prediction can `return` or `raise` before it is undone

The rule is silent if a condition checks what is loaded, if each prediction starts with a clean
model, and if `set_adapters` selects the adapters for every prediction.

## Why it matters

The model lives as long as the container. A caller who asks for no LoRA gets the previous caller's,
a second LoRA is added to the first, and each one takes GPU memory until none is left.

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

Begins the method with `unload_lora_weights()` or `disable_freeu()`, which do nothing if there is
nothing to undo. Unsafe: the LoRA of an earlier prediction may be kept on purpose.

## Sources

- [diffusers: loading
  adapters](https://huggingface.co/docs/diffusers/main/en/tutorials/using_peft_for_inference)
- [diffusers: merging LoRAs](https://huggingface.co/docs/diffusers/main/en/using-diffusers/merge_loras)
- [diffusers: FreeU](https://huggingface.co/docs/diffusers/main/en/using-diffusers/image_quality)
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cog_lsp.interface import predictions_at_once
from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Guard, Phase, trace_of
from cog_lsp.project.outliving import made_before_requests
from cog_lsp.rules.behavior._paths import (
    end_between,
    implied,
    is_of_request,
    is_same,
    statement_of,
)
from cog_lsp.rules.behavior._shared import SAME_MODEL
from cog_lsp.rules.behavior._statements import at_start
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import ReplaceText
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import listed
from cog_lsp.syntax import python_tree as py


@dataclass(frozen=True, slots=True)
class _Kind:
    """What undoes one way of changing a model.

    ``chosen_by`` are calls that only say which of those that are loaded count. ``adds``: what is
    there already stays beside it. ``reset`` undoes it and does no harm where there is nothing.
    """

    undone_by: tuple[str, ...]
    chosen_by: tuple[str, ...] = ()
    adds: bool = True
    reset: str = ""


_KINDS = {
    "load_lora_weights": _Kind(
        ("unload_lora_weights", "delete_adapters", "disable_lora", "unload_lora"),
        ("set_adapters",),
        reset="unload_lora_weights",
    ),
    "fuse_lora": _Kind(("unfuse_lora",)),
    "load_textual_inversion": _Kind(("unload_textual_inversion",)),
    "load_ip_adapter": _Kind(("unload_ip_adapter",), ("set_ip_adapter_scale",), adds=False),
    "load_attn_procs": _Kind(
        ("set_attn_processor", "set_default_attn_processor", "unload_lora_weights", "unload_lora"),
        adds=False,
    ),
    "enable_freeu": _Kind(("disable_freeu",), adds=False, reset="disable_freeu"),
}
_CAUTION = "the LoRA of an earlier prediction may be kept on purpose"


@rule(
    code="COG441",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Begins the method by undoing it.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each kind of adapter, where it is first loaded."""
    seen: set[str] = set()
    for call in trace_of(project).calls if trace_of(project).complete else ():
        name = call.node.method
        kind = _KINDS.get(name)
        if call.phase is not Phase.PREDICT or kind is None or name in seen:
            continue
        if not all(guard.available or is_of_request(guard) for guard in call.guards):
            continue
        if not made_before_requests(call.receiver) or _is_made_anew(project, call):
            continue
        adds = kind.adds and call.argument("hotswap", None) is None
        if not adds and not any(map(is_of_request, call.guards)):
            continue  # each prediction replaces that of the one before
        reason = _reason(project, call, kind)
        if reason is not None:
            seen.add(name)
            yield _report(project, call, kind, reason)


@dataclass(frozen=True, slots=True)
class _Reason:
    """Why it stays, and the place that shows it."""

    text: str
    related: tuple[Related, ...] = ()


def _report(project: Project, call: CallEvent, kind: _Kind, reason: _Reason) -> Report:
    func = py.unparen(call.node.func)
    source = project.documents[call.frame.path].slice(func.span)
    return Report(
        call.frame.path,
        call.node.span,
        f"the effect of `{source}()` on the model carries over to the next prediction: "
        f"{reason.text}",
        key=source,
        related=reason.related,
        plans=tuple(_plans(project, call, kind, func)),
    )


def _reason(project: Project, call: CallEvent, kind: _Kind) -> _Reason | None:
    """Why a next prediction finds what ``call`` has loaded; ``None`` if it may well not."""
    calls = trace_of(project).calls
    names = (*kind.undone_by, *kind.chosen_by)
    undoing = [other for other in calls if other.node.method in names]
    if _may_be_undone_elsewhere(project, names, undoing):
        return None
    others = [other for other in undoing if not _is_same_model(other, call)]
    undoing = [other for other in undoing if other not in others and other.phase is Phase.PREDICT]
    at = calls.index(call)
    reason: _Reason | None = None
    for other in undoing:
        is_hard = other.node.method in kind.undone_by
        if calls.index(other) > at and is_hard:
            found = _skipped(project, call, other)
        else:
            found = _confined(project, call, other) if call.guards else None
        if found is None:
            return None
        reason = reason or found
    if reason is not None:
        return reason
    if others:
        where = _place(others[0], "this is another pipeline")
        return _Reason("only another pipeline's is undone", (where,))
    return _Reason(f"nothing calls {listed(kind.undone_by[:2])}")


def _skipped(project: Project, call: CallEvent, undoing: CallEvent) -> _Reason | None:
    """Why ``undoing``, which comes later, is not always reached; ``None`` if it may be."""
    end = end_between(call, undoing)
    extra = [
        guard for guard in undoing.guards if not implied(project, guard, call.guards, undoing.frame)
    ]
    if end is None:
        return None
    for guard in extra:
        statement = statement_of(undoing.frame.function, guard)
        if statement is None or not statement.span.contains(end.span):
            return None
    word = "return" if isinstance(end, py.Return) else "raise"
    where = Related(undoing.frame.path, end.span, "the prediction may end here")
    return _Reason(f"a `{word}` may end the prediction before `{undoing.node.method}()`", (where,))


def _confined(project: Project, call: CallEvent, undoing: CallEvent) -> _Reason | None:
    """Why ``undoing`` does not help who asks for nothing; ``None`` if it may."""
    shared = [
        guard
        for guard in call.guards
        if is_of_request(guard) and any(is_same(guard, other) for other in undoing.guards)
    ]
    if not shared or not _is_used_outside(project, call, shared):
        return None
    where = _place(undoing, "only when another one is loaded")
    return _Reason(
        f"`{undoing.node.method}()` is called only when another one is loaded, so a caller who "
        "asks for none gets this one",
        (where,),
    )


def _is_used_outside(project: Project, call: CallEvent, guards: list[Guard]) -> bool:
    """Whether the model runs where ``guards`` do not hold."""
    assert call.receiver is not None
    loads = call.receiver.loads
    for event in trace_of(project).calls:
        if event.phase is not Phase.PREDICT:
            continue
        if any(is_same(guard, other) for guard in guards for other in event.guards):
            continue
        is_method = event.receiver is not None and bool(event.receiver.loads & loads)
        if event.callee.loads & loads and not is_method:
            return True
    return False


def _is_same_model(one: CallEvent, other: CallEvent) -> bool:
    """Whether two calls may be of one model; of models that share parts, too."""
    if one.receiver is None or other.receiver is None or not one.receiver.loads:
        return True
    return bool(one.receiver.loads & other.receiver.loads)


def _is_made_anew(project: Project, call: CallEvent) -> bool:
    """Whether a prediction puts another model in the place of this one."""
    func = py.unparen(call.node.func)
    name = (py.dotted(func) or "").split(".")[-2:-1]
    assert call.receiver is not None
    return any(
        store.phase is Phase.PREDICT
        and [store.node.attr] == name
        and any(
            made.node.method not in SAME_MODEL for made in store.value.loads - call.receiver.loads
        )
        for store in trace_of(project).stores
    )


def _may_be_undone_elsewhere(
    project: Project, names: tuple[str, ...], known: list[CallEvent]
) -> bool:
    """Whether code that was not followed has a call that undoes it."""
    followed = {py.unparen(call.node.func) for call in known}
    return any(
        isinstance(node, py.Attribute) and node.attr in names and node not in followed
        for facts in project.python.values()
        for node in py.walk(facts.tree)
    )


def _place(call: CallEvent, message: str) -> Related:
    return Related(call.frame.path, call.node.span, message)


def _plans(project: Project, call: CallEvent, kind: _Kind, func: py.Expr) -> Iterator[ReplaceText]:
    """The plan that undoes it when a prediction begins, where the pipeline can be named there."""
    name = py.dotted(func.value) if isinstance(func, py.Attribute) else None
    entry = next((entry for entry in project.entry_points if entry.mode == "predict"), None)
    is_fused = any(other.node.method == "fuse_lora" for other in trace_of(project).calls)
    if not kind.reset or name is None or entry is None or is_fused:
        return
    owner, _, rest = name.partition(".")
    if not rest or not call.frame.runner or owner != entry.function.first_param:
        return
    if predictions_at_once(project) > 1:
        return
    statement = f"{name}.{kind.reset}()"
    plan = at_start(project, entry.function, statement, f"Begin with `{statement}`", _CAUTION)
    if plan is not None:
        yield plan
