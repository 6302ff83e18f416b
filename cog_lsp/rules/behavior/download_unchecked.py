"""A download in a child process can fail unnoticed.

## What it does

Reports `os.system(…)`, and `subprocess.run(…)` or `subprocess.call(…)` without a check, that
download something with `pget`, `wget`, `curl`, `aria2c`, `git` or `hf`, if nothing checks their
exit status, or checks the result with a later `if not os.path.exists(…): raise` or similar.

## Why it matters

If the remote side is down for a moment, the container starts with half of its weights or none. The
log of `setup()` shows a file that cannot be read, some lines later, or every prediction of this
container fails.

## Example

```python title=predict.py
import os

from cog import BasePredictor


class Predictor(BasePredictor):
    def setup(self) -> None:
        os.system("wget https://example.com/model.pth -O weights.pth")

    def predict(self, prompt: str) -> str:
        return prompt
```

## Use instead

```python title=predict.py
import subprocess

from cog import BasePredictor


class Predictor(BasePredictor):
    def setup(self) -> None:
        subprocess.run("wget https://example.com/model.pth -O weights.pth", shell=True, check=True)

    def predict(self, prompt: str) -> str:
        return prompt
```

## Fix

Adds `check=True`, or calls `subprocess.run` with it. Unsafe: a download that fails now ends
`setup()`. `curl` also needs `--fail`: without it, an error page counts as a download.

## Sources

- [subprocess](https://docs.python.org/3/library/subprocess.html#subprocess.run)
- [Replicate: model best practices](https://replicate.com/docs/guides/build/model-best-practices)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, trace_of
from cog_lsp.project.processes import Process, processes_of
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import AddKeyword, RewriteCall
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.syntax import python_tree as py

_PROGRAMS = frozenset(("pget", "wget", "wget2", "curl", "aria2c"))
_HUB = frozenset(("hf", "huggingface-cli"))
_LOOKS = frozenset(
    ("exists", "isfile", "isdir", "is_file", "is_dir", "listdir", "iterdir", "glob", "getsize",
     "stat", "lexists")
)  # fmt: skip
_CAUTION = "a failed download then stops the start"


@rule(
    code="COG413",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Adds `check=True`.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each download in a child process whose end nobody looks at."""
    seen: set[py.Call] = set()
    for process in processes_of(trace_of(project)):
        event = process.event
        if event.node in seen or not _downloads(process):
            continue
        seen.add(event.node)
        plan = _plan(event)
        if plan is None or not _is_dropped(event) or _is_looked_at_later(event):
            continue
        what = process.program or "the command"
        yield Report(
            event.frame.path,
            event.node.span,
            f"nothing checks whether this download by `{what}` succeeded; add check=True, so that "
            "a failed download stops right here",
            key=shortened(project.documents[event.frame.path].slice(event.node.span)),
            plans=(plan,),
        )


def _downloads(process: Process) -> bool:
    """Whether it downloads something, as far as its words are known: `hf` logs in, too."""
    if process.downloads or process.program in _PROGRAMS:
        return True
    words = process.words or tuple((process.text or "").split())
    return process.program in _HUB and words[1:2] == ("download",)


def _plan(event: CallEvent) -> AddKeyword | RewriteCall | None:
    """The plan that checks the end; ``None`` if the call does so, or nobody can tell."""
    path, span = event.frame.path, event.node.span
    if any(arg.node.star for arg in event.args):
        return None
    if event.name == "os.system":
        keywords = (("shell", "True"), ("check", "True"))
        return RewriteCall(path, span, "subprocess.run", keywords, caution=_CAUTION)
    if event.name == "subprocess.run" and event.argument("check", None) is None:
        return AddKeyword(path, span, "check", "True", caution=_CAUTION)
    if event.name == "subprocess.call":
        return RewriteCall(path, span, "subprocess.check_call", caution=_CAUTION)
    return None


def _is_dropped(event: CallEvent) -> bool:
    """Whether the call is a statement by itself, so that its result is lost."""
    return any(
        isinstance(node, py.ExprStmt) and py.unparen(node.value) is event.node
        for node in event.frame.nodes()
    )


def _is_looked_at_later(event: CallEvent) -> bool:
    """Whether the code raises behind the call where a file or folder is not there."""
    later = (node for node in event.frame.nodes() if node.span.start > event.node.span.end)
    for node in later:
        if isinstance(node, py.Assert):
            asked: py.Node = node
        elif isinstance(node, py.If) and any(map(_raises, node.body)):
            asked = node.test
        else:
            continue
        if any(isinstance(at, py.Attribute) and at.attr in _LOOKS for at in py.walk(asked)):
            return True
    return False


def _raises(statement: py.Stmt) -> bool:
    return any(isinstance(node, py.Raise) for node in py.walk_scope(statement))
