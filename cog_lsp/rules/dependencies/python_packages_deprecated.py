"""`python_packages` is the old way to say what to install.

## What it does

Reports a list under `build.python_packages` when there is no `python_requirements`.

## Why it matters

The list still works, but every Cog command prints a notice about it. A requirements file can be
read by other tools too: pip, uv, editors, Dependabot.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_packages:
    - numpy==2.1.3
predict: predict.py:Predictor
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

Moves the packages to requirements.txt, in order and with their comments, or to a separate file if
there already is a requirements.txt that Cog does not read. Unsafe if an item means something else
in a file than in the list: one with a `#`, or a local path.

## Sources

- [Cog: `python_packages`](https://cog.run/yaml/#python_packages)
- `checkDeprecatedFields` in `pkg/config/validate.go` of replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution import resolution_of
from cog_lsp.rules.dependencies._shared import build_entry
from cog_lsp.rules.finding import Severity, Tag
from cog_lsp.rules.plan import PackagesToRequirements, Plan
from cog_lsp.rules.rule import Report, rule

_USUAL, _OWN = "requirements.txt", "requirements-cog.txt"


@rule(
    code="COG202",
    severity=Severity.HINT,
    since="0.2.0",
    fix="Moves the packages to requirements.txt.",
    covers=("python-packages-deprecated",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the key of a list that has something."""
    config = project.config
    entry = config.entry("build", "python_packages")
    if entry is None or build_entry(project, "python_requirements") is not None:
        return
    packages = resolution_of(project).packages
    if not packages:
        return
    differs = any("#" in package.text or package.local is not None for package in packages)
    caution = "an item is read differently in a file" if differs else ""
    yield Report(
        config.path,
        entry.key.span,
        "`python_packages` is deprecated; list the packages in a requirements.txt and name it "
        "with `python_requirements`",
        key="build.python_packages",
        tags=(Tag.DEPRECATED,),
        plans=tuple(_plans(project, caution)),
    )


def _plans(project: Project, caution: str) -> Iterator[Plan]:
    path = project.config.path
    yield PackagesToRequirements(path, caution=caution)
    if project.exists(_USUAL):
        yield PackagesToRequirements(path, _OWN, caution=caution)
