"""What one prediction sets on a shared object is still set in the next one.

## What it does

Reports what the prediction sets only for some inputs, on something that outlives it, and uses for
all: `self.pipe.scheduler = ...` under an `if`, with nothing in the `else`. That is

- an attribute of `self`, or of a model or a configuration that `setup()` made
- an entry of a dictionary there: `self.config["steps"] = ...`
- a module variable, declared `global`
- a setter whose effect a model keeps: `set_attn_processor`, `set_generation_params`
- an environment variable that gets a caller's token: `os.environ["HF_TOKEN"] = token`

It may happen in a method that the prediction calls under the `if`. The rule is silent if every
branch sets it, if it is put back, if the condition checks the state itself
(`if name != self.loaded`), and if only the same branch uses it.

## Why it matters

The object lives as long as the container. A caller who did not ask for anything gets what the
previous caller asked for, and the same input gives different results from one time to the next.

## Example

```python title=predict.py
from cog import BasePredictor
from diffusers import DiffusionPipeline, EulerDiscreteScheduler


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.pipe = DiffusionPipeline.from_pretrained("org/pictures")

    def predict(self, prompt: str, euler: bool = False) -> str:
        if euler:
            self.pipe.scheduler = EulerDiscreteScheduler.from_config(self.pipe.scheduler.config)
        return str(self.pipe(prompt))
```

## Use instead

```python title=predict.py
from cog import BasePredictor
from diffusers import DiffusionPipeline, EulerDiscreteScheduler


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.pipe = DiffusionPipeline.from_pretrained("org/pictures")
        self.usual = self.pipe.scheduler
        self.euler = EulerDiscreteScheduler.from_config(self.pipe.scheduler.config)

    def predict(self, prompt: str, euler: bool = False) -> str:
        self.pipe.scheduler = self.euler if euler else self.usual
        return str(self.pipe(prompt))
```

## Fix

None: the author has to keep the previous value.

## Sources

- [Cog: `setup()` runs once, `predict()` for each request](https://cog.run/python/)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from cog_lsp.interface import interfaces_of
from cog_lsp.project import Project
from cog_lsp.project.behavior import Frame, Guard, Origin, Phase, trace_of
from cog_lsp.project.behavior.arguments import given_for
from cog_lsp.project.results import bindings_in
from cog_lsp.rules.behavior._paths import frame_of, is_of_request, statement_of
from cog_lsp.rules.behavior._written import Written, is_taken_out, written
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.secrets._tokens import is_secret_name
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts
from cog_lsp.text import Span


@rule(code="COG440", severity=Severity.WARNING, since="0.2.0")
def check(project: Project) -> Iterator[Report]:
    """One finding for each condition, where it first sets what stays."""
    seen: set[py.Node] = set()
    for same in written(project):
        first = same[0]
        if not all(one.outlives for one in same) or _is_always_set(same, 0):
            continue
        if len({one.guards for one in same}) < len(same):
            continue  # set twice on one way: put back, perhaps
        if _covers_all_choices(project, same) or not all(map(_is_left, same)):
            continue
        condition = first.guards[0].test
        where = frame_of(first.frame, first.guards[0])
        if where is None or condition is None or condition in seen:
            continue
        use = _use_elsewhere(project, first, where)
        if use is None and not _is_for_all(first):
            continue
        if is_taken_out(project, first) or any(map(_counts, same)):
            continue
        seen.add(condition)
        # Not where it is put to nothing first, if it is put to something behind that.
        place = next((one for one in same if one.value.truth is not False), first)
        source = project.documents[place.frame.path].slice(place.shown.span)
        related = (
            (Related(*use, "this uses it whatever the inputs are"),) if use is not None else ()
        )
        yield Report(
            place.frame.path,
            place.shown.span,
            f"`{source}` is set only for some inputs, and is still set in the next prediction; set "
            "it for the others too, or put it back",
            key=source,
            related=related,
        )


def _is_always_set(stores: Sequence[Written], depth: int) -> bool:
    """Whether one of ``stores`` happens whatever the conditions from ``depth`` on are.

    Taken for granted where they hang on several conditions side by side.
    """
    if any(len(store.guards) == depth for store in stores):
        return True
    test = stores[0].guards[depth].test
    if test is None or any(store.guards[depth].test is not test for store in stores):
        return True
    ways: dict[int, list[Written]] = {}
    for store in stores:
        ways.setdefault(store.guards[depth].branch, []).append(store)
    count = len(test.cases) if isinstance(test, py.Match) else 2
    return len(ways) >= count and all(_is_always_set(way, depth + 1) for way in ways.values())


def _counts(store: Written) -> bool:
    """Whether it goes on from what is there: ``self.hits += 1`` is meant to."""
    function = store.frame.function
    return function is not None and any(
        isinstance(node, py.AugAssign) and node.target is store.shown
        for node in py.walk(function.node)
    )


def _is_left(store: Written) -> bool:
    """Whether the request alone decides that it is set, and to what.

    Behind its first condition it may also depend on what is there already, where what is set comes
    from the request.
    """
    first, *rest = store.guards
    if not _asks_for_inputs(store.frame, first):
        return False
    return bool(store.value.origin & Origin.INPUT) or all(
        _asks_for_inputs(store.frame, guard) for guard in rest
    )


def _asks_for_inputs(frame: Frame, guard: Guard) -> bool:
    """Whether a test names nothing but parameters of its function, as the request gave them.

    What was made of an input in between may be tested for something that it always is.
    """
    where = frame_of(frame, guard) if is_of_request(guard) else None
    if where is None or where.function is None or guard.test is None:
        return False
    names = {node.id for node in py.walk(guard.test) if isinstance(node, py.Name)}
    return bool(names) and all(_is_given(where, name) for name in names)


def _is_given(frame: Frame, name: str) -> bool:
    """Whether a variable is a parameter that still is what the request gave."""
    function = frame.function
    if function is None or name not in {param.name for param in function.node.params}:
        return False
    if frame.receiver is not None and name == function.first_param:
        return False
    if len(bindings_in(function).get(name, ())) > 1:
        return False
    if frame.parent is None or frame.call is None:
        return True
    given = given_for(frame, name)
    return isinstance(given, py.Name) and _is_given(frame.parent, given.id)


def _covers_all_choices(project: Project, stores: Sequence[Written]) -> bool:
    """Whether the tests name every value that an input may have, so that one of them holds."""
    guards = [guard for store in stores for guard in store.guards]
    named = {
        node.value
        for guard in guards
        if guard.test is not None
        for node in py.walk(guard.test)
        if isinstance(node, py.Constant)
    }
    inputs = frozenset[str]().union(*(guard.inputs for guard in guards))
    return any(
        found.choices and {choice.value for choice in found.choices} <= named
        for interface in interfaces_of(project)[:1]
        for found in interface.inputs
        if found.name in inputs
    )


def _is_for_all(store: Written) -> bool:
    """Whether it is what a caller gave to be let in, and opens doors for whoever comes later."""
    name = store.key if store.is_environment else None
    return name is not None and is_secret_name(name) and bool(store.value.origin & Origin.INPUT)


def _use_elsewhere(project: Project, store: Written, where: Frame) -> tuple[str, Span] | None:
    """Where the function of the condition uses what was set, or what has it, for any input."""
    function = where.function
    assert function is not None
    condition = statement_of(function, store.guards[0])
    if condition is None:
        return None
    source = project.documents[function.path].slice
    tests = {source(guard.test.span) for guard in store.guards if guard.test is not None}
    own = store.name.rpartition(".")[2]
    kept = {s.node.attr for s in trace_of(project).stores if s.phase is Phase.PREDICT} - {own}
    for node in _outside(function, tests, kept, source):
        if node.span.start < condition.span.end:
            continue
        if store.is_used_by(node, where):
            return function.path, node.span
        called = _method_called(project, node, where)
        if called is not None and called is not store.frame.function:
            for inner in _outside(called, tests, kept, project.documents[called.path].slice):
                if store.is_used_by(inner, None, called.first_param):
                    return function.path, node.span
    return None


def _method_called(project: Project, node: py.Node, where: Frame) -> FunctionFacts | None:
    """The method of the runner that ``node`` calls on it."""
    cls = where.receiver.cls if where.receiver is not None and where.runner else None
    func = py.unparen(node.func) if isinstance(node, py.Call) else None
    if cls is None or not isinstance(func, py.Attribute) or where.function is None:
        return None
    if py.dotted(func.value) != where.function.first_param:
        return None
    return project.find_method(cls, func.attr)


def _outside(
    function: FunctionFacts, tests: set[str], kept: set[str], source: Callable[[Span], str]
) -> Iterator[py.Node]:
    """The nodes of ``function`` that stand under none of ``tests``, nor are assigned to.

    Nor under a test of another attribute that predictions set, one of ``kept``.
    """
    stack: list[py.Node] = list(reversed(function.node.body))
    while stack:
        node = stack.pop()
        if isinstance(node, py.If) and source(node.test.span) in tests:
            continue
        yield node
        inner = py.children(node)
        if isinstance(node, py.If) and any(
            isinstance(part, py.Attribute) and part.attr in kept for part in py.walk(node.test)
        ):
            inner = iter((node.test, *node.orelse))
        if isinstance(node, py.Assign):
            targets = [t for t in node.targets if isinstance(t, py.Name | py.Attribute)]
            inner = (child for child in py.children(node) if child not in targets)
        stack.extend(reversed(tuple(inner)))
