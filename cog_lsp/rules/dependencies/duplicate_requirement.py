"""A package is required twice.

## What it does

Reports the second of two requirements for the same package. Two pins to different versions are an
error; a redundant one is a hint. Requirements with a marker are left alone, as are two ranges.

## Why it matters

pip finds no version that satisfies both, and the build stops. Even if the two agree, whoever next
raises the version may change only one of them.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_packages:
    - numpy==2.1.3
    - pillow==11.0.0
    - numpy==1.26.4
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_packages:
    - numpy==2.1.3
    - pillow==11.0.0
predict: predict.py:Predictor
```

## Fix

Deletes the redundant requirement, which is safe. Of two versions it deletes the second, which is
unsafe: the first may be the wrong one.

## Sources

- [pip: dependency resolution](https://pip.pypa.io/en/stable/topics/dependency-resolution/)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution import Package, resolution_of
from cog_lsp.resolution.wheels import is_managed
from cog_lsp.rules.dependencies._shared import deleting
from cog_lsp.rules.finding import Related, Severity, Tag
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax.requirements import Requirement


@rule(
    code="COG237",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Deletes the second one, or the redundant one.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each requirement of a package that has one already."""
    first: dict[str, tuple[Package, Requirement]] = {}
    for package in resolution_of(project).packages:
        requirement = _plain(package)
        if requirement is None:
            continue
        known = first.setdefault(requirement.name, (package, requirement))
        earlier, before = known
        if earlier is package:
            continue
        if before.version and requirement.version and before.version != requirement.version:
            yield _report(
                package,
                earlier,
                f"`{requirement.name}` is already pinned to {before.version}, and no version "
                "satisfies both pins",
                caution=f"it stays {before.version}",
            )
        elif package.text == earlier.text or not requirement.specifier:
            yield _report(package, earlier, _AGAIN.format(requirement.name))
        elif not before.specifier:
            yield _report(earlier, package, _AGAIN.format(requirement.name))


_AGAIN = "`{}` is required twice, and this line is redundant"


def _plain(package: Package) -> Requirement | None:
    """The requirement of a line that holds for every image, and that Cog passes on."""
    line = package.line
    if line is None or line.kind != "requirement" or package.dropped or package.local is not None:
        return None
    requirement = line.requirement
    if requirement is None or requirement.marker or requirement.url or requirement.extras:
        return None
    return None if is_managed(package.pip.text) else requirement


def _report(package: Package, other: Package, message: str, caution: str = "") -> Report:
    return Report(
        package.path,
        package.span,
        message,
        key=package.text,
        related=(Related(other.path, other.span, "the other requirement"),),
        tags=() if caution else (Tag.UNNECESSARY,),
        plans=(deleting(package, f"Delete `{package.text}`", caution),),
        severity=None if caution else Severity.HINT,
    )
