"""A cache without a limit keeps a result for every input it ever gets.

## What it does

Reports what keeps a result for each value that a caller may choose freely: a string, a number or a
file.

- `functools.cache` and `lru_cache(maxsize=None)` on a function that the prediction calls with such
  a value
- a dictionary on `self`, on an object that the runner holds, or in the module, to which the
  prediction adds an entry under such a value: `self.cache[prompt] = ...`,
  `.setdefault(prompt, ...)`, `.update({prompt: ...})`

An input with a few `choices`, a flag, a function that is only called with fixed values, and a
dictionary from which entries are removed, that is replaced, or whose length or keys are tested
elsewhere, are not reported.

## Why it matters

The container serves many requests, and nothing that such a cache holds is ever freed. Images and
tensors fill the memory until the container is killed.

## Example

```python title=predict.py
import functools

from cog import BasePredictor


@functools.cache
def embed(text: str) -> list[int]:
    return [ord(letter) for letter in text]


class Predictor(BasePredictor):
    def predict(self, text: str) -> int:
        return len(embed(text))
```

## Use instead

```python title=predict.py
import functools

from cog import BasePredictor


@functools.lru_cache(maxsize=16)
def embed(text: str) -> list[int]:
    return [ord(letter) for letter in text]


class Predictor(BasePredictor):
    def predict(self, text: str) -> int:
        return len(embed(text))
```

## Fix

None: only the author knows how many are worth keeping.

## Sources

- [Python: `functools.lru_cache`](https://docs.python.org/3/library/functools.html)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import interfaces_of
from cog_lsp.project import Project
from cog_lsp.project.behavior import Phase, Value, trace_of
from cog_lsp.project.project import EntryPoint
from cog_lsp.rules.behavior._lasting import made_once
from cog_lsp.rules.behavior._tables import additions, is_checked, is_limited
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts

_CACHE = "functools.cache"
_LRU_CACHE = "functools.lru_cache"
_TABLES = frozenset(("dict", "collections.defaultdict", "collections.OrderedDict"))


@rule(code="COG443", severity=Severity.INFORMATION, since="0.2.0")
def check(project: Project) -> Iterator[Report]:
    """One finding for each such decorator."""
    free = _free_inputs(project)
    seen: set[py.Expr] = set()
    for entry in project.entry_points:
        decorator = _limitless(project, entry.function) if entry.mode == "predict" else None
        if decorator is not None and free & set(entry.inputs):
            seen.add(decorator)
            yield _report(project, entry.function, decorator)
    for call in trace_of(project).calls:
        function = call.callee.obj
        if call.phase is not Phase.PREDICT or not isinstance(function, FunctionFacts):
            continue
        decorator = _limitless(project, function)
        if decorator is None or decorator in seen:
            continue
        if any(_is_free(arg.value, free) for arg in call.args):
            seen.add(decorator)
            yield _report(project, function, decorator)
    yield from _tables(project, free)


def _tables(project: Project, free: set[str]) -> Iterator[Report]:
    """One finding for each dictionary that gets an entry for each input."""

    def is_table(path: str, value: py.Expr) -> bool:
        return _is_table(project, path, value)

    seen: set[tuple[str, py.Expr]] = set()
    for addition in additions(project):
        name = py.dotted(addition.table)
        if name is None or not _is_free(addition.key, free) or is_checked(addition):
            continue
        made = made_once(project, addition.frame, addition.table, is_table)
        if made is None or made in seen or is_limited(project, name.rpartition(".")[2]):
            continue
        seen.add(made)
        yield Report(
            addition.frame.path,
            addition.place.span,
            f"`{name}` keeps an entry for every input it ever gets, and nothing removes any; give "
            "it a limit",
            key=name,
            related=(Related(made[0], made[1].span, "it is created here, once"),),
        )


def _report(project: Project, function: FunctionFacts, decorator: py.Expr) -> Report:
    source = project.documents[function.path].slice(decorator.span)
    return Report(
        function.path,
        decorator.span,
        f"`@{source}` keeps what {function.name}() returns for every input it ever gets; use "
        "`lru_cache(maxsize=...)` with a number",
        key=function.qualname,
    )


def _limitless(project: Project, function: FunctionFacts) -> py.Expr | None:
    """The decorator of ``function`` that caches without a limit."""
    facts = project.python[function.path]
    for decorator in function.node.decorators:
        target = decorator.func if isinstance(decorator, py.Call) else decorator
        name = project.qualified(facts, target)
        if name == _CACHE:
            return decorator
        if name == _LRU_CACHE and isinstance(decorator, py.Call):
            size = decorator.keyword("maxsize") or decorator.positional(0)
            if isinstance(size, py.Constant) and size.value is None:
                return decorator
    return None


def _free_inputs(project: Project) -> set[str]:
    """The inputs of which there are more values than a few."""
    entries: tuple[EntryPoint, ...] = project.entry_points
    names = {name for entry in entries if entry.mode == "predict" for name in entry.inputs}
    for interface in interfaces_of(project)[:1]:
        for found in interface.inputs:
            is_flag = found.type is not None and found.type.primitive == "bool"
            if found.choices or is_flag:
                names.discard(found.name)
    return names


def _is_table(project: Project, path: str, value: py.Expr) -> bool:
    value = py.unparen(value)
    if isinstance(value, py.Dict):
        return True
    return (
        isinstance(value, py.Call)
        and project.qualified(project.python[path], value.func) in _TABLES
    )


def _is_free(value: Value, free: set[str]) -> bool:
    return bool(value.inputs & free) and not value.texts
