"""`tempfile.mktemp()` only makes up a name, and is deprecated.

## What it does

Reports calls of `tempfile.mktemp` that setup or a prediction leads to.

## Why it matters

No file is created under the name: until the code writes its file, another process or prediction may
take it. Python has advised against it since version 2.3. `NamedTemporaryFile(delete=False)` creates
the file in the same step, and Cog uploads it like any other when its path is returned.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
```

```python title=predict.py
import tempfile

from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> Path:
        out = tempfile.mktemp(suffix=".txt")
        with open(out, "w") as file:
            file.write(prompt)
        return Path(out)
```

## Use instead

```python title=predict.py
import tempfile

from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> Path:
        out = tempfile.NamedTemporaryFile(suffix=".txt", delete=False).name
        with open(out, "w") as file:
            file.write(prompt)
        return Path(out)
```

## Fix

Calls `NamedTemporaryFile` with `delete=False` if the file is only written from scratch and passed
on. Otherwise the name is one in a folder of its own, `tempfile.mkdtemp() + "/output.mp4"`, so that
the file does not exist beforehand: `ffmpeg`, for one, does not overwrite it.

## Sources

- [tempfile.mktemp](https://docs.python.org/3/library/tempfile.html#tempfile.mktemp)
- Cog 0.23: the output is the same file with either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeGuard

from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, trace_of
from cog_lsp.project.results import bindings_in, only_binding
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import ReplaceText
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts

_PARAMETERS = ("suffix", "prefix", "dir")
# What makes another form of the same path.
_SAME = frozenset(("str", "Path", "pathlib.Path", "cog.Path", "os.fspath"))
# Functions and methods that write a file anew, whatever is there.
_WRITERS = frozenset(
    ("save", "write", "imwrite", "imsave", "mimsave", "mimwrite", "export", "savefig", "tofile",
     "write_text", "write_bytes", "write_videofile", "write_audiofile", "write_wav",
     "export_to_video", "export_to_gif", "save_image", "save_file", "append")
)  # fmt: skip
_PLAIN = re.compile(r"""(["'])([\w.-]*)\1""")


@rule(
    code="COG430",
    severity=Severity.HINT,
    since="0.2.0",
    fix="Creates the file, or a folder for it.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each call of tempfile.mktemp."""
    seen: set[py.Call] = set()
    for event in trace_of(project).calls:
        if event.name == "tempfile.mktemp" and event.node not in seen:
            seen.add(event.node)
            plan = _plan(project, event)
            yield Report(
                event.frame.path,
                event.node.span,
                "tempfile.mktemp() is deprecated: it creates no file, so another process or "
                "prediction may take the name; use NamedTemporaryFile(delete=False) or mkdtemp()",
                key="mktemp",
                plans=(plan,) if plan is not None else (),
            )


def _plan(project: Project, event: CallEvent) -> ReplaceText | None:
    """What to call in place of this, where ``tempfile`` is at hand."""
    call, document = event.node, project.documents[event.frame.path]
    source = document.slice(call.span)
    if not isinstance(call.func, py.Attribute) or "#" in source:
        return None
    given: dict[str, str] = {}
    for at, arg in enumerate(call.args):
        name = arg.name or (_PARAMETERS[at] if at < len(_PARAMETERS) else None)
        if arg.star or name is None:
            return None
        given[name] = document.slice(arg.value.span)
    function = event.frame.function
    module = document.slice(call.func.value.span)
    if function is not None and _Uses(function).only_write(call):
        title = "Create the file with NamedTemporaryFile(delete=False)"
        arguments = ", ".join([*_written(given), "delete=False"])
        made = f"{module}.NamedTemporaryFile({arguments}).name"
    else:
        title = "Put it in a folder of its own"
        suffix = given.pop("suffix", '""')
        plain = _PLAIN.fullmatch(suffix)
        name = f'"/output{plain[2]}"' if plain is not None else f'"/output" + ({suffix})'
        made = f"{module}.mkdtemp({', '.join(_written(given))}) + {name}"
        # An operator binds looser than what may stand around the call.
        made = made if _is_alone(function, call) else f"({made})"
    return ReplaceText(event.frame.path, call.span, made, title=title)


def _written(given: dict[str, str]) -> list[str]:
    return [f"{name}={value}" for name, value in given.items()]


def _is_alone(function: FunctionFacts | None, call: py.Call) -> bool:
    """Whether nothing around ``call`` would take only a part of a sum in its place."""
    around = _Uses(function).holder(call) if function is not None else None
    return isinstance(around, py.Assign | py.Argument | py.Paren | py.Return)


class _Uses:
    """What becomes of a path in one function."""

    def __init__(self, function: FunctionFacts) -> None:
        self._bindings = bindings_in(function)
        self._nodes = [node for statement in function.node.body for node in py.walk(statement)]
        self._holders: dict[py.Node, py.Node] = {
            child: node for node in self._nodes for child in py.children(node)
        }

    def holder(self, node: py.Node) -> py.Node | None:
        """What ``node`` stands in directly."""
        return self._holders.get(node)

    def only_write(self, expr: py.Expr, depth: int = 3) -> bool:
        """Whether the file of the path ``expr`` is only written anew, and the path handed on."""
        holder = self._holders.get(expr)
        while isinstance(holder, py.Argument | py.Paren) or _is_same(holder):
            holder = self._holders.get(holder)
        match holder:
            case py.Return() | py.Yield():
                return True
            case py.Assign(targets=(py.Name(id=name),)):
                return depth > 0 and self._is_only_written(name, depth - 1)
            case py.Attribute(attr=attr):
                return attr in _WRITERS and isinstance(self._holders.get(holder), py.Call)
            case py.Call():
                return self._writes(holder)
            case _:
                return False

    def _is_only_written(self, name: str, depth: int) -> bool:
        if only_binding(self._bindings, name) is None:
            return False
        return all(
            self.only_write(node, depth)
            for node in self._nodes
            if isinstance(node, py.Name) and node.id == name and not self._is_target(node)
        )

    def _is_target(self, node: py.Name) -> bool:
        holder = self._holders.get(node)
        return isinstance(holder, py.Assign) and any(node is each for each in holder.targets)

    def _writes(self, call: py.Call) -> bool:
        name = (py.dotted(call.func) or "").rpartition(".")[2]
        if isinstance(call.func, py.Attribute):
            name = call.func.attr
        if name == "open":
            mode = call.keyword("mode") or call.positional(1)
            text = mode.value if isinstance(mode, py.Constant) else None
            return isinstance(text, str) and text.startswith("w")
        return name in _WRITERS


def _is_same(node: py.Node | None) -> TypeGuard[py.Call]:
    """Whether ``node`` gives the path that is its argument in another form."""
    return isinstance(node, py.Call) and py.dotted(node.func) in _SAME
