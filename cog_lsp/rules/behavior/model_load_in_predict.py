"""Weights are loaded on every prediction instead of once in setup().

## What it does

Follows the code from `predict()` (or `run()`): into its helper methods, into functions and classes
of the project's other modules, into constructors. Where that reads weights from disk or from a hub
each time, the finding stands at the call that decides it: the loader's own call, or the call of a
helper or constructor whose business is to load.

It stays silent where the code looks first whether the model is there already (`is None`, `hasattr`,
`not in`, a comparison with the current one, a `functools` cache), in `except` branches, where an
input chooses the weights, and for LoRA and other adapters.

Tokenizers, processors and plain downloads are a warning: they are small, but still read each time.

Where the size of the weights is known, the message says how much is read each time, how long that
takes and what it costs on the declared tier: an estimate, which assumes 0.75 GB/s from disk to GPU.
Replicate publishes no figure; public reports go from half of that to three times as much.

## Why it matters

Cog calls `setup()` once when the container starts, and `predict()` for each request. Loading a
7B-parameter Llama in half precision reads 13.5 GB and takes some 18 seconds, on each request, while
the GPU is paid for and does nothing.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
```

```python title=predict.py
import torch
from cog import BasePredictor, Input
from transformers import pipeline


class Predictor(BasePredictor):
    def predict(self, prompt: str = Input(description="What to continue")) -> str:
        generator = pipeline("text-generation", "openai-community/gpt2", torch_dtype=torch.float16)
        return generator(prompt)[0]["generated_text"]
```

## Use instead

```python title=predict.py
import torch
from cog import BasePredictor, Input
from transformers import pipeline


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.generator = pipeline(
            "text-generation", "openai-community/gpt2", torch_dtype=torch.float16
        )

    def predict(self, prompt: str = Input(description="What to continue")) -> str:
        return self.generator(prompt)[0]["generated_text"]
```

## Fix

Moves the load, with what it depends on, into `setup()` and holds it on `self`; makes `setup()` if
there is none. Safe when the load depends on nothing but constants; otherwise unsafe, or refused
with the reason.

A function of a module that loads for itself gets what it needs as an argument instead, if it is
called from one place only; in another file, a function of its own loads. Unsafe: code that the
project does not lead to may call it too.

## Sources

- [Cog: `Predictor.setup()`](https://cog.run/python/)
- [Replicate: model best practices](https://replicate.com/docs/guides/build/model-best-practices)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cog_lsp.memory import reload_of
from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Frame, Guard, Origin, Phase, Trace, trace_of
from cog_lsp.project.loads import Load, in_phase, loads_of
from cog_lsp.project.weight_files import WEIGHT_FILES
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import HoistToSetup, MoveToSetup
from cog_lsp.rules.plan.python import Step
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py

# A model may also be what pickle and its like wrote.
_MODEL_FILES = (*WEIGHT_FILES, ".tflite", ".pkl", ".joblib", ".model", ".tar")
# Calls that take a path and write nothing there.
_READERS = frozenset(
    ("open", "str", "print", "os.path.join", "os.path.exists", "os.path.isfile", "pathlib.Path",
     "cog.Path", "argparse.Namespace", "types.SimpleNamespace", "dict")
)  # fmt: skip
# What these read is a model unless the file's name says otherwise.
_MODEL_LIBRARIES = frozenset(("torch", "safetensors", "keras", "tensorflow", "flax"))


@rule(
    code="COG401",
    severity=Severity.ERROR,
    since="0.1.0",
    fix="Moves the load to setup() and holds it on self.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each place of the prediction's code at which weights are loaded each time."""
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
    for found in places.values():
        yield _report(project, found)


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


def _report(project: Project, loads: Sequence[Load]) -> Report:
    first = next((load for load in loads if _is_heavy(load)), loads[0])
    frame, site = first.site_frame, first.site
    source = project.documents[frame.path].slice
    entry = _entry(frame).function
    entry_name = f"{entry.name}()" if entry is not None else "the prediction"
    what = _callee(source(site.func.span))
    elsewhere = [load for load in loads if load.site is not site]
    inner = [load for load in loads if load.event.node is not site and load not in elsewhere]
    reads = "loads weights" if _is_heavy(first) else "reads files that never change"
    by = f" ({_callee(_source_of(project, first))})" if first in inner else ""
    again = reload_of(project, *loads)
    cost = f", {again.text}" if again is not None else ""
    message = (
        f"{what} {reads}{by} on every prediction: {entry_name} runs for each request{cost}; "
        "load once in setup() and keep the result on self"
    )
    return Report(
        frame.path,
        site.span,
        message,
        key=source(site.span),
        related=(*_others(project, elsewhere), *_reads(project, inner), *_way(frame)),
        plans=(_plan(frame, site),),
        severity=None if any(map(_is_heavy, loads)) else Severity.WARNING,
    )


def _is_heavy(load: Load) -> bool:
    """Whether it reads a model, and not a tokenizer, a download or some other file."""
    if load.loader.kind == "file":
        text = load.identity.text if load.identity is not None else None
        if text is None:
            return load.loader.library in _MODEL_LIBRARIES
        return text.lower().endswith(_MODEL_FILES)
    return load.loader.kind == "weights"


def _plan(frame: Frame, site: py.Call) -> HoistToSetup | MoveToSetup:
    function = frame.function
    name = function.name if function is not None else ""
    if frame.runner and function is not None:
        return MoveToSetup(frame.path, function.owner or "", name, site.span)
    return HoistToSetup(
        frame.path,
        _runner(frame),
        function.qualname if function is not None else "",
        site.span,
        tuple(_steps(frame)),
    )


def _steps(frame: Frame) -> Iterator[Step]:
    """The calls from ``frame`` outwards, up to the first that stands in a method of the runner."""
    while frame.parent is not None and frame.call is not None and not frame.runner:
        caller = frame.parent.function
        qualname = caller.qualname if caller is not None else ""
        yield Step(frame.parent.path, qualname, frame.call.span)
        frame = frame.parent


def _runner(frame: Frame) -> str:
    while frame.parent is not None and not frame.runner:
        frame = frame.parent
    owner = frame.function.owner if frame.function is not None and frame.runner else None
    return owner or ""


def _entry(frame: Frame) -> Frame:
    while frame.parent is not None:
        frame = frame.parent
    return frame


def _reads(project: Project, loads: Sequence[Load]) -> Iterator[Related]:
    for load in loads:
        event = load.event
        name = _callee(_source_of(project, load))
        yield Related(event.frame.path, event.node.span, f"{name} reads here")


def _others(project: Project, loads: Sequence[Load]) -> Iterator[Related]:
    for load in loads:
        source = project.documents[load.site_frame.path].slice(load.site.func.span)
        yield Related(load.site_frame.path, load.site.span, f"or {_callee(source)}, here")


def _way(frame: Frame) -> Iterator[Related]:
    """The calls that lead from the entry point to the function of ``frame``, innermost first."""
    while frame.parent is not None and frame.call is not None:
        caller = frame.parent.function
        name = f"{caller.name}()" if caller is not None else "the module"
        yield Related(frame.parent.path, frame.call.span, f"{name} gets there by this call")
        frame = frame.parent


def _source_of(project: Project, load: Load) -> str:
    return project.documents[load.event.frame.path].slice(load.event.node.func.span)


def _callee(source: str) -> str:
    """The callee of a call as the author wrote it, on one line."""
    return f"{' '.join(source.split())}()"
