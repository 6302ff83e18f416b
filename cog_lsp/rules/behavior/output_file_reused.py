"""Several outputs are written to one file, so the last one replaces the others.

## What it does

Reports a path that is the same in every iteration of a loop and is appended to the returned list,
or yielded, each time; and a fixed path that is returned when several predictions may run at once.

## Why it matters

Cog reads the files when the list is returned: all items are the last one. A yielded file may be
overwritten before it is read, which gives an empty or a mixed output. If predictions run at once,
one caller gets what was made for another.

## Example

```python title=predict.py
from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> list[Path]:
        outputs = []
        for word in prompt.split():
            with open("/tmp/out.txt", "w") as file:
                file.write(word)
            outputs.append(Path("/tmp/out.txt"))
        return outputs
```

## Use instead

```python title=predict.py
from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> list[Path]:
        outputs = []
        for i, word in enumerate(prompt.split()):
            with open(f"/tmp/out-{i}.txt", "w") as file:
                file.write(word)
            outputs.append(Path(f"/tmp/out-{i}.txt"))
        return outputs
```

## Fix

None: the name must also change where the file is written.

## Sources

- Cog 0.23: a list of three files with one name comes back as three times the last one.
- [Cog: `Path`](https://cog.run/python/)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cog_lsp.interface import interfaces_of
from cog_lsp.project import Project
from cog_lsp.project.outputs import output_items
from cog_lsp.project.project import EntryPoint
from cog_lsp.project.results import Binding, bindings_in, handed_over, only_value
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts

_PATHS = frozenset(("cog.Path", "pathlib.Path", "str", "os.path.abspath"))


@rule(code="COG410", severity=Severity.WARNING, since="0.2.0")
def check(project: Project) -> Iterator[Report]:
    """One finding for each output whose file is overwritten before it is read."""
    for entry in project.entry_points:
        if entry.mode != "predict":
            continue
        for function in _handing_over(project, entry):
            yield from _in_loops(project, function)
        if _at_once(project) > 1:
            yield from _side_by_side(project, entry)


def _handing_over(project: Project, entry: EntryPoint) -> tuple[FunctionFacts, ...]:
    """The entry point, and the functions whose results it hands on as they are."""
    results = handed_over(project, entry, entry.function)
    return tuple(dict.fromkeys((entry.function, *(result.function for result in results))))


def _in_loops(project: Project, function: FunctionFacts) -> Iterator[Report]:
    names = bindings_in(function)
    for item in output_items(function):
        name = _fixed(project, function, item.value, names)
        if item.in_loop and name is not None:
            verb = "appended" if item.appended else "yielded"
            yield Report(
                function.path,
                item.value.span,
                f"`{shortened(name)}` is {verb} in each iteration of the loop: the next one "
                "overwrites the file before it is read; give each output a name of its own",
                key=name,
            )


def _side_by_side(project: Project, entry: EntryPoint) -> Iterator[Report]:
    for result in handed_over(project, entry, entry.function):
        names = bindings_in(result.function)
        name = _fixed(project, result.function, result.value, names)
        if name is not None and not result.is_yield:
            yield Report(
                result.function.path,
                result.value.span,
                f"`{shortened(name)}` is the output of each of the {_at_once(project)} predictions "
                "that may run at once, so they overwrite each other; use tempfile.mkstemp() or "
                "mkdtemp()",
                key=name,
            )


def _at_once(project: Project) -> int:
    asked = project.config.values.concurrency
    if asked is not None and asked.max is not None:
        return asked.max.value
    first = next(iter(interfaces_of(project)), None)
    return first.concurrency.max or 1 if first is not None and first.concurrency is not None else 1


def _fixed(
    project: Project,
    function: FunctionFacts,
    expr: py.Expr,
    names: Mapping[str, list[Binding]],
    depth: int = 5,
) -> str | None:
    """The path that ``expr`` always is, if it is a path that is written out."""
    expr = py.unparen(expr)
    if depth == 0:
        return None
    if isinstance(expr, py.Name):
        constant = project.python[function.path].constants.get(expr.id)
        if constant is not None and expr.id not in names:
            return _fixed(project, function, constant, names, depth - 1)
        value = only_value(names, expr.id)
        return _fixed(project, function, value, names, depth - 1) if value is not None else None
    if isinstance(expr, py.Call) and len(expr.args) == 1:
        facts = project.python[function.path]
        first = expr.positional(0)
        if project.qualified(facts, expr.func, function) not in _PATHS or first is None:
            return None
        inner = py.unparen(first)
        if isinstance(inner, py.Constant) and isinstance(inner.value, str):
            return inner.value
        return _fixed(project, function, inner, names, depth - 1)
    if isinstance(expr, py.Constant) and isinstance(expr.value, str) and depth < 5:
        return expr.value
    return None
