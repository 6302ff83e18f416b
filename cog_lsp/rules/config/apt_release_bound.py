"""A system package is not available in every release that the image may use.

## What it does

Reports packages that only some releases of Ubuntu have, such as `libgl1-mesa-glx`, `libssl1.1` and
`python3.8-dev`. It is a warning when the image's release does not have the package, information
when the release is not known, and a hint when the release has it.

## Why it matters

The release follows from the versions: Ubuntu 20.04, 22.04 or 24.04 with CUDA, the current Debian
without it. A package that the release does not have stops the build, either now or after a torch
upgrade.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  system_packages:
    - libgl1-mesa-glx
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  system_packages:
    - libgl1
predict: predict.py:Predictor
```

## Fix

Writes the name that all releases have, if there is one.

## Sources

- [Ubuntu packages](https://packages.ubuntu.com/) and [Debian packages](https://packages.debian.org/);
  the images: `pkg/config/cuda_compatibility.json` in replicate/cog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.knowledge.packages import AptPackage, apt_packages
from cog_lsp.project import Project
from cog_lsp.resolution import resolution_of
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import Plan, SetScalar
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG150",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Writes the name that all releases have.",
    covers=("inf-apt-release",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each package that is bound to a release."""
    path, build = project.config.path, project.config.values.build
    packages = build.system_packages if build is not None else None
    for item in packages.items if packages is not None else ():
        bound = next((row for row in apt_packages() if re.fullmatch(row.pattern, item.value)), None)
        if bound is None:
            continue
        message, severity = _judged(item.value, bound, _release(project))
        plans: tuple[Plan, ...] = ()
        if bound.instead is not None:
            message += f"; all releases have `{bound.instead}`"
            plans = (SetScalar(path, item.span, bound.instead),)
        yield Report(path, item.span, message, key=item.value, plans=plans, severity=severity)


def _release(project: Project) -> str | None:
    """The Ubuntu that an image with CUDA is made of; ``None`` without CUDA, or if unknown."""
    base = resolution_of(project).base.fallback or ""
    _, found, release = base.partition("ubuntu")
    return release if found and project.config.gpu else None


def _judged(name: str, bound: AptPackage, release: str | None) -> tuple[str, Severity | None]:
    there = " and ".join(bound.ubuntu)
    only = f"only Ubuntu {there} {'has' if len(bound.ubuntu) == 1 else 'have'} it"
    only = only if there else "no release in use has it"
    if release is None:
        return f"`{name}` is not in the current Debian, and {only}", Severity.INFORMATION
    if release in bound.ubuntu:
        return f"`{name}` is in Ubuntu {release}, but {only}", Severity.HINT
    return f"`{name}` is not in Ubuntu {release}, which this image is based on: {only}", None
