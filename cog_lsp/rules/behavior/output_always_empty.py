"""predict() never produces a value: the output is always null, or an empty list.

## What it does

Reports a `predict()` (or `run()`) with a return type that never returns a value, and a generator
that never reaches a `yield`.

## Why it matters

Cog does not compare the output with its type. Each prediction is `succeeded`, with `null` or `[]`
as its output.

## Example

```python title=predict.py
from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> str:
        text = prompt.upper()
        print(text)
```

```python title=predict.py
from typing import Iterator

from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> Iterator[str]:
        print(prompt)
        return
        yield prompt
```

## Use instead

```python title=predict.py
from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> str:
        text = prompt.upper()
        print(text)
        return text
```

## Fix

None: only the author knows which value is the result.

## Sources

- Cog 0.23: the status and the output of such predictions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeGuard

from cog_lsp.project import Project
from cog_lsp.project.behavior.guards import leaves
from cog_lsp.project.results import results_of
from cog_lsp.rules.behavior.output_not_as_declared import declared_output
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts


@rule(code="COG434", severity=Severity.WARNING, since="0.2.0")
def check(project: Project) -> Iterator[Report]:
    """One finding for each method that says it has an output and has none."""
    for entry in project.entry_points:
        function = entry.function
        output = declared_output(project, entry)
        if output is None or output.nullable:
            continue
        if function.is_generator:
            got = "[]" if _yields_nothing(function) else ""
        else:
            got = "null" if _returns_nothing(function) else ""
        if got:
            verb = "yields" if function.is_generator else "returns"
            yield Report(
                function.path,
                function.node.name_span,
                f"{function.name}() never {verb} a value, so each prediction succeeds with `{got}` "
                f"as its output; {verb[:-1]} the result",
                key=function.name,
            )


def _returns_nothing(function: FunctionFacts) -> bool:
    """Whether a function ends, and never with a value."""
    body = function.node.body
    if _is_stub(body) or isinstance(body[-1], py.Raise):
        return False
    if any(not _is_none(result.value) for result in results_of(function)):
        return False
    inside = [node for statement in body for node in py.walk_scope(statement)]
    return not any(isinstance(node, py.While) and _is_true(node.test) for node in inside)


def _yields_nothing(function: FunctionFacts) -> bool:
    """Whether no ``yield`` of a generator is reached."""
    return not any(_reached(function.node.body))


def _reached(block: py.Block) -> Iterator[py.Yield]:
    """The yields of ``block`` that may hand something over."""
    for statement in block:
        if _is_skipped(statement):
            yield from _reached(statement.orelse)
        elif isinstance(statement, py.With):
            yield from _reached(statement.body)
        elif isinstance(statement, py.Try):
            handled = (handler.body for handler in statement.handlers)
            for part in (statement.body, *handled, statement.orelse, statement.finalbody):
                yield from _reached(part)
        else:
            for node in py.walk_scope(statement):
                if isinstance(node, py.Yield) and not (
                    node.is_from and node.value is not None and _is_empty(node.value)
                ):
                    yield node
        if leaves((statement,)):
            return


def _is_skipped(statement: py.Stmt) -> TypeGuard[py.If | py.For]:
    """Whether the body of a statement never runs."""
    if isinstance(statement, py.If):
        test = py.unparen(statement.test)
        return isinstance(test, py.Constant) and not test.value
    return isinstance(statement, py.For) and _is_empty(statement.iter)


def _is_stub(body: py.Block) -> bool:
    """Whether a body says nothing: a docstring, ``pass``, ``...``."""
    return all(
        (isinstance(statement, py.Simple) and statement.kind == "pass")
        or (isinstance(statement, py.ExprStmt) and isinstance(statement.value, py.Constant))
        for statement in body
    )


def _is_none(expr: py.Expr) -> bool:
    expr = py.unparen(expr)
    return isinstance(expr, py.Constant) and expr.value is None


def _is_true(expr: py.Expr) -> bool:
    expr = py.unparen(expr)
    return isinstance(expr, py.Constant) and bool(expr.value)


def _is_empty(expr: py.Expr) -> bool:
    expr = py.unparen(expr)
    return isinstance(expr, py.Sequence) and not expr.items
