"""The output is declared as a file, but a file name or a folder is returned.

## What it does

Reports a string (a literal, an f-string, `os.path.join`, `str(…)`) that is returned although the
return type is `Path`, and a path to a folder that the code has just created.

## Why it matters

Cog uploads a `Path`, and passes a string on as it is: the caller gets the name of a file inside a
container that is out of reach. Cog cannot read a folder, so the output is `null`. The prediction
counts as `succeeded` in both cases.

## Example

```python title=predict.py
from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> Path:
        out = "/tmp/out.txt"
        with open(out, "w") as file:
            file.write(prompt)
        return out
```

## Use instead

```python title=predict.py
from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> Path:
        out = "/tmp/out.txt"
        with open(out, "w") as file:
            file.write(prompt)
        return Path(out)
```

## Fix

Wraps the string in `Path`. Unsafe: callers get the file instead of its name. There is no fix for a
folder: pack it (`shutil.make_archive`), or return a list of files.

## Sources

- Cog 0.23: a string is returned as it is, a folder as `null`.
- [Cog: `Path`](https://cog.run/python/)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cog_lsp.project import Project
from cog_lsp.project.project import EntryPoint
from cog_lsp.project.results import (
    Binding,
    bindings_in,
    handed_over,
    only_binding,
    only_value,
    parts_of,
)
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import ReplaceText
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts

_PATHS = frozenset(("cog.Path", "pathlib.Path"))
_LISTS = frozenset(
    ("list", "List", "Iterator", "Iterable", "AsyncIterator", "Optional", "Generator")
)
_TEXTS = frozenset(
    ("str", "os.path.join", "os.path.abspath", "os.path.realpath", "os.fspath", "tempfile.mktemp")
)
_FOLDERS = frozenset(("tempfile.mkdtemp",))
_MAKERS = frozenset(("os.makedirs", "os.mkdir"))


@rule(
    code="COG409",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Wraps the string in `Path`.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each output that is no file although the type says so."""
    for entry in project.entry_points:
        if entry.mode == "predict" and (name := _path_name(project, entry)) is not None:
            yield from _of_entry(project, entry, name)


def _of_entry(project: Project, entry: EntryPoint, name: str) -> Iterator[Report]:
    for result in handed_over(project, entry, entry.function):
        function = result.function
        names = bindings_in(function)
        for part in parts_of(project, function, result.value, names):
            reader = _Reader(project, function, names)
            source = project.documents[function.path].slice(part.span)
            if reader.is_text(part):
                plans: tuple[ReplaceText, ...] = ()
                if function.path == entry.function.path:
                    plans = (
                        ReplaceText(
                            function.path,
                            part.span,
                            f"{name}({source})",
                            title=f"Wrap it in {name}",
                            caution="callers get the file instead of its name",
                        ),
                    )
                yield Report(
                    function.path,
                    part.span,
                    f"`{shortened(source)}` is a string, which Cog returns as it is instead of "
                    f"uploading the file; return {name}(…)",
                    key=shortened(source),
                    plans=plans,
                )
            elif reader.is_folder(part):
                yield Report(
                    function.path,
                    part.span,
                    f"`{shortened(source)}` is a folder, which Cog cannot upload: the output is "
                    "null; pack it into one file, or return a list of files",
                    key=shortened(source),
                )


def _path_name(project: Project, entry: EntryPoint) -> str | None:
    """How the return type writes ``Path``, if it is a path or a list of paths."""
    function = entry.function
    facts = project.python[function.path]
    annotation = function.node.returns
    while isinstance(annotation, py.Subscript):
        outer = (py.dotted(annotation.value) or "").rpartition(".")[2]
        if outer not in _LISTS or not annotation.indexes:
            return None
        annotation = annotation.indexes[0]
    if annotation is None or project.qualified(facts, annotation) not in _PATHS:
        return None
    return py.dotted(annotation)


def _has_blanks(text: str) -> bool:
    return any(char.isspace() for char in text)


class _Reader:
    """Tells texts and folders from files, in one function."""

    def __init__(
        self, project: Project, function: FunctionFacts, names: Mapping[str, list[Binding]]
    ) -> None:
        self._project = project
        self._function = function
        self._names = names

    def is_text(self, expr: py.Expr, depth: int = 5) -> bool:
        """Whether ``expr`` is a text and nothing else, and may be the name of a file.

        A sentence is none: what is wrong with it is for other rules to say.
        """
        expr = py.unparen(expr)
        match expr:
            case py.Constant():
                return isinstance(expr.value, str) and not _has_blanks(expr.value)
            case py.FString():
                return not any(isinstance(part, str) and _has_blanks(part) for part in expr.parts)
            case py.Name():
                value = self._behind(expr)
                return value is not None and depth > 0 and self.is_text(value, depth - 1)
            case py.BinOp(op="+"):
                return depth > 0 and any(
                    self.is_text(side, depth - 1) for side in (expr.left, expr.right)
                )
            case py.Call():
                return self._qualified(expr.func) in _TEXTS
            case _:
                return False

    def is_folder(self, expr: py.Expr, depth: int = 5) -> bool:
        """Whether ``expr`` is a path to a folder that this function makes."""
        expr = py.unparen(expr)
        if isinstance(expr, py.Call):
            name = self._qualified(expr.func)
            first = expr.positional(0)
            if name in _PATHS and first is not None and len(expr.args) == 1:
                return depth > 0 and self.is_folder(first, depth - 1)
            return name in _FOLDERS
        if not isinstance(expr, py.Name):
            return False
        if self._is_made(expr.id):
            return True
        value = self._behind(expr)
        return value is not None and depth > 0 and self.is_folder(value, depth - 1)

    def _behind(self, name: py.Name) -> py.Expr | None:
        return only_value(self._names, name.id)

    def _is_made(self, name: str) -> bool:
        if only_binding(self._names, name) is None:
            return False
        for statement in self._function.node.body:
            for node in py.walk_scope(statement):
                if not isinstance(node, py.Call):
                    continue
                target = node.positional(0)
                if isinstance(node.func, py.Attribute) and node.func.attr == "mkdir":
                    target = node.func.value if target is None else target
                elif self._qualified(node.func) not in _MAKERS:
                    continue
                made = py.unparen(target) if target is not None else None
                if isinstance(made, py.Name) and made.id == name:
                    return True
        return False

    def _qualified(self, expr: py.Expr) -> str:
        facts = self._project.python[self._function.path]
        return self._project.qualified(facts, expr, self._function) or ""
