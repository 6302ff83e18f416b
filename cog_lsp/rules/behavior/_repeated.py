"""Which loads happen in every prediction with the same weights: what two rules report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Guard, Origin, Phase, Trace, trace_of
from cog_lsp.project.loads import Load, in_phase, loads_of
from cog_lsp.project.weight_files import WEIGHT_FILES
from cog_lsp.syntax import python_tree as py

# A model may also be what pickle and its like wrote.
_MODEL_FILES = (*WEIGHT_FILES, ".tflite", ".pkl", ".joblib", ".model", ".tar")
# What these read is a model unless the file's name says otherwise.
_MODEL_LIBRARIES = frozenset(("torch", "safetensors", "keras", "tensorflow", "flax"))
# Methods of a model, and functions that are given one, which only a training calls.
_TRAINING_METHODS = frozenset(("add_adapter", "enable_gradient_checkpointing"))
_TRAINERS = frozenset(("peft.get_peft_model", "transformers.Trainer", "trl.SFTTrainer"))
# Calls that take a path and write nothing there.
_READERS = frozenset(
    ("open", "str", "print", "os.path.join", "os.path.exists", "os.path.isfile", "pathlib.Path",
     "cog.Path", "argparse.Namespace", "types.SimpleNamespace", "dict")
)  # fmt: skip


def repeated_loads(project: Project) -> list[list[Load]]:
    """The loads that every prediction makes anew, those that one place decides on together.

    What a prediction trains is left out: each has to begin with weights that no other has changed.
    """
    loads = in_phase(loads_of(project), Phase.PREDICT)
    emptied = _emptied(trace_of(project))
    repeated = [
        load
        for load in loads
        if _is_fixed(load, project) and _happens_each_time(load, loads, emptied)
    ]
    places: dict[object, list[Load]] = {}
    for load in repeated:
        if not _is_part_of_another(load, repeated):
            places.setdefault(_place(load, loads, places), []).append(load)
    trained = _trained(trace_of(project))
    return [found for found in places.values() if trained.isdisjoint(at.event for at in found)]


def _trained(trace: Trace) -> frozenset[CallEvent]:
    """The calls whose result a prediction trains: in training mode, or given to an optimizer."""
    found: set[CallEvent] = set()
    calls = [call for call in trace.calls if call.phase is Phase.PREDICT]
    given = [call.node for call in calls if call.name.startswith("torch.optim.")]
    optimized = {node for optimizer in given for node in py.walk(optimizer)}
    for call in calls:
        method = call.node.method
        if call.receiver is not None and (
            (method == "train" and not call.args)
            or method in _TRAINING_METHODS
            or (method == "parameters" and call.node in optimized)
        ):
            found |= call.receiver.loads
        elif call.name in _TRAINERS:
            found.update(*(arg.value.loads for arg in call.args))
    return frozenset(found)


def _is_fixed(load: Load, project: Project) -> bool:
    """Whether it is the same weights each time, and not the request's own data."""
    identity = load.identity
    if identity is None:
        return load.loader.kind != "file"
    if identity.origin & ~Origin.SETTLED:
        return False
    if load.loader.kind == "file" and identity.origin:
        return False
    return not _is_made_by_request(load, project)


def _is_made_by_request(load: Load, project: Project) -> bool:
    """Whether what is read may be something that this very prediction wrote before.

    Any call that names the path may have written there, if it also knows of the request, or if the
    reader is one that reads any file.
    """
    path = load.identity.text if load.identity is not None else None
    if not path:
        return False
    if path.startswith("/tmp/"):
        return True
    trace = trace_of(project)
    # What a function of the project does with the path is in the trace itself.
    followed = {done.frame.call for done in trace.returns}
    for call in trace.calls:
        if call is load.event:
            return False
        if (
            call.phase is Phase.PREDICT
            and call.name != load.event.name
            and call.name not in _READERS
            and call.node not in followed
            and _names(call, path, project)
            and (load.loader.kind == "file" or _knows_the_request(call))
        ):
            return True
    return False


def _names(call: CallEvent, path: str, project: Project) -> bool:
    """Whether an argument of ``call`` speaks of ``path``, or of a folder that it lies in."""
    folder = path.rpartition("/")[0]
    source = project.documents[call.frame.path].slice
    for arg in call.args:
        text = arg.value.text
        if text is not None:
            if text and (path == text or path.startswith(text.rstrip("/") + "/") or path in text):
                return True
        else:
            said = arg.value.pattern or source(arg.node.span)
            if path in said or (folder and folder in said):
                return True
    return False


def _knows_the_request(call: CallEvent) -> bool:
    values = [arg.value for arg in call.args]
    if call.receiver is not None:
        values.append(call.receiver)
    return any(value.origin & Origin.INPUT for value in values)


def _emptied(trace: Trace) -> frozenset[str]:
    """The attributes that every prediction sets back to None: looking there finds nothing."""
    return frozenset(
        store.node.attr
        for store in trace.stores
        if store.phase is Phase.PREDICT and store.value.constant is None and not store.guards
    )


def _happens_each_time(load: Load, loads: Sequence[Load], emptied: frozenset[str]) -> bool:
    """Whether no condition on the way to the load can keep a prediction from loading."""
    return all(
        guard.available or _looks_at(guard, emptied) or _has_counterpart(load, guard, loads)
        for guard in load.event.guards
    )


def _looks_at(guard: Guard, attributes: frozenset[str]) -> bool:
    """Whether a test asks no more than whether one of ``attributes`` is there."""
    test = py.unparen(guard.test) if isinstance(guard.test, py.Expr) else None
    if isinstance(test, py.Compare) and test.ops == ("is",):
        test = py.unparen(test.operands[0])
    elif isinstance(test, py.UnaryOp) and test.op == "not":
        test = py.unparen(test.operand)
    else:
        return False
    return isinstance(test, py.Attribute) and test.attr in attributes


def _place(load: Load, loads: Sequence[Load], places: Mapping[object, list[Load]]) -> object:
    """What tells findings apart: the site, or the condition that only says how to load."""
    if load.site in places:
        return load.site
    for guard in load.event.guards:
        if guard.test is not None and _has_counterpart(load, guard, loads):
            return guard.test
    return load.site


def _has_counterpart(load: Load, guard: Guard, loads: Sequence[Load]) -> bool:
    """Whether the other branch loads as well, so that the condition only says how, not whether."""
    if guard.kind != "if" or not isinstance(guard.test, py.Expr) or guard.origin & Origin.INPUT:
        return False
    for other in loads:
        for at, theirs in enumerate(other.event.guards):
            if (
                theirs.test is guard.test
                and theirs.branch != guard.branch
                and other.loader.kind == load.loader.kind
                and all(inner.available for inner in other.event.guards[at + 1 :])
            ):
                return True
    return False


def _is_part_of_another(load: Load, loads: Sequence[Load]) -> bool:
    """Whether it is a download or a small part that another load found here is built from."""
    return load.loader.kind != "weights" and any(
        other is not load
        and other.loader.kind in ("weights", "file")
        and any(load.event in arg.value.loads for arg in other.event.args)
        for other in loads
    )


def is_heavy(load: Load) -> bool:
    """Whether it reads a model, and not a tokenizer, a download or some other file."""
    if load.loader.kind == "file":
        text = load.identity.text if load.identity is not None else None
        if text is None:
            return load.loader.library in _MODEL_LIBRARIES
        return text.lower().endswith(_MODEL_FILES)
    return load.loader.kind == "weights"
