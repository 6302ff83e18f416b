"""What of an async prediction runs on the event loop."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cog_lsp.knowledge.loaders import match_loader
from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Frame, Phase, trace_of
from cog_lsp.project.behavior.calls import RUNNERS
from cog_lsp.project.project import EntryPoint
from cog_lsp.project.results import callee_of
from cog_lsp.rules.behavior._shared import made_by
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts

SLEEP = "time.sleep"
_SHORTEST = 0.05  # seconds; nobody notices a shorter sleep
_VERBS = ("get", "post", "put", "patch", "delete", "head", "request")
_BLOCKING = frozenset(
    (
        SLEEP, "urllib.request.urlopen", "urllib.request.urlretrieve", "os.system", "replicate.run",
        *(f"requests.{verb}" for verb in _VERBS),
        *(f"httpx.{verb}" for verb in _VERBS),
        *(f"subprocess.{name}" for name in ("run", "call", "check_call", "check_output")),
    )
)  # fmt: skip
_RUNS_MODEL = frozenset(("generate", "forward", "encode"))
_WAITED_FOR = frozenset(
    ("transformers", "diffusers", "sentence-transformers", "torch", "torchvision", "timm")
)
_WAITS = re.compile(r"\b(?:await|async\s+(?:for|with))\b")


@dataclass(frozen=True, slots=True)
class Turn:
    """A call made by async code: the async function's frame, and the call that stands in it.

    That is the call itself, or the one of plain code that leads to it.
    """

    frame: Frame
    call: py.Call


def turn_of(event: CallEvent) -> Turn | None:
    """Which async code ``event`` keeps busy; ``None`` if it does not run on Cog's event loop.

    A function that is handed to a thread does not, and neither does what a plain ``def predict``
    leads to. Inside a lambda it cannot be told.
    """
    turn: Turn | None = None
    frame: Frame | None = event.frame
    node: py.Call = event.node
    while frame is not None:
        function = frame.function
        if function is None or _is_in_lambda(function.node, node):
            return None
        if turn is None and function.node.is_async:
            turn = Turn(frame, node)
        if frame.parent is None:
            return turn if function.node.is_async else None
        call = frame.call
        if call is None or _is_handed_over(frame, call):
            return None
        frame, node = frame.parent, call
    return None


def blocking_calls(project: Project) -> Iterator[tuple[CallEvent, Turn]]:
    """The calls known to wait for something else that keep the event loop of a prediction busy."""
    if not any(entry.function.node.is_async for entry in project.entry_points):
        return
    seen: set[py.Call] = set()
    for event in trace_of(project).calls:
        if event.phase is not Phase.PREDICT or event.name not in _BLOCKING or event.node in seen:
            continue
        turn = turn_of(event)
        if turn is not None and not _is_short(event):
            seen.add(event.node)
            yield event, turn


def model_calls(project: Project) -> Iterator[tuple[CallEvent, Turn]]:
    """The calls of loaded models that keep the event loop of a prediction busy.

    Only in predictions that let it go on somewhere: the others keep it busy all along.
    """
    for entry in project.entry_points:
        function = entry.function
        if entry.mode != "predict" or not function.node.is_async:
            continue
        if not may_wait(project, entry, function):
            return
        seen: set[py.Call] = set()
        for event in trace_of(project).calls:
            if event.phase is not Phase.PREDICT or event.node in seen or not _runs_model(event):
                continue
            turn = turn_of(event)
            if turn is not None:
                seen.add(event.node)
                yield event, turn


def _runs_model(event: CallEvent) -> bool:
    """Whether ``event`` calls a model of a library whose calls return when they are done."""
    func, receiver = py.unparen(event.node.func), event.receiver
    value = event.callee
    if isinstance(func, py.Attribute) and receiver is not None:
        is_held = receiver.fields is not None and func.attr in receiver.fields
        if not is_held and func.attr not in _RUNS_MODEL:
            return False
        value = value if is_held else receiver
    makers = made_by(value)
    loaders = [match_loader(made.name) if made.name else None for made in makers]
    return bool(loaders) and all(
        loader is not None and loader.kind == "weights" and loader.library in _WAITED_FOR
        for loader in loaders
    )


def may_wait(
    project: Project,
    entry: EntryPoint,
    function: FunctionFacts,
    callers: frozenset[FunctionFacts] = frozenset(),
) -> bool:
    """Whether ``function`` may ever let the event loop go on with something else.

    Only one without the words cannot, and one that awaits no other code than such functions.
    """
    words = len(waiting_words(project, function))
    callers |= {function}
    for statement in function.node.body if words else ():
        for node in py.walk_scope(statement):
            call = py.unparen(node.value) if isinstance(node, py.Await) else None
            if not isinstance(call, py.Call):
                continue
            callee = callee_of(project, entry, function, call)
            if (
                callee is not None
                and callee.node.is_async
                and not callee.decorators
                and callee not in callers
                and not may_wait(project, entry, callee, callers)
            ):
                words -= 1
    return words > 0


def waiting_words(project: Project, function: FunctionFacts) -> list[str]:
    """Each `await`, `async for` and `async with` in the text of ``function``."""
    node, text = function.node, project.documents[function.path].text
    return _WAITS.findall(text, node.params_span.end, node.span.end)


def _is_short(event: CallEvent) -> bool:
    if event.name != SLEEP or not event.args:
        return False
    seconds = event.args[0].value.constant
    return isinstance(seconds, int | float) and seconds < _SHORTEST


def _is_handed_over(frame: Frame, call: py.Call) -> bool:
    """Whether ``call`` does not call the function of ``frame``, but hands it on to be run."""
    func = py.unparen(call.func)
    name = func.attr if isinstance(func, py.Attribute) else getattr(func, "id", "")
    return name in RUNNERS and (frame.function is None or frame.function.name != name)


def _is_in_lambda(function: py.FunctionDef, node: py.Node) -> bool:
    return any(
        isinstance(inner, py.Lambda) and inner.span.contains(node.span)
        for inner in py.walk(function)
    )
