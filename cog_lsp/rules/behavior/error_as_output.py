"""An error is output as if it were the result.

## What it does

Reports an `except` clause of `predict()` (or `run()`) that returns or yields the text of the error,
or a text that only says that something failed; and, where the output is a file, any sentence that
is returned or yielded in place of one.

A dictionary or an output object that contains an `error` is not reported: callers may be told to
check it.

## Why it matters

The prediction counts as `succeeded`: it is paid for, retries and webhooks take it for a result, and
`prediction.error` is empty. A prediction that raises has the status `failed`, and its `error` has
the message.

## Example

```python title=predict.py
from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> str:
        try:
            return prompt.encode().decode("ascii")
        except Exception as error:
            return f"Error: {error}"
```

## Use instead

```python title=predict.py
from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> str:
        try:
            return prompt.encode().decode("ascii")
        except UnicodeDecodeError as error:
            raise ValueError("the prompt has letters that are not ASCII") from error
```

## Fix

Raises the error instead. Unsafe: the prediction then fails, as it should.

## Sources

- [Replicate: prediction lifecycle](https://replicate.com/docs/topics/predictions/lifecycle)
- [Cog: HTTP API](https://cog.run/http/): `status` and `error`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.interface.types import OutputType
from cog_lsp.project import Project
from cog_lsp.project.results import Result, handed_over
from cog_lsp.rules.behavior.output_not_as_declared import declared_output
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import ReplaceText
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.syntax import python_tree as py

_FAILURE = re.compile(
    r"^\W*(?:error|failed|failure|exception|something went wrong|an? (?:\w+ )?error|unable to"
    r"|could not|couldn't|cannot)\b|\b(?:error|exception|failed)\b[\s:!.]*$",
    re.IGNORECASE,
)
_TEXTS = frozenset(("str", "repr", "traceback.format_exc"))


@rule(
    code="COG420",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Raises the error.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each text of an error that is handed over."""
    for entry in project.entry_points:
        if entry.mode != "predict":
            continue
        output = declared_output(project, entry)
        is_file = output is not None and _is_file(output)
        for result in handed_over(project, entry, entry.function):
            handler = result.around.handler
            if handler is not None and _tells_of_error(project, result, handler):
                yield _report(project, result, "raise")
            elif is_file and _is_sentence(py.unparen(result.value)):
                source = project.documents[result.function.path].slice(result.value.span)
                instead = "raise" if handler is not None else f"raise RuntimeError({source})"
                yield _report(project, result, instead)


def _report(project: Project, result: Result, instead: str) -> Report:
    """The finding, with a plan that puts ``instead`` in place of a ``return``."""
    path = result.function.path
    verb = "yielded" if result.is_yield else "returned"
    plans: tuple[ReplaceText, ...] = ()
    if isinstance(result.node, py.Return):
        title, caution = "Raise the error", "the prediction then fails, as it should"
        plans = (ReplaceText(path, result.node.span, instead, title=title, caution=caution),)
    return Report(
        path,
        result.node.span,
        f"the error is {verb} as output, so the prediction counts as succeeded; raise it, "
        "so that the status is failed and prediction.error has the message",
        key=shortened(project.documents[path].slice(result.value.span)),
        plans=plans,
    )


def _is_file(output: OutputType) -> bool:
    """Whether an output is a file, or files."""
    inner = output.elem if output.kind in ("array", "iterator") else output
    return inner is not None and inner.kind == "primitive" and inner.primitive == "Path"


def _is_sentence(value: py.Expr) -> bool:
    """Whether ``value`` is words written out, and so no name of a file."""
    parts = value.parts if isinstance(value, py.FString) else (value,)
    texts = [part.value if isinstance(part, py.Constant) else part for part in parts]
    return any(isinstance(text, str) and len(text.split()) > 2 for text in texts)


def _tells_of_error(project: Project, result: Result, handler: py.Handler) -> bool:
    value = _behind(handler, py.unparen(result.value))
    if isinstance(value, py.Constant):
        return isinstance(value.value, str) and bool(_FAILURE.search(value.value))
    if isinstance(value, py.Call):
        facts = project.python[result.function.path]
        called = project.qualified(facts, value.func, result.function)
        if called == "traceback.format_exc":
            return True
        return called in _TEXTS and _names(value, handler.name)
    if isinstance(value, py.FString):
        return _names(value, handler.name) or any(
            isinstance(part, str) and _FAILURE.search(part) for part in value.parts[:1]
        )
    if isinstance(value, py.BinOp) and value.op in ("+", "%"):
        return _names(value, handler.name)
    return False


def _behind(handler: py.Handler, value: py.Expr) -> py.Expr:
    """What a variable holds that the handler gives a value, once; anything else as it is."""
    if not isinstance(value, py.Name):
        return value
    given = [
        node.value
        for statement in handler.body
        for node in py.walk_scope(statement)
        if isinstance(node, py.Assign) and node.value is not None
        for target in node.targets
        if isinstance(target, py.Name) and target.id == value.id
    ]
    return py.unparen(given[0]) if len(given) == 1 else value


def _names(value: py.Expr, name: str | None) -> bool:
    return name is not None and any(
        isinstance(node, py.Name) and node.id == name for node in py.walk(value)
    )
