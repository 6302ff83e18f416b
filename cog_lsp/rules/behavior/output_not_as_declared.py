"""predict() outputs a list although its type says one value, or the other way round.

## What it does

Reports, in `predict()` (or `run()`):

- `yield` if the return type is neither an iterator nor a list;
- `return` of a single string, number or file if the type is an `Iterator`.

If an iterator is declared, a list or another iterator may be returned as well, and so may a single
string for a `ConcatenateIterator`: callers cannot tell the difference.

## Why it matters

Cog writes the schema from the annotation, and builds the output from what it gets. It does not
compare the two. Callers whose client follows the schema expect a string and get `["one", "two"]`,
or expect a list and get a string, which a loop goes through letter by letter.

## Example

```python title=predict.py
from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> str:
        for word in prompt.split():
            yield word
```

```python title=predict.py
from typing import Iterator

from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> Iterator[str]:
        return f"{prompt}!"
```

## Use instead

```python title=predict.py
from typing import Iterator

from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> Iterator[str]:
        for word in prompt.split():
            yield word
```

## Fix

Declares an iterator of the type, or yields the value if it is the only one. Unsafe: the schema or
the output changes for callers.

## Sources

- Cog 0.23: the output of such predictors, and the schema that it serves.
- [Cog: streaming output](https://cog.run/python/)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cog_lsp.interface import OutputType, interfaces_of
from cog_lsp.project import Project
from cog_lsp.project.project import EntryPoint
from cog_lsp.project.results import Result, bindings_in, handed_over, only_value
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import DeclareIterator, ReplaceText
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts
from cog_lsp.text import Span

_PATHS = frozenset(("cog.Path", "pathlib.Path"))
_TEXTS = frozenset(("str", "json.dumps", "repr"))
_HARMLESS = frozenset(("torch", "cog"))
_CAUTION = "callers get a list"


@rule(
    code="COG433",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Declares an iterator, or yields the value.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each annotation or result that does not go with the other."""
    for entry in project.entry_points:
        output = declared_output(project, entry)
        if output is None:
            continue
        results = list(handed_over(project, entry, entry.function))
        if any(result.is_yield for result in results):
            yield from _of_type(project, entry.function, output)
        elif output.kind == "iterator":
            yield from _of_results(project, entry, results)


def declared_output(project: Project, entry: EntryPoint) -> OutputType | None:
    """The output as Cog's schema has it, if what ``entry`` hands over is the output as it is.

    A decorator may make something else of it; those of torch and cog do not.
    """
    function = entry.function
    facts = project.python[function.path]
    decorators = [project.qualified(facts, each) for each in map(_called, function.node.decorators)]
    if entry.mode != "predict" or not all(
        name is not None and name.partition(".")[0] in _HARMLESS for name in decorators
    ):
        return None
    for interface in interfaces_of(project):
        target = interface.target
        if target is not None and (target.file.path, target.node.name_span) == (
            function.path,
            function.node.name_span,
        ):
            return interface.output
    return None


def _called(decorator: py.Expr) -> py.Expr:
    return decorator.func if isinstance(decorator, py.Call) else decorator


def _of_type(project: Project, function: FunctionFacts, output: OutputType) -> Iterator[Report]:
    """The type of a generator, or of what returns one, if it is one value's."""
    returns = function.node.returns
    single = output.kind in ("object", "dict") or (
        output.kind == "primitive" and output.primitive != "Any"
    )
    if returns is None or not single:
        return
    source = project.documents[function.path].slice(returns.span)
    iterator = "AsyncIterator" if function.node.is_async else "Iterator"
    yield Report(
        function.path,
        returns.span,
        f"{function.name}() yields, so its output is a list, but the schema says one value; "
        f"declare {iterator}[{source}], or return the value",
        key=shortened(source),
        plans=(
            DeclareIterator(
                function.path,
                returns.span,
                iterator,
                title=f"Declare {iterator}[{source}]",
                caution="the schema of the output changes",
            ),
        ),
    )


def _of_results(project: Project, entry: EntryPoint, results: Sequence[Result]) -> Iterator[Report]:
    """The results that are one value where an iterator is declared."""
    for result in results:
        if not _is_single(project, result.function, _behind(result)):
            continue
        path = result.function.path
        source = shortened(project.documents[path].slice(result.value.span))
        plans: tuple[ReplaceText, ...] = ()
        if len(results) == 1 and result.function is entry.function:
            start = result.node.span.start
            keyword = Span(start, start + len("return"))
            title = "Yield the value"
            plans = (ReplaceText(path, keyword, "yield", title=title, caution=_CAUTION),)
        yield Report(
            path,
            result.value.span,
            f"`{source}` is a single value, and so is the output, but the schema says a list; "
            "yield it",
            key=source,
            plans=plans,
        )


def _behind(result: Result) -> py.Expr:
    """The value of a result, or what its name is bound to."""
    value = py.unparen(result.value)
    if isinstance(value, py.Name):
        behind = only_value(bindings_in(result.function), value.id)
        return py.unparen(behind) if behind is not None else value
    return value


def _is_single(project: Project, function: FunctionFacts, value: py.Expr) -> bool:
    """Whether ``value`` is a text, a number or a file, and no list of them."""
    if isinstance(value, py.Constant):
        return value.value is not None and value.value is not ...
    if isinstance(value, py.Call):
        facts = project.python[function.path]
        return project.qualified(facts, value.func, function) in _PATHS | _TEXTS
    return isinstance(value, py.FString)
