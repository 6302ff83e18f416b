"""An imported name no longer exists in Cog.

## What it does

Reports `from cog.types import ExperimentalFeatureWarning` at the top level of a file of the
project.

## Why it matters

`cog build` does not look at it. The container fails with an `ImportError` when it loads the file.

## Example

```python title=predict.py
import warnings

from cog import BaseRunner
from cog.types import ExperimentalFeatureWarning

warnings.filterwarnings("ignore", category=ExperimentalFeatureWarning)


class Predictor(BaseRunner):
    def run(self, x: str) -> str:
        return x
```

## Use instead

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, x: str) -> str:
        return x
```

## Fix

Deletes the import and the warning filters that name it. Not offered if something else uses the
name.

## Sources

- `pkg/doctor/check_python_deprecated_imports.go` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import DropImport
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py

_REMOVED = {"cog.types": ("ExperimentalFeatureWarning",)}


@rule(
    code="COG355",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Deletes the import.",
    covers=("python-deprecated-imports",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each name that is no more."""
    for path in sorted(project.python):
        for statement in project.python[path].tree.body:
            if not isinstance(statement, py.ImportFrom) or statement.level:
                continue
            for imported in statement.names:
                if imported.name in _REMOVED.get(statement.module, ()):
                    yield Report(
                        path,
                        imported.span,
                        f"`{statement.module}` no longer has `{imported.name}`, so the "
                        "container fails to start; delete the import and what uses it",
                        key=imported.name,
                        plans=(DropImport(path, statement.module, imported.name),),
                    )
