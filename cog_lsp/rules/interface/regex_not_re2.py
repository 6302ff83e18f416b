r"""A `regex` does not compile in Go.

## What it does

Reports a `regex` of a string input that uses features that Go's regular expressions do not have:
look-around `(?=`, back-references, `\Z`, `\h`, possessive and atomic groups, `(?x)`, more than 1000
repetitions.

The pattern is the text between the quotes: Cog does not decode escapes.

## Why it matters

The pattern goes into the OpenAPI schema, where it is checked with Go's regular expressions: `cog
build` stops.

## Example

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: str = Input(regex=r"^(?!draft).*$")) -> str:
        return x
```

## Use instead

```python title=predict.py
from cog import BaseRunner, Input


class Predictor(BaseRunner):
    def run(self, x: str = Input(regex=r"^[a-z]+$")) -> str:
        return x
```

## Fix

None: only the author knows what is meant.

## Sources

- kin-openapi 0.144, by which `cog build` has its own document checked (`pkg/image/build.go`)
- [RE2: syntax](https://github.com/google/re2/wiki/Syntax)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG325",
    severity=Severity.ERROR,
    since="0.2.0",
    covers=("openapi-regex-invalid",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each pattern that does not compile."""
    for problem in found(project, Cause.REGEX_NOT_RE2):
        part = f" at `{problem.text}`" if problem.text else ""
        yield report(
            problem,
            f"Go cannot compile the `regex` of `{problem.subject}` ({problem.detail}{part}), so "
            "`cog build` stops; use RE2's syntax, or check the value in the method",
        )
