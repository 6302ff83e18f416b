"""Where a project loads weights: the calls of the trace that are in the table of loaders.

A :class:`Load` also knows its *site*: the place that decides when the load happens. That is the
call itself, unless it stands in code whose only business is to load: a constructor, a function that
returns what it loaded, or a method that keeps it on its own object. Then the site is the call of
that code, and so on outwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from cog_lsp.knowledge.loaders import Loader, ParameterRef, match_loader
from cog_lsp.project.behavior import CallEvent, Frame, Origin, Phase, Trace, Value, trace_of
from cog_lsp.project.project import Project
from cog_lsp.syntax import python_tree as py

# Arguments that choose among the files of one repository.
_SELECTORS = frozenset(("subfolder", "revision", "variant", "filename", "weight_name", "file_name"))


@dataclass(frozen=True, slots=True, eq=False)
class Load:
    """One load. ``identity`` is the value that says which weights, if it could be told.

    ``site_frame`` and ``site`` are the function and the call in it that decide when it happens.
    """

    event: CallEvent
    loader: Loader
    identity: Value | None
    site_frame: Frame
    site: py.Call

    @property
    def phase(self) -> Phase:
        """When it happens."""
        return self.event.phase


_loads: WeakKeyDictionary[Project, dict[bool, tuple[Load, ...]]] = WeakKeyDictionary()


def loads_of(project: Project, *, with_gpu: bool = False) -> tuple[Load, ...]:
    """Every load of ``project`` in the order in which they happen, adapters left out.

    ``with_gpu``: those that happen on a machine with a GPU.
    """
    known = _loads.setdefault(project, {})
    if with_gpu not in known:
        known[with_gpu] = _find(trace_of(project, with_gpu=with_gpu))
    return known[with_gpu]


def _find(trace: Trace) -> tuple[Load, ...]:
    found: list[Load] = []
    for event in trace.calls:
        loader = match_loader(event.name) if event.name else None
        if (
            loader is None
            or loader.kind == "adapter"
            or loader.cached
            or not _does_load(event, loader)
        ):
            continue
        identity = _identity(event, loader)
        if identity is not None and identity.loads and _holds_model(identity):
            continue
        frame, call = _site(event, trace)
        found.append(Load(event, loader, identity, frame, call))
    return tuple(found)


def _does_load(event: CallEvent, loader: Loader) -> bool:
    """Whether the arguments let the call load at all."""
    if loader.when_args and not any(_given(event, ref) is True for ref in loader.when_args):
        return False
    return not any(_given(event, ref) is False for ref in loader.unless_args)


def _given(event: CallEvent, ref: ParameterRef) -> bool | None:
    """Whether a parameter is given and is neither ``None`` nor ``False``; ``None`` if not given."""
    arg = event.argument(ref.name, ref.position)
    if arg is None:
        return None
    return arg.value.constant is not None and arg.value.constant is not False


def _identity(event: CallEvent, loader: Loader) -> Value | None:
    """What says which weights: the most telling of the arguments that are there.

    It depends on all that chooses among them, and on whatever an unpacked argument may hold.
    """
    values = [
        arg.value
        for ref in loader.identity
        if (arg := event.argument(ref.name, ref.position)) is not None
    ]
    values += [arg.value for arg in event.args if arg.name in _SELECTORS]
    values += [arg.value for arg in event.args if arg.node.star]
    if not values:
        return None
    first = values[0]
    whole = first.depending_on(values[1:]).holding(values)
    return Value(
        whole.origin,
        constant=first.constant,
        loads=whole.loads,
        inputs=whole.inputs,
    )


def _holds_model(value: Value) -> bool:
    """Whether a value is a model in memory: ``pipeline(model=self.model)`` reads nothing more."""
    kinds = {loader.kind for call in value.loads if (loader := match_loader(call.name)) is not None}
    return "weights" in kinds


def _site(event: CallEvent, trace: Trace) -> tuple[Frame, py.Call]:
    constructor = _outermost_constructor(event.frame)
    if constructor is not None:
        event = _caller(constructor, trace) or event
    while event.frame.parent is not None:
        caller = _caller(event.frame, trace)
        if caller is None or not (
            event.frame.constructs is not None
            or _returns(event.frame, event, trace)
            or _keeps(event, caller, trace)
        ):
            break
        event = caller
    return event.frame, event.node


def _outermost_constructor(frame: Frame) -> Frame | None:
    """The constructor, if any, in which ``frame`` runs: all that happens there is building."""
    found: Frame | None = None
    current: Frame | None = frame
    while current is not None:
        if current.constructs is not None:
            found = current
        current = current.parent
    return found


def _caller(frame: Frame, trace: Trace) -> CallEvent | None:
    """The call that led into ``frame``."""
    return next(
        (call for call in trace.calls if call.node is frame.call and call.frame is frame.parent),
        None,
    )


def _returns(frame: Frame, event: CallEvent, trace: Trace) -> bool:
    return any(done.frame is frame and event in done.value.loads for done in trace.returns)


def _keeps(event: CallEvent, caller: CallEvent, trace: Trace) -> bool:
    """Whether all that the method called by ``caller`` does is to keep the load on self."""
    receiver = event.frame.receiver
    if receiver is None or any(arg.value.origin & Origin.INPUT for arg in caller.args):
        return False
    return any(
        store.frame is event.frame
        and event in store.value.loads
        and (store.receiver is receiver or store.receiver.cls is receiver.cls is not None)
        for store in trace.stores
    )


def in_phase(loads: Iterable[Load], phase: Phase) -> list[Load]:
    """Those of ``loads`` that happen in ``phase``."""
    return [load for load in loads if load.phase is phase]
