r"""Text without a newline is printed and never flushed, so it is lost.

## What it does

Reports `print(…, end="")` and `print(…, end="\r")` without `flush=True`, and `sys.stdout.write` of
such text, in a prediction that later prints nothing that ends the line.

## Why it matters

Cog buffers what a prediction prints until a newline or a flush. Text that has neither when the
prediction ends never reaches `prediction.logs`; a counter redrawn with `\r` is never seen.

## Example

```python title=predict.py
from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, steps: int) -> str:
        for i in range(steps):
            print(f"\r{i + 1}/{steps}", end="")
        return "done"
```

## Use instead

```python title=predict.py
from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, steps: int) -> str:
        for i in range(steps):
            print(f"\r{i + 1}/{steps}", end="", flush=True)
        return "done"
```

## Fix

Adds `flush=True`.

## Sources

- Cog 0.23: what is printed with `end=""` and not flushed is missing from the prediction's logs.
- `crates/coglet-python/src/log_writer.rs` in replicate/cog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import CallEvent, Phase, trace_of
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import AddKeyword
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.syntax import python_tree as py

_WRITERS = frozenset(("sys.stdout.write", "sys.stderr.write"))
_NEWLINE = re.compile(r"\n|\\n")
_FLUSHERS = frozenset(("sys.stdout.flush", "sys.stderr.flush"))


@rule(
    code="COG411",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Adds `flush=True`.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each print whose text the log never gets."""
    calls = [call for call in trace_of(project).calls if call.phase is Phase.PREDICT]
    last = max((at for at, call in enumerate(calls) if _ends_line(call)), default=-1)
    seen: set[py.Call] = set()
    for call in calls[last + 1 :]:
        if call.node in seen or not _is_unfinished(call):
            continue
        seen.add(call.node)
        is_print = call.name == "print"
        yield Report(
            call.frame.path,
            call.node.span,
            "without a newline or a flush this text never reaches prediction.logs; "
            + ("add flush=True" if is_print else "end it with a newline, or flush"),
            key=shortened(project.documents[call.frame.path].slice(call.node.span)),
            plans=(AddKeyword(call.frame.path, call.node.span, "flush", "True"),)
            if is_print
            else (),
        )


def _is_unfinished(call: CallEvent) -> bool:
    """Whether a call writes text to the log that neither ends a line nor is flushed."""
    if call.name == "print":
        end = call.argument("end", None)
        if end is None or call.argument("file", None) or call.argument("flush", None):
            return False
        text = end.value.text
        return text is not None and "\n" not in text and not any(a.node.star for a in call.args)
    if call.name in _WRITERS and call.args:
        value = call.args[0].value
        known = value.text if value.text is not None else value.pattern
        # The parts of an f-string are as written, a line's end in two characters.
        return known is not None and not known.endswith("\0") and not _NEWLINE.search(known)
    return False


def _ends_line(call: CallEvent) -> bool:
    """Whether what was written before surely reaches the log by this call, or may do so."""
    if call.name in _FLUSHERS:
        return True
    if call.name == "print":
        return not _is_unfinished(call)
    if call.name in _WRITERS:
        return not _is_unfinished(call)
    # Bars and loggers write to the same place.
    return "tqdm" in call.name or call.name.startswith("logging.")
