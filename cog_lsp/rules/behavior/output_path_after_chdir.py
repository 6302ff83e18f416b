"""A relative path is returned after `os.chdir()`, and Cog looks for the file elsewhere.

## What it does

Reports a relative path that a prediction returns or yields, if `setup()`, the prediction or the
module has permanently changed the working directory to a folder that is written out.

## Why it matters

Another process uploads the file, and its working directory is still `/src`. It finds nothing there
and does not fail: the prediction is `succeeded` with `null` as its output; in a list, the item is
missing. Without `os.chdir()`, relative paths are fine.

## Example

```python title=predict.py
import os

from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def setup(self) -> None:
        os.chdir("/src/project")

    def predict(self, prompt: str) -> Path:
        with open("out.txt", "w") as file:
            file.write(prompt)
        return Path("out.txt")
```

## Use instead

```python title=predict.py
import os

from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def setup(self) -> None:
        os.chdir("/src/project")

    def predict(self, prompt: str) -> Path:
        with open("out.txt", "w") as file:
            file.write(prompt)
        return Path("out.txt").absolute()
```

## Fix

Makes the path absolute. Unsafe: callers then get the file.

## Sources

- Cog 0.23: the output of such predictions, in setup and in predict, alone and in a list.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Phase, trace_of
from cog_lsp.project.results import Binding, bindings_in, handed_over, only_value, parts_of
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import ReplaceText
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts
from cog_lsp.text import Span

_PATHS = frozenset(("cog.Path", "pathlib.Path"))
_HOME = "/src"
_MAX_DEPTH = 5


@rule(
    code="COG435",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Makes the path absolute.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each relative path that is handed over."""
    moved = _moved(project)
    if moved is None:
        return
    for entry in project.entry_points:
        if entry.mode != "predict":
            continue
        for result in handed_over(project, entry, entry.function):
            function = result.function
            names = bindings_in(function)
            for part in parts_of(project, function, result.value, names):
                if not _Reader(project, function, names).is_relative(part):
                    continue
                source = project.documents[function.path].slice(part.span)
                inner = py.unparen(part)
                dotted = source if isinstance(inner, py.Name | py.Call) else f"({source})"
                yield Report(
                    function.path,
                    part.span,
                    f"`{shortened(source)}` is relative, but os.chdir() moved only this process: "
                    "Cog looks for the file in /src, so it is missing from the output; return an "
                    "absolute path",
                    key=shortened(source),
                    related=(
                        Related(moved.frame.path, moved.node.span, "the directory is changed here"),
                    ),
                    plans=(
                        ReplaceText(
                            function.path,
                            Span(part.span.start, part.span.end),
                            f"{dotted}.absolute()",
                            title="Make it absolute",
                            caution="callers then get the file",
                        ),
                    ),
                )


def _moved(project: Project) -> CallEvent | None:
    """The only change of the working directory, if it surely leads elsewhere and stays."""
    changes = [event for event in trace_of(project).calls if event.name == "os.chdir"]
    if len({event.node for event in changes}) != 1:
        return None
    event = changes[0]
    given = event.argument("path", 0)
    text = given.value.text if given is not None else None
    if text is None or event.guards or (event.in_loop and event.phase is Phase.PREDICT):
        return None
    return event if posixpath.normpath(posixpath.join(_HOME, text)) != _HOME else None


class _Reader:
    """Reads paths in one function."""

    def __init__(
        self, project: Project, function: FunctionFacts, names: Mapping[str, list[Binding]]
    ) -> None:
        self._project = project
        self._function = function
        self._names = names

    def is_relative(self, expr: py.Expr) -> bool:
        """Whether ``expr`` is a ``Path`` that begins with a name that is written out."""
        expr = py.unparen(expr)
        if isinstance(expr, py.Name):
            behind = self._behind(expr)
            return behind is not None and self.is_relative(behind)
        if isinstance(expr, py.BinOp) and expr.op == "/":
            return self.is_relative(expr.left)
        if not isinstance(expr, py.Call) or self._qualified(expr.func) not in _PATHS:
            return False
        first = expr.positional(0)
        return first is not None and self._starts_relative(first)

    def _starts_relative(self, expr: py.Expr, depth: int = _MAX_DEPTH) -> bool:
        expr = py.unparen(expr)
        if not depth:
            return False
        match expr:
            case py.Constant():
                return isinstance(expr.value, str) and _is_relative(expr.value)
            case py.FString() if expr.parts:
                first = expr.parts[0]
                return isinstance(first, str) and _is_relative(first)
            case py.Name():
                behind = self._behind(expr)
                return behind is not None and self._starts_relative(behind, depth - 1)
            case py.BinOp(op="+"):
                return self._starts_relative(expr.left, depth - 1)
            case py.Call() if self._qualified(expr.func) in ("os.path.join", "str"):
                start = expr.positional(0)
                rest = [py.unparen(arg.value) for arg in expr.args[1:]]
                # A later part that is absolute takes the place of all before it.
                return (
                    start is not None
                    and self._starts_relative(start, depth - 1)
                    and all(isinstance(part, py.Constant | py.FString) for part in rest)
                    and all(self._starts_relative(part, depth - 1) for part in rest)
                )
            case _:
                return False

    def _behind(self, name: py.Name) -> py.Expr | None:
        if name.id not in self._names:
            return self._project.python[self._function.path].constants.get(name.id)
        return only_value(self._names, name.id)

    def _qualified(self, expr: py.Expr) -> str:
        facts = self._project.python[self._function.path]
        return self._project.qualified(facts, expr, self._function) or ""


def _is_relative(text: str) -> bool:
    return bool(text) and text[0] not in "/~"
