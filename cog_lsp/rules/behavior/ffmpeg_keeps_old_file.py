"""`ffmpeg` refuses to overwrite the file that an earlier prediction left.

## What it does

Reports a call of `ffmpeg` in a prediction that writes to a fixed file and has neither `-y` nor
`-n`, if nothing in the prediction removes or moves that file. Sequences (`%03d.png`), pipes and
playlists are not reported: `ffmpeg` overwrites those without asking.

## Why it matters

The container stays up, and so do its files. From the second prediction on, the file exists and
`ffmpeg` asks "Overwrite? [y/N]"; nobody answers, and it exits without writing anything. Old
versions exit with code 1, newer ones with 0, so not even `check=True` notices: the caller gets the
file that was made for *another* caller.

## Example

```python title=predict.py
import subprocess

from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def predict(self, audio: Path) -> Path:
        subprocess.run(["ffmpeg", "-i", str(audio), "/tmp/out.mp3"], check=True)
        return Path("/tmp/out.mp3")
```

## Use instead

```python title=predict.py
import subprocess

from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def predict(self, audio: Path) -> Path:
        subprocess.run(["ffmpeg", "-y", "-i", str(audio), "/tmp/out.mp3"], check=True)
        return Path("/tmp/out.mp3")
```

## Fix

Adds `-y` after `ffmpeg`, if the command is written out. Unsafe: an existing file is overwritten.

## Sources

- [ffmpeg: main options](https://ffmpeg.org/ffmpeg.html#Main-options): `-y` and `-n`.
- ffmpeg run twice without `-y`, with closed or empty standard input: the file is from the first
  run; the exit code of the newest release was 0.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Origin, Phase, trace_of
from cog_lsp.project.commands import commands_in
from cog_lsp.project.processes import Process, processes_of
from cog_lsp.project.results import bindings_in, only_value
from cog_lsp.rules.behavior._left_behind import stays
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import ReplaceText
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.syntax import python_tree as py
from cog_lsp.text import Span

# What `ffmpeg` writes without looking whether it is there.
_UNASKED = re.compile(r"%|://|^-|^pipe:|^/dev/|\.(?:m3u8|mpd)$|^null$")
_REDIRECTION = re.compile(r"\d?[<>]|&>")
_LOOKS = frozenset(("exists", "isfile", "is_file", "lexists", "listdir", "stat"))
_OPENING = re.compile(r"[a-zA-Z]*(?:\"\"\"|'''|\"|')\s*(?:[\w./-]*/)?ffmpeg(?=\s)")


@rule(
    code="COG425",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Adds `-y`.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each command that leaves an old file as it is."""
    trace = trace_of(project)
    seen: set[py.Call] = set()
    for process in processes_of(trace):
        event = process.event
        if event.phase is not Phase.PREDICT or event.node in seen or not _happens_again(event):
            continue
        output = _output(process)
        if output is None or not stays(trace, output):
            continue
        seen.add(event.node)
        plan = _plan(project, event)
        yield Report(
            event.frame.path,
            event.node.span,
            f"`ffmpeg` does not overwrite `{shortened(output)}`, which the first prediction leaves "
            "behind: every later one fails or returns the old file; add `-y`",
            key=output,
            plans=(plan,) if plan is not None else (),
        )


def _happens_again(event: CallEvent) -> bool:
    """Whether the call is made again by a later prediction, in the same folder and unanswered."""
    if any(arg.node.star or arg.name in ("input", "stdin", "cwd") for arg in event.args):
        return False
    return all(
        guard.kind == "left"
        or (
            guard.kind == "if"
            and not guard.origin & Origin.STATE
            and guard.test is not None
            and not any(
                isinstance(node, py.Attribute) and node.attr in _LOOKS
                for node in py.walk(guard.test)
            )
        )
        for guard in event.guards
    )


def _output(process: Process) -> str | None:
    """The one file that the command writes, if it would ask before it overwrites it."""
    if process.text is not None:
        if "|" in process.text:
            return None
        commands = [words for words, folder in commands_in(process.text) if not folder]
    else:
        commands = [[word if word is not None else "\0" for word in process.words]]
    for words in commands if process.is_whole else ():
        if not words or posixpath.basename(words[0]) != "ffmpeg":
            continue
        end = next((at for at, word in enumerate(words) if _REDIRECTION.match(word)), len(words))
        words = words[:end]
        name = words[-1]
        if "-i" not in words or {"-y", "-n"} & set(words) or "\0" in name:
            return None
        return name if not _UNASKED.search(name) and "." in name else None
    return None


def _plan(project: Project, event: CallEvent) -> ReplaceText | None:
    """The plan that adds the option, where the program's name is written in the function."""
    arg = event.argument("args", 0) or event.argument("command", None)
    function = event.frame.function
    if arg is None or function is None:
        return None
    command = py.unparen(arg.node.value)
    if isinstance(command, py.Name):
        value = only_value(bindings_in(function), command.id)
        if value is None:
            return None
        command = py.unparen(value)
    document = project.documents[function.path]
    if isinstance(command, py.Sequence) and command.items:
        first = document.slice(command.items[0].span)
        if not isinstance(py.unparen(command.items[0]), py.Constant):
            return None
        at, text = command.items[0].span.end, f", {first[-1]}-y{first[-1]}"
    elif opening := _OPENING.match(document.slice(command.span)):
        at, text = command.span.start + opening.end(), " -y"
    else:
        return None
    return ReplaceText(
        function.path,
        Span(at, at),
        text,
        title="Add `-y`",
        caution="an existing file is overwritten",
    )
