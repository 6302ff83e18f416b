"""What one prediction sets on a shared object stays there for the next.

## What it does

Reports an attribute of `self`, or of a model that `setup()` has loaded, that the prediction sets
for some inputs only and uses for all: `self.pipe.scheduler = ...` under an `if`, with nothing in
the `else`. Silent where every branch sets it, where it is put back, where the test asks for the
state itself (`if name != self.loaded`), and where only the same branch uses it.

## Why it matters

The object lives as long as the container. A caller who did not ask for anything gets what the
caller before has asked for, and the same input gives another result from one time to the next.

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

None: what it was before is for the author to keep.

## Sources

- [Cog: `setup()` runs once, `predict()` for each request](https://cog.run/python/)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cog_lsp.interface import interfaces_of
from cog_lsp.project import Project
from cog_lsp.project.behavior import Guard, Origin, Phase, StoreEvent, trace_of
from cog_lsp.project.outliving import is_of_runner, store_outlives
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts


@rule(code="COG440", severity=Severity.WARNING, since="0.2.0")
def check(project: Project) -> Iterator[Report]:
    """One finding for each attribute, where it is first set."""
    stores: dict[str, list[StoreEvent]] = {}
    for store in trace_of(project).stores:
        if store.phase is Phase.PREDICT:
            stores.setdefault(store.node.attr, []).append(store)
    for same in stores.values():
        first = same[0]
        if not all(map(store_outlives, same)) or _is_always_set(same, 0):
            continue
        if len({store.guards for store in same}) < len(same):
            continue  # set twice on one way: put back, perhaps
        if _covers_all_choices(project, same):
            continue
        if not all(_is_of_request(guard, store) for store in same for guard in store.guards):
            continue
        use = _use_elsewhere(project, first)
        if use is None:
            continue
        source = project.documents[first.frame.path].slice(first.node.span)
        yield Report(
            first.frame.path,
            first.node.span,
            f"`{source}` is set for some inputs only, and the next prediction finds it so; set it "
            "for the others too, or put it back",
            key=source,
            related=(Related(first.frame.path, use.span, "this uses it for any input"),),
        )


def _is_always_set(stores: Sequence[StoreEvent], depth: int) -> bool:
    """Whether one of ``stores`` happens whatever the conditions from ``depth`` on are.

    Taken for granted where they hang on several conditions side by side.
    """
    if any(len(store.guards) == depth for store in stores):
        return True
    test = stores[0].guards[depth].test
    if test is None or any(store.guards[depth].test is not test for store in stores):
        return True
    ways: dict[int, list[StoreEvent]] = {}
    for store in stores:
        ways.setdefault(store.guards[depth].branch, []).append(store)
    count = len(test.cases) if isinstance(test, py.Match) else 2
    return len(ways) >= count and all(_is_always_set(way, depth + 1) for way in ways.values())


def _is_of_request(guard: Guard, store: StoreEvent) -> bool:
    """Whether a condition asks for the request alone, and not for what is there already."""
    if guard.kind != "if" or guard.test is None or not guard.origin & Origin.INPUT:
        return False
    function = store.frame.function
    if function is None or guard.origin & Origin.STATE:
        return False
    # What was made of an input in between may be tested for something that it always is.
    own = {function.first_param} if store.frame.receiver is not None else set()
    params = {param.name for param in function.node.params} - own
    names = {node.id for node in py.walk(guard.test) if isinstance(node, py.Name)}
    return bool(names) and names <= params


def _covers_all_choices(project: Project, stores: Sequence[StoreEvent]) -> bool:
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


def _use_elsewhere(project: Project, store: StoreEvent) -> py.Expr | None:
    """Where the function uses the attribute, or the model that has it, for any input."""
    function = store.frame.function
    whole = store.node if is_of_runner(store.frame, store.node) else store.node.value
    name = py.dotted(whole)
    if function is None or name is None:
        return None
    source = project.documents[function.path].slice
    tests = {source(guard.test.span) for guard in store.guards if guard.test is not None}
    condition = _statement_of(function, store.guards[0])
    if condition is None:
        return None
    for node in _outside(function, tests, source):
        if (
            isinstance(node, py.Name | py.Attribute)
            and node.span.start >= condition.span.end
            and py.dotted(node) == name
        ):
            return node
    return None


def _statement_of(function: FunctionFacts, guard: Guard) -> py.Stmt | None:
    """The statement of ``function`` whose condition ``guard`` is."""
    for node in py.walk(function.node):
        if isinstance(node, py.If) and node.test is guard.test:
            return node
        if isinstance(node, py.Match) and node is guard.test:
            return node
    return None


def _outside(function: FunctionFacts, tests: set[str], source: object) -> Iterator[py.Node]:
    """The nodes of ``function`` that stand under none of ``tests``, nor are assigned to."""
    assert callable(source)
    stack: list[py.Node] = list(reversed(function.node.body))
    while stack:
        node = stack.pop()
        if isinstance(node, py.If) and source(node.test.span) in tests:
            continue
        yield node
        inner = py.children(node)
        if isinstance(node, py.Assign):
            targets = [t for t in node.targets if isinstance(t, py.Name | py.Attribute)]
            inner = (child for child in py.children(node) if child not in targets)
        stack.extend(reversed(tuple(inner)))
