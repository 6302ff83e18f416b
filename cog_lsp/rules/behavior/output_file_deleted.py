"""The returned file is deleted before Cog reads it.

## What it does

Reports a path that is returned from a `tempfile.TemporaryDirectory()` or a
`tempfile.NamedTemporaryFile()` that deletes itself, and one that a `finally` block removes: the
block ends, and the file is gone, before the caller has the path. So it is with what `glob` or
`os.walk()` finds in such a folder.

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

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.project import EntryPoint
from cog_lsp.project.results import Result, bindings_in, handed_over, parts_of
from cog_lsp.rules.behavior._path_origin import PathOrigin, PathReader
from cog_lsp.rules.behavior._shared import python_of
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import AddKeyword, KeepFolder, Plan
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.syntax import python_tree as py

_REMOVERS = frozenset(("shutil.rmtree", "os.remove", "os.unlink"))
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
            origin = PathReader(project, result.function, names).read(part)
            if origin is None:
                continue
            end = _end(project, result, origin)
            if end:
                yield _report(project, result, part, origin, end)


def _end(project: Project, result: Result, origin: PathOrigin) -> str:
    """What deletes the file, in words; empty if nothing is known to."""
    if origin.call is not None:
        if origin.opened:
            around = [item.context for with_ in result.around.withs for item in with_.items]
            inside = any(py.unparen(context) is origin.call for context in around)
            return "when its `with` block ends" if inside or not result.is_yield else ""
        return "" if result.is_yield or origin.kept else "with its object, when the function ends"
    reader = PathReader(project, result.function, {})
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


def _report(
    project: Project, result: Result, part: py.Expr, origin: PathOrigin, end: str
) -> Report:
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


def _plans(project: Project, result: Result, origin: PathOrigin, call: py.Call) -> Iterator[Plan]:
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
