"""cog.yaml sets both `python_packages` and `python_requirements`.

## What it does

Reports `build.python_packages` next to `build.python_requirements` when neither is empty.

## Why it matters

Cog refuses the project: every command stops until one of the two is removed.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_requirements: requirements.txt
  python_packages:
    - pillow==11.0.0
predict: predict.py:Predictor
```

```text title=requirements.txt
numpy==2.1.3
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
pillow==11.0.0
```

## Fix

Moves the packages of the list to the end of the requirements file.

## Sources

- `validateBuild` in `pkg/config/validate.go` of replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.dependencies._shared import build_entry
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import PackagesToRequirements
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG201",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Moves the listed packages to the requirements file.",
    covers=("packages-and-requirements",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the list where both are there."""
    config = project.config
    packages = config.entry("build", "python_packages")
    requirements = build_entry(project, "python_requirements")
    listed = any(not item.is_null for item in config.strings("build", "python_packages"))
    if packages is None or requirements is None or not listed:
        return
    path = config.text("build", "python_requirements")
    yield Report(
        config.path,
        packages.key.span,
        f"`python_packages` and `python_requirements` cannot both be set: keep `{path}` and move "
        "the packages into it",
        key="build.python_packages",
        related=(Related(config.path, requirements.span, "the requirements file is named here"),),
        plans=(PackagesToRequirements(config.path, title=f"Move the packages to {path}"),),
    )
