"""The log of a prediction is flooded: nested bars, a redraw at every step, DEBUG records.

## What it does

Reports, in code that a prediction leads to:

- a `tqdm` bar in a loop that has a bar itself;
- a bar with `mininterval=0`, which is redrawn at every step instead of ten times a second;
- a `print` in every iteration of a loop of a thousand iterations or more, if its bounds are
  numbers;
- and, wherever it is called, `logging.basicConfig(level=logging.DEBUG)`, DEBUG on the root logger
  and `set_verbosity_debug()` of transformers, diffusers and datasets.

## Why it matters

Replicate sends the whole log with each webhook and each poll. 20,000 steps of a bar with
`mininterval=0` make it 1.1 MB; DEBUG adds everything that each library has to say about each
request.

Of nested bars, clients read the one on the last line: `prediction.progress` starts over with each
inner bar. `leave=False` does not help: the log keeps the line, and the last one that clients find
is that of the inner bar at 0%.

## Example

```python title=predict.py
from cog import BasePredictor
from tqdm import tqdm


class Predictor(BasePredictor):
    def predict(self, words: list[str]) -> str:
        out = ""
        for word in tqdm(words):
            for letter in tqdm(word):
                out += letter.upper()
        return out
```

## Use instead

```python title=predict.py
from cog import BasePredictor
from tqdm import tqdm


class Predictor(BasePredictor):
    def predict(self, words: list[str]) -> str:
        out = ""
        for word in tqdm(words):
            for letter in tqdm(word, disable=True):
                out += letter.upper()
        return out
```

## Fix

Switches the inner bar off (`disable=True`), redraws once a second, logs at INFO, or asks for
warnings only. Unsafe: the log looks different.

## Sources

- Cog 0.23 with tqdm 4: the logs of such predictions, and what the clients' pattern finds in them.
- [replicate/cog#1319](https://github.com/replicate/cog/issues/1319)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Frame, Phase, trace_of
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import AddKeyword, ReplaceText
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.syntax import python_tree as py

_BARS = frozenset(("tqdm", "trange"))
_CAUTION = "the log looks different"
_OFTEN = 0.05  # seconds; tqdm's own interval is twice as long
_MANY = 1000
_VERBOSE = frozenset(
    f"{library}.set_verbosity_debug"
    for library in (
        "transformers.logging", "transformers.utils.logging", "diffusers.logging",
        "diffusers.utils.logging", "datasets.logging", "datasets.utils.logging",
    )
)  # fmt: skip
_DEBUG = ("logging.DEBUG", "logging.NOTSET")


@rule(
    code="COG432",
    severity=Severity.HINT,
    since="0.2.0",
    fix="Switches the inner bar off, redraws less often, or logs less.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each call that fills the log."""
    seen: set[py.Call] = set()
    for event in trace_of(project).calls:
        if event.node in seen:
            continue
        report = _of_level(project, event)
        if report is None and event.phase is Phase.PREDICT:
            report = _of_bar(project, event) or _of_print(project, event)
        if report is not None:
            seen.add(event.node)
            yield report


def _of_level(project: Project, event: CallEvent) -> Report | None:
    """Records at DEBUG of all libraries, or of one that has its own switch."""
    path, document = event.frame.path, project.documents[event.frame.path]
    func = py.unparen(event.node.func)
    if event.guards:
        return None
    if event.name in _VERBOSE and isinstance(func, py.Attribute):
        plan = ReplaceText(path, func.attr_span, "set_verbosity_warning", caution=_CAUTION)
    else:
        given = None
        if event.name == "logging.basicConfig":
            given = event.argument("level", None)
        elif isinstance(func, py.Attribute) and func.attr == "setLevel" and _is_root(event):
            given = event.argument("level", 0)
        if given is None or not _is_debug(given.value.qualified, given.value.constant):
            return None
        level = py.unparen(given.node.value)
        written = document.slice(level.span)
        if isinstance(level, py.Attribute):
            plan = ReplaceText(path, level.attr_span, "INFO", caution=_CAUTION)
        elif isinstance(level, py.Constant) and isinstance(level.value, str):
            plan = ReplaceText(path, level.span, written.replace(level.value, "INFO"))
        else:
            return Report(path, event.node.span, _verbose(event), key=shortened(written))
    return Report(
        path,
        event.node.span,
        _verbose(event),
        key=shortened(document.slice(event.node.span)),
        plans=(plan,),
    )


def _verbose(event: CallEvent) -> str:
    whose = "this library" if event.name in _VERBOSE else "every library"
    return (
        f"this makes {whose} log at DEBUG, and all of it lands in each prediction's log; log at "
        "INFO, or set DEBUG on your own loggers only"
    )


def _is_root(event: CallEvent) -> bool:
    made_by = event.receiver.loads if event.receiver is not None else frozenset()
    return bool(made_by) and all(
        made.name == "logging.getLogger" and not made.args for made in made_by
    )


def _is_debug(name: str | None, value: object) -> bool:
    return name in _DEBUG or value in ("DEBUG", "debug") or (type(value) is int and value == 10)


def _of_bar(project: Project, event: CallEvent) -> Report | None:
    """A bar that is redrawn at each step, or stands in another's loop."""
    if not _is_bar(event) or _may_be_off(event):
        return None
    path, document = event.frame.path, project.documents[event.frame.path]
    key = shortened(document.slice(event.node.span))
    often = event.argument("mininterval", None)
    interval = often.value.constant if often is not None else None
    if often is not None and type(interval) in (int, float) and interval < _OFTEN:  # type: ignore[operator]
        return Report(
            path,
            often.node.span,
            "this bar is redrawn at nearly every step, and each redraw makes the log longer; leave "
            "mininterval at 0.1 s, or set it to 1",
            key=key,
            plans=(ReplaceText(path, often.node.value.span, "1", caution=_CAUTION),),
        )
    outer = _outer_bar(project, event)
    if outer is None:
        return None
    frame, call = outer
    return Report(
        path,
        event.node.span,
        "this bar starts over in each iteration of a loop that has a bar itself: the log gets a "
        "line for each, and clients read the progress of the inner one; switch it off "
        "(disable=True)",
        key=key,
        related=(Related(frame.path, call.span, "this is the outer bar"),),
        plans=(AddKeyword(path, event.node.span, "disable", "True", caution=_CAUTION),),
    )


def _is_bar(event: CallEvent) -> bool:
    return "tqdm" in event.name and event.name.rpartition(".")[2] in _BARS


def _may_be_off(event: CallEvent) -> bool:
    """Whether a bar may be switched off, or go elsewhere."""
    return (
        event.argument("file", None) is not None
        or event.argument("disable", None) is not None
        or any(arg.node.star == "**" for arg in event.args)
    )


def _outer_bar(project: Project, event: CallEvent) -> tuple[Frame, py.Call] | None:
    """The bar of a loop that the call of a bar stands in, here or in a function that leads here."""
    bars = {
        each.node
        for each in trace_of(project).calls
        if each.phase is Phase.PREDICT and _is_bar(each) and not _may_be_off(each)
    }
    frame = event.frame
    node: py.Call = event.node
    while True:
        for loop in _loops_around(frame, node):
            for inner in py.walk(loop.iter):
                if isinstance(inner, py.Call) and inner in bars:
                    return frame, inner
        parent, call = frame.parent, frame.call
        if parent is None or call is None:
            return None
        frame, node = parent, call


def _loops_around(frame: Frame, node: py.Node) -> Iterator[py.For]:
    """The loops of the frame's function whose body ``node`` stands in."""
    for statement in frame.function.node.body if frame.function is not None else ():
        for loop in py.walk_scope(statement):
            if isinstance(loop, py.For) and any(
                inside.span.start <= node.span.start < inside.span.end for inside in loop.body
            ):
                yield loop


def _of_print(project: Project, event: CallEvent) -> Report | None:
    """A print in each of a thousand rounds and more."""
    if event.name != "print" or event.argument("file", None) is not None:
        return None
    for loop in _loops_around(event.frame, event.node):
        rounds = _rounds(loop)
        if rounds is not None and rounds >= _MANY and _is_in_each(loop, event.node):
            path = event.frame.path
            return Report(
                path,
                event.node.span,
                f"this prints in each of {rounds:,} iterations, and the log gets as many lines; "
                "print less often, such as every 100 iterations",
                key=shortened(project.documents[path].slice(event.node.span)),
            )
    return None


def _rounds(loop: py.For) -> int | None:
    """How often a loop over ``range(…)`` of numbers runs."""
    source = py.unparen(loop.iter)
    if not isinstance(source, py.Call) or py.dotted(source.func) != "range":
        return None
    bounds: list[int] = []
    for arg in source.args:
        bound = py.unparen(arg.value)
        if not isinstance(bound, py.Constant) or type(bound.value) is not int:
            return None
        bounds.append(bound.value)
    if not 1 <= len(bounds) <= 3 or (len(bounds) == 3 and bounds[2] == 0):
        return None
    return len(range(*bounds))


def _is_in_each(loop: py.For, call: py.Call) -> bool:
    """Whether ``call`` is a statement of the loop's own body, which nothing ends early."""
    ends = any(
        isinstance(node, py.Return | py.Raise)
        or (isinstance(node, py.Simple) and node.kind in ("break", "continue"))
        for statement in loop.body
        for node in py.walk_scope(statement)
    )
    return not ends and any(
        isinstance(statement, py.ExprStmt) and statement.value is call for statement in loop.body
    )
