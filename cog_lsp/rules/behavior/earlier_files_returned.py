"""Files of earlier predictions are returned together with those of this one.

## What it does

Reports a folder with a fixed name that a prediction writes to and lists (`os.listdir`, `glob`,
`os.walk`, `iterdir`), and whose files it returns, if nothing in the prediction removes or moves
what is in it. Listings from which only the newest or a single entry is taken are not reported.

## Why it matters

The container stays up, and so do its files. A request that makes five frames, after one that made
nine, returns nine: the last four belong to another caller. The result is wrong, and one customer's
data is shown to another.

## Example

```python title=predict.py
import os
import subprocess

from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def predict(self, video: Path) -> list[Path]:
        os.makedirs("/tmp/frames", exist_ok=True)
        subprocess.run(["ffmpeg", "-i", str(video), "/tmp/frames/%03d.png"], check=True)
        return [Path(f"/tmp/frames/{name}") for name in sorted(os.listdir("/tmp/frames"))]
```

## Use instead

```python title=predict.py
import os
import subprocess
import tempfile

from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def predict(self, video: Path) -> list[Path]:
        frames = tempfile.mkdtemp()
        subprocess.run(["ffmpeg", "-i", str(video), f"{frames}/%03d.png"], check=True)
        return [Path(f"{frames}/{name}") for name in sorted(os.listdir(frames))]
```

## Fix

None: the author has to decide whether to empty the folder first or to create a new one for each
prediction.

## Sources

- [Cog: `Path`](https://cog.run/python/): a returned file is uploaded; the server deletes only
  files in its own temporary folder.
- [tempfile.mkdtemp](https://docs.python.org/3/library/tempfile.html#tempfile.mkdtemp)
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Phase, Trace, trace_of
from cog_lsp.project.processes import processes_of
from cog_lsp.project.results import Result, bindings_in, handed_over
from cog_lsp.rules.behavior._left_behind import stays
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts, names_in

_LISTINGS = frozenset(("os.listdir", "os.scandir", "os.walk", "glob.glob", "glob.iglob"))
_LISTING_METHODS = frozenset(("glob", "rglob", "iterdir"))
_WILDCARD = re.compile(r"[*?\[]")
# Calls whose result is, or holds, all that they were given.
_KEEPING = frozenset(
    ("sorted", "list", "tuple", "set", "reversed", "iter", "enumerate", "filter", "map", "str",
     "natsort.natsorted", "os.path.join", "os.path.abspath", "os.fspath", "pathlib.Path",
     "cog.Path")
)  # fmt: skip
_KEEPING_METHODS = frozenset(("append", "extend", "add", "insert"))
# Calls with a folder that put nothing into it.
_READING = frozenset(
    ("os.path.exists", "os.path.isdir", "os.path.isfile", "os.path.join", "os.path.abspath",
     "os.path.getsize", "os.chdir", "len", "print", "sorted", "list", "str", "pathlib.Path",
     "cog.Path", "open", *_LISTINGS)
)  # fmt: skip


@rule(code="COG424", severity=Severity.WARNING, since="0.2.0")
def check(project: Project) -> Iterator[Report]:
    """One finding for each list of a folder that is handed over with all that is in it."""
    trace = trace_of(project)
    seen: set[py.Call] = set()
    for entry in project.entry_points:
        if entry.mode != "predict":
            continue
        for result in handed_over(project, entry, entry.function):
            for call, folder in _listings(project, trace, result):
                if call.node not in seen and _is_filled(trace, folder) and stays(trace, folder):
                    seen.add(call.node)
                    yield _report(project, call, folder, result)


def _report(project: Project, call: CallEvent, folder: str, result: Result) -> Report:
    path = result.function.path
    return Report(
        path,
        call.node.span,
        f"`{shortened(folder)}` keeps the files of earlier predictions, and this one returns them "
        "too; write to a new folder (tempfile.mkdtemp()), or empty this one first",
        key=folder,
        related=(Related(path, result.value.span, "they are returned here"),),
    )


def _listings(project: Project, trace: Trace, result: Result) -> Iterator[tuple[CallEvent, str]]:
    """The calls that list a fixed folder whose files, all of them, are in ``result``."""
    function = result.function
    for call in trace.calls:
        if call.phase is not Phase.PREDICT or call.frame.function is not function:
            continue
        folder = _folder(call)
        if folder and _Flow(project, function, call.node).reaches(result.value):
            yield call, folder


def _folder(call: CallEvent) -> str | None:
    """The folder that ``call`` lists, if it lists one with a fixed name."""
    func = py.unparen(call.node.func)
    if call.name in _LISTINGS:
        first = call.argument(None, 0)
        text = first.value.text if first is not None else None
        if text is not None and call.name.startswith("glob.") and _WILDCARD.search(text):
            return posixpath.dirname(_WILDCARD.split(text)[0])
        return text
    if isinstance(func, py.Attribute) and func.attr in _LISTING_METHODS and not call.name:
        return call.receiver.text if call.receiver is not None else None
    return None


class _Flow:
    """Which names of ``function`` hold all that ``source`` gives, or one after the other."""

    def __init__(self, project: Project, function: FunctionFacts, source: py.Call) -> None:
        self._project = project
        self._function = function
        self._facts = project.python[function.path]
        self._source = source
        self._names: set[str] = set()
        self._locals = bindings_in(function)
        nodes = [node for statement in function.node.body for node in py.walk_scope(statement)]
        known = -1
        while known != len(self._names):
            known = len(self._names)
            for node in nodes:
                self._follow(node)

    def _follow(self, node: py.Node) -> None:
        if isinstance(node, py.Assign) and node.value is not None:
            if self.reaches(node.value):
                for target in node.targets:
                    self._names.update(names_in(target))
        elif isinstance(node, py.For):
            targets = set(names_in(node.target))
            inside = [inner for statement in node.body for inner in py.walk_scope(statement)]
            tests = tuple(inner.test for inner in inside if isinstance(inner, py.If))
            leaves = any(isinstance(inner, py.Return) or _is_break(inner) for inner in inside)
            if self.reaches(node.iter) and not leaves and not self._chooses(tests, targets):
                self._names.update(targets)
        elif isinstance(node, py.Call) and isinstance(node.func, py.Attribute):
            holder = py.unparen(node.func.value)
            if (
                node.func.attr in _KEEPING_METHODS
                and isinstance(holder, py.Name)
                and any(self.reaches(arg.value) for arg in node.args)
            ):
                self._names.add(holder.id)

    def reaches(self, expr: py.Expr) -> bool:
        """Whether ``expr`` holds what the source gives, and no choice of it."""
        expr = py.unparen(expr)
        if expr is self._source:
            return True
        match expr:
            case py.Name():
                return expr.id in self._names
            case py.Sequence():
                return any(map(self.reaches, expr.items))
            case py.Comprehension():
                targets = {name for target in expr.targets for name in names_in(target)}
                return any(map(self.reaches, expr.iters)) and not self._chooses(
                    expr.conditions, targets
                )
            case py.BinOp(op="/" | "+"):
                return self.reaches(expr.left) or self.reaches(expr.right)
            case py.FString():
                return any(self.reaches(p) for p in expr.parts if isinstance(p, py.Expr))
            case py.Call():
                return self._is_keeping(expr) and any(self.reaches(a.value) for a in expr.args)
        return False

    def _chooses(self, tests: Iterable[py.Expr], items: Collection[str]) -> bool:
        """Whether a condition on the ``items`` asks for something of this prediction."""
        return any(
            isinstance(node, py.Name) and node.id in self._locals and node.id not in items
            for test in tests
            for node in py.walk(test)
        )

    def _is_keeping(self, call: py.Call) -> bool:
        name = self._project.qualified(self._facts, call.func, self._function) or ""
        return name in _KEEPING


def _is_filled(trace: Trace, folder: str) -> bool:
    """Whether the prediction does something with the folder that may put files there."""
    for call in trace.calls:
        if call.phase is Phase.PREDICT and call.name not in _READING:
            texts = (arg.value.text for arg in call.args)
            if any(text is not None and _is_in(text, folder) for text in texts):
                return True
    for process in processes_of(trace):
        if process.event.phase is Phase.PREDICT:
            words = process.words if process.text is None else (process.text or "").split()
            if any(word is not None and _is_in(word, folder) for word in words):
                return True
    return False


def _is_in(text: str, folder: str) -> bool:
    inner, outer = posixpath.normpath(text), posixpath.normpath(folder)
    return inner == outer or inner.startswith(f"{outer}/")


def _is_break(node: py.Node) -> bool:
    return isinstance(node, py.Simple) and node.kind == "break"
