"""Which calls run a model of plain torch, and whether gradients are on where they do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.knowledge.loaders import match_loader
from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Frame, Origin, Phase, Value
from cog_lsp.project.reached import functions_reached
from cog_lsp.rules.behavior._shared import input_with_default, made_by
from cog_lsp.rules.behavior._to_setup import entry_of
from cog_lsp.rules.plan import Decorate
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import ClassFacts, FunctionFacts, PythonFacts

_OF_TORCH = frozenset(("torch", "torchvision", "timm", "open_clip"))
# They return more than a model, or something else.
_GIVE_MORE = ("create_model_and_transforms", "create_model_from_pretrained", "transforms")
_FORWARD = frozenset(
    ("forward", "encode_image", "encode_text", "get_image_features", "get_text_features")
)
_MODULES = frozenset(("torch.nn.Module", "torch.nn.modules.module.Module", "nn.Module"))
_LAYER = re.compile(
    r"torch\.nn\.(?!functional\.|Module$|ModuleList$|Sequential$)(?:\w+\.)*[A-Z]\w*"
)
_MAX_DEPTH = 4
# A project with one of these names knows what it does about gradients.
_KNOWS = frozenset(
    (
        "backward", "autograd", "enable_grad", "set_grad_enabled", "requires_grad",
        "requires_grad_", "grad", "zero_grad", "optimize_for_inference", "freeze",
    )
)  # fmt: skip


def is_forward(project: Project, call: CallEvent) -> bool:
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
        return func.attr in _FORWARD and _is_module(project, receiver, func.attr)
    return _is_module(project, call.callee)


def _is_module(project: Project, value: Value, method: str = "forward") -> bool:
    """Whether it is a model that leaves gradients on when its ``method`` is called."""
    if value.cls is not None:
        methods = (project.find_method(value.cls, name) for name in ("__call__", method))
        is_off = any(found is not None and _turns_off(project, found) for found in methods)
        return not is_off and _has_layers(project, value.cls, _MAX_DEPTH)
    makers = made_by(value)
    return bool(makers) and all(map(_loads_module, makers))


def _has_layers(project: Project, cls: ClassFacts, depth: int) -> bool:
    """Whether a class is a module of torch with something to learn; one that resizes has not."""
    if depth == 0 or _MODULES.isdisjoint(project.external_bases(cls)):
        return False
    for ancestor in project.ancestry(cls):
        facts = project.python[ancestor.path]
        for node in py.walk(ancestor.node):
            if not isinstance(node, py.Call):
                continue
            name = project.qualified(facts, node.func) or ""
            if _LAYER.fullmatch(name) or match_loader(name) is not None:
                return True
            part = project.find_class(facts, node.func)
            if part is not None and part is not cls and _has_layers(project, part, depth - 1):
                return True
    return False


def _loads_module(event: CallEvent) -> bool:
    loader = match_loader(event.name) if event.name else None
    if loader is None or loader.kind not in ("weights", "file"):
        return False
    if loader.library == "transformers":
        cls = event.name.split(".")[-2]
        return event.name.endswith(".from_pretrained") and ("Model" in cls or "For" in cls)
    return loader.library in _OF_TORCH and not event.name.endswith(_GIVE_MORE)


def is_without_gradients(project: Project, frame: Frame, node: py.Node) -> bool:
    """Whether a ``with`` or a decorator between ``node`` and the entry point turns them off."""
    current: Frame | None = frame
    while current is not None:
        function = current.function
        if function is None or _turns_off(project, function, node):
            return True
        if current.call is not None:
            node = current.call
        current = current.parent
    return False


def _turns_off(project: Project, function: FunctionFacts, node: py.Node | None = None) -> bool:
    """Whether a decorator of ``function`` or a ``with`` in it (around ``node``) turns them off."""
    contexts = list(function.node.decorators)
    for outer in py.walk(function.node):
        if isinstance(outer, py.With) and (node is None or outer.span.contains(node.span)):
            contexts += [item.context for item in outer.items]
    facts = project.python[function.path]
    return any(
        _speaks_of_it(project.qualified(facts, c.func if isinstance(c, py.Call) else c, function))
        for c in contexts
    )


def _speaks_of_it(name: str | None) -> bool:
    """Whether a decorator or context is one that turns gradients off, or may be."""
    last = (name or "").rpartition(".")[2].lower()
    return name is None or "grad" in last or "infer" in last


def knows_gradients(project: Project) -> bool:
    """Whether the code that runs says anything else of gradients."""
    return any(
        (isinstance(node, py.Attribute) and node.attr in _KNOWS)
        or (isinstance(node, py.Argument) and node.name in _KNOWS)
        for phase in (Phase.SETUP, Phase.PREDICT)
        for function in functions_reached(project, phase)
        for node in py.walk(function.node)
    )


def in_inference_mode(frame: Frame, project: Project) -> Iterator[Decorate]:
    """The plan that turns gradients off for the prediction that led to ``frame``.

    None for an async method, whose mode would be over before it runs, and for one with defaults
    that Cog does not find behind a decorator.
    """
    entry = entry_of(frame).function
    if entry is None or entry.node.is_async or input_with_default(project, entry) is not None:
        return
    yield Decorate(entry.path, entry.node.name_span, "torch", "inference_mode()")
