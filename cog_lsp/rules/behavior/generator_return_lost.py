"""The value that a generator returns is lost: only what it yields is output.

## What it does

Reports `return value` in a `predict()` (or `run()`) that yields, and in a function of the project
that it delegates to with a plain `yield from`.

## Why it matters

In Python, the value that a generator returns goes to whatever drives it; Cog takes the items and
drops that value. The prediction succeeds, but the value is missing from its output.

## Example

```python title=predict.py
from typing import Iterator

from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> Iterator[str]:
        for word in prompt.split():
            yield word
        return prompt.upper()
```

## Use instead

```python title=predict.py
from typing import Iterator

from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> Iterator[str]:
        for word in prompt.split():
            yield word
        yield prompt.upper()
```

## Fix

Yields the value; if more code follows, it returns afterwards. Unsafe: the output gets one more
item.

## Sources

- Cog 0.23: the output of such a prediction holds only what was yielded.
- [PEP 380](https://peps.python.org/pep-0380/#formal-semantics)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.project import EntryPoint
from cog_lsp.project.results import callee_of, results_of
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import ReplaceText
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts


@rule(
    code="COG419",
    severity=Severity.INFORMATION,
    since="0.2.0",
    fix="Yields the value.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each value that a yielding prediction returns."""
    for entry in project.entry_points:
        for function in _generators(project, entry) if entry.mode == "predict" else ():
            for result in results_of(function):
                value = py.unparen(result.value)
                if result.is_yield or (isinstance(value, py.Constant) and value.value is None):
                    continue
                document = project.documents[function.path]
                source = document.slice(result.value.span)
                yield Report(
                    function.path,
                    result.node.span,
                    f"{function.name}() yields, so the value it returns is lost; yield it",
                    key=shortened(source),
                    plans=(_plan(project, function, result.node, source),),
                )


def _generators(project: Project, entry: EntryPoint) -> tuple[FunctionFacts, ...]:
    """The method that yields, and what it yields from without a look at what comes back."""
    # An async generator that returns a value does not even compile.
    found = [entry.function] if not entry.function.node.is_async else []
    found = [function for function in found if function.is_generator]
    for function in found:
        for statement in function.node.body:
            for node in py.walk_scope(statement):
                value = node.value if isinstance(node, py.ExprStmt) else None
                if not isinstance(value, py.Yield) or not value.is_from:
                    continue
                call = py.unparen(value.value) if value.value is not None else None
                if isinstance(call, py.Call):
                    callee = callee_of(project, entry, function, call)
                    if callee is not None and callee.is_generator and callee not in found:
                        found.append(callee)
    return tuple(found)


def _plan(project: Project, function: FunctionFacts, node: py.Node, source: str) -> ReplaceText:
    document = project.documents[function.path]
    text = f"yield {source}"
    if function.node.body[-1] is not node:
        start = document.text.rfind("\n", 0, node.span.start) + 1
        indent = document.text[start : node.span.start]
        stop = f"{document.newline}{indent}return" if not indent.strip() else "; return"
        text += stop
    return ReplaceText(
        function.path,
        node.span,
        text,
        title="Yield the value",
        caution="the output gets one more item",
    )
