"""There is a requirements file, and cog.yaml installs nothing.

## What it does

Reports a `requirements.txt` next to a cog.yaml that has no `python_requirements`, no
`python_packages` and no commands, when the predictor imports a package that the file names.

## Why it matters

Cog reads only what cog.yaml names. If nothing else brings the package into the image, the import
fails when the container starts.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
```

```text title=requirements.txt
numpy==2.1.3
```

```python title=predict.py
import numpy
from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, count: int) -> float:
        return float(numpy.zeros(count).sum())
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

```python title=predict.py
import numpy
from cog import BasePredictor


class Predictor(BasePredictor):
    def predict(self, count: int) -> float:
        return float(numpy.zeros(count).sum())
```

## Fix

Names the file with `python_requirements`. Unsafe: everything in it is then installed.

## Sources

- [Cog: `python_requirements`](https://cog.run/yaml/#python_requirements)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import InsertKey
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax.requirements import normalize_name, parse_requirements

_NAME = "requirements.txt"


@rule(
    code="COG235",
    severity=Severity.INFORMATION,
    since="0.2.0",
    fix="Names the file with `python_requirements`.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding at ``build`` where a requirement of the file is imported and not installed."""
    config = project.config
    entry = config.entry("build")
    build = config.values.build
    document = project.documents.get(_NAME)
    if entry is None or build is None or document is None:
        return
    if build.python_requirements or build.python_packages or build.run or build.pre_install:
        return
    listed = {found.name for found in parse_requirements(document.text)}
    imported = {
        normalize_name(target.module.partition(".")[0])
        for facts in project.python.values()
        for target in facts.imported_modules()
        if not target.level and project.module_path(facts.path, target.module) is None
    }
    missing = sorted((listed & imported) - {"cog"})
    if not missing:
        return
    yield Report(
        config.path,
        entry.key.span,
        f"`{missing[0]}` is imported and listed in {_NAME}, but cog.yaml does not name that file, "
        "so nothing is installed",
        key="requirements.txt",
        plans=(
            InsertKey(
                config.path,
                ("build", "python_requirements"),
                _NAME,
                title=f"Install {_NAME}",
                caution="everything in it is then installed",
            ),
        ),
    )
