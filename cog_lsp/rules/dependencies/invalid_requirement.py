"""pip cannot read this line of the requirements.

## What it does

Reports lines that are not a requirement, an option, a URL or a path: `torch=2.5.1` with a single
equals sign, a version without an operator, an unfinished line.

## Why it matters

pip stops at the line, and so does the build.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_requirements: requirements.txt
predict: predict.py:Predictor
```

```text title=requirements.txt
numpy=2.1.3
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_requirements: requirements.txt
predict: predict.py:Predictor
```

```text title=requirements.txt
numpy==2.1.3
```

## Fix

Replaces a single `=` or a space before a version with `==`. Unsafe: it is a guess at what was
meant.

## Sources

- [PyPA: dependency specifiers](https://packaging.python.org/en/latest/specifications/dependency-specifiers/)
- [pip: requirements file format](https://pip.pypa.io/en/stable/reference/requirements-file-format/)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution import Package, resolution_of
from cog_lsp.rules.dependencies._shared import replacing
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import Plan
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax.pep508 import is_requirement

_ALMOST = re.compile(
    r"(?P<name>[A-Za-z0-9][\w.-]*(?:\[[^\]]*\])?)\s*(?:=|\s)\s*v?(?P<version>\d[\w.+]*)"
)
_OPTIONS = re.compile(r"\s+--?[A-Za-z].*", re.DOTALL)


@rule(
    code="COG236",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Writes `==` before the version.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each line that pip refuses as it is written."""
    for package in resolution_of(project).packages:
        line = package.line
        if line is None or line.kind not in ("unknown", "requirement") or package.local is not None:
            continue
        # A backslash at the very end joins nothing.
        written = _OPTIONS.sub("", package.text).rstrip("\\ ")
        # A line that Cog spoils has its own finding.
        if package.dropped or is_requirement(written) or "==" in package.pip.text != package.text:
            continue
        yield Report(
            package.path,
            package.span,
            f"pip cannot read `{package.text}`; write a requirement as `name==version`",
            key=package.text,
            plans=tuple(_plans(package)),
        )


def _plans(package: Package) -> Iterator[Plan]:
    match = _ALMOST.fullmatch(package.text)
    if match is not None:
        text = f"{match['name']}=={match['version']}"
        yield replacing(package, text, f"Write `{text}`", "it is a guess at what was meant")
