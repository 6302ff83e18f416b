"""torch has a local tag that does not do what it says.

## What it does

Reports `+cpu` and `+cuNNN` after the version of torch, torchvision or torchaudio if Cog installs a
different build, or if pip cannot find the requested one:

- with `gpu: true`, Cog drops the tag and installs the build for the CUDA that it has chosen: a
  warning if that is a different one
- without a GPU, or if Cog does not know the version, the line stays unchanged; PyPI has no
  versions with a tag, and the build stops unless a line names an index that has them: an error

## Why it matters

`+cpu` with `gpu: true` is installed as a CUDA build, `+cu118` as a build for a different CUDA.

## Example

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.11"
  python_packages:
    - torch==2.5.1+cpu
predict: predict.py:Predictor
```

```yaml title=cog.yaml
build:
  python_version: "3.11"
  python_packages:
    - torch==2.5.1+cpu
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.11"
  python_packages:
    - torch==2.5.1
predict: predict.py:Predictor
```

```yaml title=cog.yaml
build:
  python_version: "3.11"
  python_packages:
    - torch==2.5.1
predict: predict.py:Predictor
```

## Fix

Deletes the tag: Cog chooses the build, the CPU build if `gpu` is off.

## Sources

- `torchGPUPackage` and `torchCPUPackage` in `pkg/config/compatibility.go` of replicate/cog, at
  6110c912
- [PyTorch: installing previous versions](https://pytorch.org/get-started/previous-versions/)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution import Package, Resolution, resolution_of
from cog_lsp.rules.dependencies._shared import replacing
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule

_NAMES = ("torch", "torchvision", "torchaudio")
_INDEX_OPTIONS = ("--index-url", "--extra-index-url", "-i", "--find-links", "-f")


@rule(
    code="COG217",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Deletes the tag, so that Cog chooses the build.",
    covers=("inf-torch-localtag",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each tag that does not do what it says."""
    resolution = resolution_of(project)
    for package in resolution.named(*_NAMES):
        requirement = package.line.requirement if package.line is not None else None
        if requirement is None or requirement.version is None or requirement.marker:
            continue
        version, plus, tag = requirement.version.partition("+")
        if not plus or not tag.startswith(("cu", "cpu")):
            continue
        variant = package.pip.variant
        if variant:
            if variant == tag:
                continue
            what = f"Cog drops the tag and installs the build for {_words(variant)}"
            severity = None
        elif not _has_index(resolution):
            what = "PyPI has no versions with a tag, and no line names an index that has them"
            severity = Severity.ERROR
        else:
            continue
        text = f"{package.name}=={version}"
        yield Report(
            package.path,
            package.span,
            f"`{package.text}`: {what}; write `{text}` and leave the build to Cog",
            key=package.name,
            plans=(replacing(package, text, f"Write `{text}`", _caution(package)),),
            severity=severity,
        )


def _words(variant: str) -> str:
    return "the CPU" if variant == "cpu" else f"CUDA {variant[2:-1]}.{variant[-1]}"


def _caution(package: Package) -> str:
    # Where Cog drops the tag anyway, nothing changes.
    return "" if package.pip.variant else "Cog then chooses the build"


def _has_index(resolution: Resolution) -> bool:
    """Whether some line has pip look elsewhere than in PyPI."""
    return any(line.startswith(_INDEX_OPTIONS) for line in resolution.requirements)
