"""The requirements name `cog` or `coglet`, which Cog installs itself.

## What it does

Reports `cog` and `coglet` among the requirements, with or without a version.

## Why it matters

Cog removes the line and installs a version of its own choice, which is the newest unless
`build.sdk_version` says otherwise. A version pinned here has no effect.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_packages:
    - cog==0.22.0
    - numpy==2.1.3
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  sdk_version: "0.22.0"
  python_packages:
    - numpy==2.1.3
predict: predict.py:Predictor
```

## Fix

Deletes the line, which changes nothing; or sets `build.sdk_version` to its version instead, which
is unsafe because a different version is then installed.

## Sources

- `filterManagedPackages` in `pkg/dockerfile/standard_generator.go` of replicate/cog, at 6110c912
- [Cog: `sdk_version`](https://cog.run/yaml/#sdk_version)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.cog import sdk_versions
from cog_lsp.project import Project
from cog_lsp.resolution import Package, resolution_of
from cog_lsp.resolution.versions import at_least
from cog_lsp.resolution.wheels import is_managed
from cog_lsp.rules.dependencies._shared import deleting
from cog_lsp.rules.finding import Severity, Tag
from cog_lsp.rules.plan import Plan, RequirementToSdkVersion
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG207",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Deletes the line, or sets its version where Cog reads it.",
    covers=("requirement-managed-package",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each line that Cog takes out."""
    sdk = project.config.text("build", "sdk_version")
    for package in resolution_of(project).packages:
        if package.dropped or package.local is not None or not is_managed(package.pip.text):
            continue
        installed = f"version {sdk}, as `sdk_version` says" if sdk else "the newest version"
        yield Report(
            package.path,
            package.span,
            f"Cog removes `{package.text}` from the requirements and installs {installed}; "
            "set `build.sdk_version` in cog.yaml to choose the version",
            key=package.name or package.text,
            tags=(Tag.UNNECESSARY,),
            plans=tuple(_plans(project, package)),
        )


def _plans(project: Project, package: Package) -> Iterator[Plan]:
    yield deleting(package, f"Delete `{package.text}`, which Cog removes anyway")
    requirement = package.line.requirement if package.line is not None else None
    version = requirement.version if requirement is not None else None
    if (
        requirement is not None
        and requirement.name == "cog"
        and version is not None
        and at_least(version, sdk_versions().minimum)
        and project.config.entry("build", "sdk_version") is None
    ):
        caution = "Cog then installs this version, not the newest"
        yield RequirementToSdkVersion(package.path, package.whole, version, caution=caution)
