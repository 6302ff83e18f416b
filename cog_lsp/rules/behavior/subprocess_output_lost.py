"""The output of a child process goes to the container's log, not to the prediction's.

## What it does

Reports, in code that a prediction leads to, `subprocess.run` and similar calls without
`capture_output=` or `stdout=`, and `os.system`, if the program is one whose output shows how the
work is going. Programs that are told to be quiet (`ffmpeg -loglevel quiet`), and those that only
fetch or move files (`cp`, `tar`, `pget`, `git`), are not reported.

## Why it matters

Cog collects what Python writes to `sys.stdout`. A child process writes to the file descriptor,
which is the log of the container: `prediction.logs` shows none of it, and if it fails, the caller
learns no more than an exit code.

## Example

```python title=predict.py
import subprocess

from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def predict(self, video: Path) -> Path:
        subprocess.run(["ffmpeg", "-i", str(video), "/tmp/out.mp4"], check=True)
        return Path("/tmp/out.mp4")
```

## Use instead

```python title=predict.py
import subprocess

from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def predict(self, video: Path) -> Path:
        done = subprocess.run(
            ["ffmpeg", "-i", str(video), "/tmp/out.mp4"], capture_output=True, text=True
        )
        print(done.stderr)
        done.check_returncode()
        return Path("/tmp/out.mp4")
```

## Fix

None: only the author knows which part of it is worth showing.

## Sources

- Cog 0.23: `print` reaches the prediction's logs, the output of `subprocess.run` and `os.system`
  does not.
- `crates/coglet/src/fd_redirect.rs` in replicate/cog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import Phase, trace_of
from cog_lsp.project.processes import Process, processes_of
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.syntax import python_tree as py

_TAKES_OUTPUT = ("stdout", "stderr", "capture_output")
_QUIET = frozenset(
    ("cp", "mv", "rm", "mkdir", "ln", "chmod", "tar", "unzip", "7z", "gzip", "touch", "kill", "ls",
     "pget", "cat", "echo", "nvidia-smi", "find", "sync", "cd", "wget", "curl", "aria2c", "git",
     "hf", "huggingface-cli")
)  # fmt: skip
_TOLD_TO_BE_QUIET = re.compile(
    r"(?:^|\s)(?:--?(?:quiet|silent)|-(?:loglevel|v)\s(?:quiet|panic|fatal))(?:[\s;&|]|$)"
)
_CATCHING = frozenset(
    ("subprocess.check_output", "subprocess.getoutput", "subprocess.getstatusoutput", "os.popen")
)


@rule(code="COG412", severity=Severity.HINT, since="0.2.0")
def check(project: Project) -> Iterator[Report]:
    """One finding for each child process of a prediction that prints where nobody looks."""
    seen: set[py.Call] = set()
    for process in processes_of(trace_of(project)):
        event = process.event
        if event.phase is not Phase.PREDICT or event.node in seen or event.name in _CATCHING:
            continue
        seen.add(event.node)
        given = {arg.name for arg in event.args}
        if given & set(_TAKES_OUTPUT) or any(arg.node.star for arg in event.args):
            continue
        if not process.program or process.program in _QUIET or _is_told_to_be_quiet(process):
            continue
        yield Report(
            event.frame.path,
            event.node.span,
            f"what `{process.program}` prints does not reach prediction.logs; capture its output "
            "and print what is useful",
            key=shortened(project.documents[event.frame.path].slice(event.node.span)),
        )


def _is_told_to_be_quiet(process: Process) -> bool:
    text = process.text if process.text is not None else " ".join(map(str, process.words))
    return _TOLD_TO_BE_QUIET.search(text) is not None
