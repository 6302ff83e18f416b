"""The file that cog.yaml names has a relative import.

## What it does

Reports `from .module import name` at the top level of the file that cog.yaml names. In the modules
of a package that the file imports, a relative import is fine.

## Why it matters

Cog's analyser follows it, so the build succeeds. The server then loads the file by its path and not
as part of a package, so Python refuses the relative import: the container fails to start.

## Example

```python title=predict.py
from cog import BaseRunner

from .words import shout


class Predictor(BaseRunner):
    def run(self, x: str) -> str:
        return shout(x)
```

```python title=words.py
def shout(text: str) -> str:
    return text.upper()
```

## Use instead

```python title=predict.py
from cog import BaseRunner

from words import shout


class Predictor(BaseRunner):
    def run(self, x: str) -> str:
        return shout(x)
```

```python title=words.py
def shout(text: str) -> str:
    return text.upper()
```

## Fix

Removes the dot from the import of a module next to the predictor.

## Sources

- `load_predictor_from_ref` in `predictor.py` of `python/cog` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG332",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Imports the module without the dot.",
    covers=("start-relative-import",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each relative import."""
    for problem in found(project, Cause.RELATIVE_IMPORT):
        yield report(
            problem,
            "the container fails to start here: Cog loads this file without a package, so Python "
            f"cannot import `{problem.subject}`; import from the project's root instead",
        )
