"""torch is written in a form that Cog does not recognise.

## What it does

Reports torch, torchvision and TensorFlow requirements that Cog does not recognise: with different
capitalization (`Torch==2.5.1`), with extras (`torch[opt]==2.5.1`), or with spaces around `==`.

With different capitalization or extras, Cog does not see the framework at all, so a GPU build gets
the default CUDA: a warning. With spaces it sees the version, but passes the line on unchanged
instead of choosing the build: information.

## Why it matters

Unless the base image already has that torch, pip takes the build on PyPI, which is made for one
CUDA, not necessarily the image's. Without a GPU it still takes a CUDA build, several gigabytes
larger than the CPU build.

## Example

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.12"
  python_packages:
    - torch == 2.5.1
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.12"
  python_packages:
    - torch==2.5.1
predict: predict.py:Predictor
```

## Fix

Writes the requirement as Cog recognises it, without extras. Unsafe: Cog then chooses the build, and
what an extra asks for is not installed.

## Sources

- `PackageName` and `SplitPinnedPythonRequirement` in `pkg/requirements/requirements.go` of
  replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution import Package, Resolution, resolution_of
from cog_lsp.resolution.reading import find_pin, package_name
from cog_lsp.rules.dependencies._shared import replacing
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import Plan
from cog_lsp.rules.rule import Report, rule

_NAMES = ("torch", "torchvision", "tensorflow")


@rule(
    code="COG209",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Spells it as Cog recognises it.",
    covers=("req-spaced-pin", "req-extras-pin", "req-case", "inf-torch-spaced"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each framework that is spelled so."""
    resolution = resolution_of(project)
    for package in resolution.named(*_NAMES):
        requirement = package.line.requirement if package.line is not None else None
        if requirement is None or requirement.url or package.local is not None:
            continue
        if package_name(package.text) != package.name:
            what = _unseen(resolution, package)
            severity = None if resolution.gpu else Severity.INFORMATION
        elif (
            requirement.version is not None
            and package.name != "tensorflow"
            and find_pin(package.text) is None
            and not requirement.specifier.startswith("===")
        ):
            what = f"Cog passes it on unchanged and does not choose {_build(resolution)}"
            severity = Severity.INFORMATION
        else:
            continue
        yield Report(
            package.path,
            package.span,
            f"`{package.text}`: {what}; write `{package.name}=={requirement.version or 'X'}`",
            key=package.name,
            plans=tuple(_plans(package)),
            severity=severity,
        )


def _unseen(resolution: Resolution, package: Package) -> str:
    what = f"Cog does not recognise {package.name} in it"
    if not resolution.gpu:
        return f"{what} and does not choose the CPU build"
    if resolution.choice.origin == "default":
        return f"{what}, so CUDA is {resolution.choice.cuda} whatever torch was built for"
    return f"{what} and does not choose {_build(resolution)}"


def _build(resolution: Resolution) -> str:
    return f"the build for CUDA {resolution.choice.cuda}" if resolution.gpu else "the CPU build"


def _plans(package: Package) -> Iterator[Plan]:
    requirement = package.line.requirement if package.line is not None else None
    if requirement is None or requirement.version is None:
        return
    if requirement.marker or requirement.options:
        return
    text = f"{package.name}=={requirement.version}"
    caution = "Cog then chooses the build"
    if requirement.extras:
        caution += f", and what `[{', '.join(requirement.extras)}]` asks for is not installed"
    yield replacing(package, text, f"Write `{text}`", caution)
