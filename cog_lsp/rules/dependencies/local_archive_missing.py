"""A local wheel or archive in the requirements does not exist.

## What it does

Reports bare paths to wheels and source archives in a requirements file that do not exist, that are
folders, or that lead out of the project. A path is relative to the requirements file.

## Why it matters

`cog build` stops when it writes the Dockerfile.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_requirements: requirements.txt
predict: predict.py:Predictor
```

```text title=requirements.txt
../shared/tools-1.0-py3-none-any.whl
```

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_requirements: requirements.txt
predict: predict.py:Predictor
```

```text title=requirements.txt
./wheels/tools-1.0-py3-none-any.whl
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_requirements: requirements.txt
predict: predict.py:Predictor
```

```text title=requirements.txt
./wheels/tools-1.0-py3-none-any.whl
```

```text title=wheels/tools-1.0-py3-none-any.whl
stands for a wheel
```

## Fix

None: the file has to be added.

## Sources

- `loadLocalPackageArtifacts` in `pkg/config/config.go` of replicate/cog, at 6110c912; Cog reads
  local archives since 0.22.0
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.inventory import Inventory
from cog_lsp.rules.dependencies._shared import requirements_file
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG205",
    severity=Severity.ERROR,
    since="0.2.0",
    covers=("req-artifact-missing", "req-artifact-outside", "req-artifact-not-file"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each archive that Cog will not find."""
    inventory = project.inventory
    for package in requirements_file(project):
        local = package.local
        # Where an absolute path leads depends on the machine.
        if local is None or local.problem is not None or local.path.startswith("/"):
            continue
        folder = posixpath.dirname(package.path)
        path = posixpath.normpath(posixpath.join(folder, local.path))
        problem = _problem(path, inventory)
        if problem:
            yield Report(
                package.path,
                package.span,
                f"Cog stops the build at `{package.text}`: {problem}",
                key=package.text,
            )


def _problem(path: str, inventory: Inventory | None) -> str:
    """What is wrong with ``path`` in the project; ``""`` if nothing, or if it cannot be told."""
    if path.startswith("../"):
        return "it is outside the project"
    if inventory is None:
        return ""
    if path in inventory.folders:
        return "it is a folder"
    if path not in inventory.files and inventory.complete:
        return f"`{path}` does not exist in the project"
    return ""
