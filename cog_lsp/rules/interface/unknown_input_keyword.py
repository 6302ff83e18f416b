"""`Input(...)` has an argument that it does not take.

## What it does

Reports a keyword of `Input(...)` that Cog's SDK does not have, and a second positional argument.

## Why it matters

`cog build` ignores it. The container fails with a `TypeError` when it loads the file.

## Example

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: int = Input(minimum=1)) -> str:
        return str(x)
```

## Use instead

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: int = Input(ge=1)) -> str:
        return str(x)
```

## Fix

Writes `ge` instead of `min`, `description` instead of `help` and the like. Unsafe, because only the
author knows what was meant. Other keywords are left to the author.

## Sources

- `input.py` in `python/cog` in replicate/cog, at 6110c912
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.interface.input_call import KEYWORDS
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule

_OTHER_WORDS = {
    "gt": "ge",
    "lt": "le",
    "min": "ge",
    "max": "le",
    "minimum": "ge",
    "maximum": "le",
    "pattern": "regex",
    "title": "description",
    "help": "description",
    "enum": "choices",
    "options": "choices",
}


@rule(
    code="COG334",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Writes the keyword that was meant.",
    covers=("start-input-arguments",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each argument that the SDK refuses."""
    for problem in found(project, Cause.INPUT_KEYWORD_UNKNOWN, Cause.INPUT_POSITIONALS):
        if problem.cause is Cause.INPUT_POSITIONALS:
            message = (
                "`Input` takes only one positional argument, the default, and the container fails "
                "to start; name this argument"
            )
        else:
            message = (
                f"`Input` has no argument `{problem.text}`, so the container fails to start; "
                f"{_right(problem.text)}"
            )
        yield report(problem, message)


def _right(keyword: str) -> str:
    close = difflib.get_close_matches(keyword, KEYWORDS, n=1)
    meant = _OTHER_WORDS.get(keyword) or next(iter(close), None)
    if meant is not None:
        return f"did you mean `{meant}`?"
    known = [name for name in KEYWORDS if name != "default_factory"]
    return "it has " + ", ".join(f"`{name}`" for name in known)
