"""Where a project loads weights: the calls of the trace that are in the table of loaders.

A :class:`Load` also knows its *site*: the place that decides when the load happens. That is the
call itself, unless it stands in code whose only business is to load: a constructor, a function that
returns what it loaded, or a method that keeps it on its own object. Then the site is the call of
that code, and so on outwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from cog_lsp.knowledge.loaders import Loader, ParameterRef, match_loader
from cog_lsp.project.behavior import CallEvent, Frame, Origin, Phase, Trace, Value, trace_of
from cog_lsp.project.project import Project
from cog_lsp.project.unlisted import unlisted_loads
from cog_lsp.syntax import python_tree as py

# Arguments that choose among the files of one repository.
_SELECTORS = frozenset(("subfolder", "revision", "variant", "filename", "weight_name", "file_name"))


@dataclass(frozen=True, slots=True, eq=False)
class Load:
    """One load. ``identity`` is the value that says which weights, if it could be told.

    ``site_frame`` and ``site`` are the function and the call in it that decide when it happens.
    ``copied`` is the dotted name of the loader if the project has a copy of it, which is what is
    called.
    """

    event: CallEvent
    loader: Loader
    identity: Value | None
    site_frame: Frame
    site: py.Call
    copied: str = ""

    @property
    def name(self) -> str:
        """The dotted name of what is called."""
        return self.event.name or self.copied

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
        trace = trace_of(project, with_gpu=with_gpu)
        loads = loads_in(trace)
        known[with_gpu] = _with_others(project, trace, loads) if with_gpu else loads
    return known[with_gpu]


def loads_in(trace: Trace) -> tuple[Load, ...]:
    """Every load that a trace makes, adapters left out."""
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


def _with_others(project: Project, trace: Trace, loads: tuple[Load, ...]) -> tuple[Load, ...]:
    """``loads``, those that no table lists, and those by a copy of a known loader in the project.

    The copy is followed; where that does not lead to a load that is known, the loader's own call
    tells more than what stands inside it.
    """
    known = {call for load in loads if _is_named(load) for call in _ways(load.event.frame)}
    copies: dict[py.Call, Load] = {}
    for event, unlisted in unlisted_loads(trace):
        if event.node not in known:
            identity = _identity(event, unlisted)
            called = event.name or py.dotted(event.node.func) or ""
            copies[event.node] = Load(event, unlisted, identity, *_site(event, trace), called)
    for event in trace.calls:
        name = None if event.name else _dotted(project, event)
        loader = match_loader(name) if name is not None else None
        if loader is None or loader.kind != "weights" or event.node in known or loader.cached:
            continue
        load = Load(event, loader, _identity(event, loader), *_site(event, trace), name or "")
        if _does_load(event, loader) and _is_named(load):
            copies[event.node] = load
    if not copies:
        return loads
    inside = (load for load in loads if copies.keys().isdisjoint(_ways(load.event.frame)))
    order = {id(event): at for at, event in enumerate(trace.calls)}
    found = (*inside, *copies.values())
    return tuple(sorted(found, key=lambda load: order[id(load.event)]))


def _dotted(project: Project, event: CallEvent) -> str | None:
    """What was imported and is called, by its dotted name."""
    name = project.qualified(event.frame.facts, event.node.func, event.frame.function)
    return name if name is not None and "." in name else None


def _is_named(load: Load) -> bool:
    return load.identity is not None and bool(load.identity.texts)


def _ways(frame: Frame) -> Iterator[py.Call]:
    """The calls that led into ``frame``, the innermost first."""
    current: Frame | None = frame
    while current is not None:
        if current.call is not None:
            yield current.call
        current = current.parent


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
        options=first.options,
        pattern=first.pattern,
        hints=first.hints,
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
