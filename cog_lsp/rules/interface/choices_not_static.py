"""`choices` is an expression that Cog would have to run.

## What it does

Reports `choices=` that Cog cannot read from the source.

It can read a list of literals, a constant of the same file that is a list or tuple of literals,
`list(D.keys())` and `list(D.values())` of a constant dictionary, and the sum of two of these. It
cannot read a tuple or set, `list(D)`, `D.keys()`, `sorted(...)`, a comprehension, a list that
contains a constant or a comment, or an enumeration.

## Why it matters

`cog build` stops.

## Example

```python title=predict.py
from cog import BaseRunner, Input

SIZES = {"small": 512, "large": 1024}


class Predictor(BaseRunner):
    def run(self, x: str = Input(choices=sorted(SIZES))) -> str:
        return str(SIZES[x])
```

## Use instead

```python title=predict.py
from cog import BaseRunner, Input

SIZES = {"small": 512, "large": 1024}


class Predictor(BaseRunner):
    def run(self, x: str = Input(choices=list(SIZES.keys()))) -> str:
        return str(SIZES[x])
```

## Fix

Evaluates the list and writes it out, if it is built from constants of the file: sums, `sorted`,
`list` and `keys` of them, comprehensions over them. A list that contains a comment is left to the
author, so that no comment is lost.

## Sources

- `resolveChoicesExpr` in `module_scope.go` of `pkg/schema/python` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule
from cog_lsp.text import Span


@rule(
    code="COG315",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Writes the choices out.",
    covers=(
        "ErrChoicesNotResolvable",
        "py-choices-unresolvable",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each expression that is not known without running it."""
    for problem in found(project, Cause.CHOICES_NOT_STATIC):
        commented = problem.text.startswith("[") and _has_comment(
            project, problem.path, problem.span
        )
        reason = " (the list contains a comment)" if commented else ""
        yield report(
            problem,
            f"Cog cannot read the choices of `{problem.subject}` without running code{reason}, "
            "so `cog build` stops; write a list of literals here, or name a constant in this "
            "file that is one",
        )


def _has_comment(project: Project, path: str, span: Span) -> bool:
    return any(span.contains(comment.span) for comment in project.python[path].tree.comments)
