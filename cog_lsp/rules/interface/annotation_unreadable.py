"""An annotation is written in a way that Cog cannot read.

## What it does

Reports an annotation that is valid Python but that Cog's own parser cannot read: a trailing comma
or a comment inside brackets, parentheses, a call, a string other than a quoted type, a non-ASCII
name.

If an annotation starts like `Union[`, Cog reads it as plain text.

## Why it matters

`cog build` stops and says "unsupported type", whatever the type.

## Example

```python title=predict.py
from typing import Optional, Union

from cog import BaseRunner


class Predictor(BaseRunner):
    def run(
        self,
        x: Union[
            str,
            None,
        ] = None,
    ) -> str:
        return x or ""
```

## Use instead

```python title=predict.py
from typing import Optional, Union

from cog import BaseRunner


class Predictor(BaseRunner):
    def run(
        self,
        x: Union[str, None] = None,
    ) -> str:
        return x or ""
```

## Fix

Writes the type on one line, without the trailing comma. An annotation that contains more than names
(a comment, a call, metadata) is left to the author.

## Sources

- `annotations.go` in `pkg/schema/python` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG307",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Writes the type on one line.",
    covers=("annotation-text",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the part of each annotation that is in the way."""
    for problem in found(project, Cause.ANNOTATION_UNREADABLE, Cause.OUTPUT_UNREADABLE):
        of = f"of `{problem.subject}`"
        if problem.cause is Cause.OUTPUT_UNREADABLE:
            of = f"of what `{problem.subject}()` returns"
        yield report(
            problem,
            f"Cog cannot read {_what(problem.text)} in the annotation {of}, so `cog build` "
            "stops; write a plain type: only names, brackets, commas and `|`",
        )


def _what(text: str) -> str:
    """What is in the way, in words."""
    inside = text.rstrip("] \t\r\n")
    if text.startswith("#") or "#" in text:
        return "a comment"
    if inside.endswith(","):
        return "a comma before the closing bracket"
    if text.startswith("("):
        return "parentheses"
    if text == "...":
        return "`...`"
    if "(" in text:
        return "a call"
    if text.lstrip("rbfuRBFU")[:1] in ("'", '"') or text.endswith(("'", '"')):
        return "a string that is not a type"
    if not text.isascii():
        return "a non-ASCII name"
    return f"`{' '.join(text.split())}`"
