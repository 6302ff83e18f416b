"""The returned file is deleted before Cog reads it.

## What it does

Reports a path that is returned from a `tempfile.TemporaryDirectory()` or a
`tempfile.NamedTemporaryFile()` that deletes itself, and one that a `finally` block removes: the
block ends, and the file is gone, before the caller has the path.

A path that is yielded is a warning: the file is deleted when the generator continues, and whether
Cog was quick enough to read it is luck.

## Why it matters

Cog opens the file after `predict()` has returned. It does not fail if there is none: the prediction
is `succeeded` and its output is `null`; in a list, the item is missing.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.11"
predict: predict.py:Predictor
```

```python title=predict.py
import os
import tempfile

from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> Path:
        with tempfile.TemporaryDirectory() as folder:
            out = os.path.join(folder, "out.txt")
            with open(out, "w") as file:
                file.write(prompt)
            return Path(out)
```

```python title=predict.py
import tempfile

from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> Path:
        file = tempfile.NamedTemporaryFile(suffix=".txt")
        file.write(prompt.encode())
        file.flush()
        return Path(file.name)
```

## Use instead

```python title=predict.py
import os
import tempfile

from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> Path:
        out = os.path.join(tempfile.mkdtemp(), "out.txt")
        with open(out, "w") as file:
            file.write(prompt)
        return Path(out)
```

## Fix

Adds `delete=False`, which `NamedTemporaryFile` has always had and `TemporaryDirectory` has had
since Python 3.12; with an older version, creates the folder with `mkdtemp()` and removes the block.
Unsafe: nothing deletes the file any more.

## Sources

- Cog 0.23: such predictions succeed without output.
- [tempfile](https://docs.python.org/3/library/tempfile.html)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from cog_lsp.project import Project
from cog_lsp.project.project import EntryPoint
from cog_lsp.project.results import (
    Binding,
    Result,
    bindings_in,
    handed_over,
    only_binding,
    parts_of,
)
from cog_lsp.rules.behavior._shared import python_of
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import AddKeyword, KeepFolder, Plan
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts

_FILE, _FOLDER = "tempfile.NamedTemporaryFile", "tempfile.TemporaryDirectory"
# Calls and methods whose result is the same path, and those whose result lies below it.
_SAME = frozenset(
    ("str", "os.fspath", "os.path.abspath", "os.path.realpath", "pathlib.Path", "cog.Path")
)
_SAME_METHODS = frozenset(("resolve", "absolute", "expanduser", "as_posix"))
_REMOVERS = frozenset(("shutil.rmtree", "os.remove", "os.unlink"))
# Methods that may keep what they are given alive.
_KEEPERS = frozenset(("append", "add", "extend", "insert", "push", "register", "enter_context"))
_FOLDERS_DELETE_SINCE = (3, 12)


@rule(
    code="COG406",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Keeps the file.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each path that is handed over and whose file is gone by then."""
    for entry in project.entry_points:
        if entry.mode == "predict":
            yield from _of_entry(project, entry)


def _of_entry(project: Project, entry: EntryPoint) -> Iterator[Report]:
    for result in handed_over(project, entry, entry.function):
        names = bindings_in(result.function)
        for part in parts_of(project, result.function, result.value, names):
            origin = _Reader(project, result.function, names).read(part)
            if origin is None:
                continue
            end = _end(project, result, origin)
            if end:
                yield _report(project, result, part, origin, end)


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where a path comes from: the names on the way, and the call that made it if it is temporary.

    ``names`` maps each to whether the path is that very one, and nothing below it. ``call`` stands
    in the file ``path`` and makes a file, else a folder. ``opened`` tells one that a ``with``
    statement opened.
    """

    names: Mapping[str, bool]
    call: py.Call | None = None
    path: str = ""
    is_file: bool = False
    opened: bool = False
    kept: bool = False


class _Reader:
    """Reads paths in one function."""

    def __init__(
        self, project: Project, function: FunctionFacts, names: Mapping[str, list[Binding]]
    ) -> None:
        self._facts = project.python[function.path]
        self._project = project
        self._function = function
        self._names = names

    def read(self, expr: py.Expr, exact: bool = True, depth: int = 8) -> _Origin | None:
        """Where the path ``expr`` comes from, if that is plain to see."""
        expr = py.unparen(expr)
        if depth == 0:
            return None
        match expr:
            case py.Name():
                return self._name(expr.id, exact, depth)
            case py.Attribute(attr="name") if isinstance(expr.value, py.Name):
                return self._opened(expr.value.id, exact, by_name=True)
            case py.Call():
                return self._call(expr, exact, depth)
            case py.BinOp(op="/" | "+"):
                return self.read(expr.left, False, depth - 1)
            case py.FString() if expr.parts and isinstance(expr.parts[0], py.Expr):
                return self.read(expr.parts[0], exact and len(expr.parts) == 1, depth - 1)
            case _:
                return None

    def qualified(self, expr: py.Expr) -> str:
        """The dotted name of what ``expr`` names, as far as it is known."""
        return self._project.qualified(self._facts, expr, self._function) or ""

    def _name(self, name: str, exact: bool, depth: int) -> _Origin | None:
        binding = only_binding(self._names, name)
        if binding is None:
            return None
        found: _Origin | None = None
        if binding.kind == "assign" and binding.value is not None:
            found = self.read(binding.value, exact, depth - 1)
        elif binding.kind == "with":
            found = self._opened(name, exact, by_name=False)
        found = found if found is not None else _Origin({})
        return replace(found, names={name: exact, **found.names})

    def _opened(self, name: str, exact: bool, *, by_name: bool) -> _Origin | None:
        """The path behind a name bound to something temporary: its ``.name``, or itself."""
        binding = only_binding(self._names, name)
        call = py.unparen(binding.value) if binding is not None and binding.value else None
        if binding is None or not isinstance(call, py.Call):
            return None
        reader, call = self._made_by(call)
        kind = reader.qualified(call.func)
        # `with TemporaryDirectory() as folder` gives the path, all else the object.
        plain = binding.kind == "with" and kind == _FOLDER
        if kind not in (_FILE, _FOLDER) or by_name == plain or call.keyword("delete") is not None:
            return None
        if kind == _FILE and not exact:
            return None
        opened = binding.kind == "with"
        kept = not opened and self._may_be_kept(name)
        return _Origin({}, call, reader._facts.path, kind == _FILE, opened, kept)

    def _made_by(self, call: py.Call) -> tuple[_Reader, py.Call]:
        """The call that makes what ``call`` gives, and the reader of the function it stands in.

        Another than ``call`` where that is of a function that does no more than return it.
        """
        function = self._project.find(self._facts, call.func, self._function)
        if isinstance(function, FunctionFacts) and len(function.node.body) == 1:
            (only,) = function.node.body
            value = only.value if isinstance(only, py.Return) else None
            inner = py.unparen(value) if value is not None else None
            if isinstance(inner, py.Call):
                return _Reader(self._project, function, {}), inner
        return self, call

    def _call(self, call: py.Call, exact: bool, depth: int) -> _Origin | None:
        name = self.qualified(call.func)
        first = call.positional(0)
        if name in _SAME and first is not None:
            return self.read(first, exact and len(call.args) == 1, depth - 1)
        if name == "os.path.join" and first is not None:
            return self.read(first, False, depth - 1)
        if isinstance(call.func, py.Attribute):
            if call.func.attr in _SAME_METHODS:
                return self.read(call.func.value, exact, depth - 1)
            if call.func.attr == "joinpath":
                return self.read(call.func.value, False, depth - 1)
        return None

    def _may_be_kept(self, name: str) -> bool:
        """Whether the object bound to ``name`` may outlive the function."""
        for statement in self._function.node.body:
            for node in py.walk(statement):
                if isinstance(node, py.Assign) and _is_name(node.value, name):
                    return True
                if (
                    isinstance(node, py.Call)
                    and isinstance(node.func, py.Attribute)
                    and node.func.attr in _KEEPERS
                    and any(_is_name(arg.value, name) for arg in node.args)
                ):
                    return True
                if isinstance(node, py.Scoping) and name in node.names:
                    return True
        return False


def _end(project: Project, result: Result, origin: _Origin) -> str:
    """What deletes the file, in words; empty if nothing is known to."""
    if origin.call is not None:
        if origin.opened:
            around = [item.context for with_ in result.around.withs for item in with_.items]
            inside = any(py.unparen(context) is origin.call for context in around)
            return "when its `with` block ends" if inside or not result.is_yield else ""
        return "" if result.is_yield or origin.kept else "with its object, when the function ends"
    reader = _Reader(project, result.function, {})
    for final in result.around.finals:
        for call in _plain_calls(final):
            target = call.positional(0)
            name = reader.qualified(call.func)
            if isinstance(call.func, py.Attribute) and call.func.attr == "unlink" and not call.args:
                target, name = call.func.value, "os.unlink"
            removed = py.unparen(target) if target is not None else None
            if not isinstance(removed, py.Name) or removed.id not in origin.names:
                continue
            if name == "shutil.rmtree" or (name in _REMOVERS and origin.names[removed.id]):
                return "by the `finally` block"
    return ""


def _plain_calls(block: py.Block) -> Iterator[py.Call]:
    """The calls that are statements of ``block``, those behind a test that a file exists too."""
    for statement in block:
        if isinstance(statement, py.ExprStmt) and isinstance(statement.value, py.Call):
            yield statement.value
        elif isinstance(statement, py.If):
            yield from _plain_calls(statement.body)


def _is_name(expr: py.Expr | None, name: str) -> bool:
    inner = py.unparen(expr) if expr is not None else None
    return isinstance(inner, py.Name) and inner.id == name


def _report(project: Project, result: Result, part: py.Expr, origin: _Origin, end: str) -> Report:
    path = result.function.path
    source = project.documents[path].slice
    what = shortened(source(part.span))
    if result.is_yield:
        message = (
            f"the file behind `{what}` is deleted {end}: unless Cog happens to read it first, it "
            "is missing from the output; write it to a folder that stays (tempfile.mkdtemp())"
        )
    else:
        message = (
            f"the file behind `{what}` is deleted {end}, before Cog reads it: the prediction "
            "succeeds with no output; write it to a folder that stays (tempfile.mkdtemp())"
        )
    related: tuple[Related, ...] = ()
    plans: tuple[Plan, ...] = ()
    if origin.call is not None:
        related = (Related(origin.path, origin.call.span, "this deletes the file"),)
        plans = tuple(_plans(project, result, origin, origin.call))
    return Report(
        path,
        part.span,
        message,
        key=what,
        related=related,
        plans=plans,
        severity=Severity.WARNING if result.is_yield else None,
    )


def _plans(project: Project, result: Result, origin: _Origin, call: py.Call) -> Iterator[Plan]:
    caution = "nothing deletes the file afterwards"
    python = python_of(project)
    if origin.is_file or (python is not None and python >= _FOLDERS_DELETE_SINCE):
        yield AddKeyword(origin.path, call.span, "delete", "False", caution=caution)
        return
    for statement in result.function.node.body:
        for node in py.walk_scope(statement):
            if isinstance(node, py.With) and any(
                py.unparen(item.context) is call for item in node.items
            ):
                yield KeepFolder(origin.path, node.span, caution=caution)
