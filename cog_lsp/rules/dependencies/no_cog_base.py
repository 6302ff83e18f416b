"""Cog has no base image for these versions.

## What it does

Reports a project for whose CUDA and Python, or for whose torch, Cog has no base image. The images
cover Python 3.10 to 3.14 with CUDA 11.7, 11.8, 12.1, 12.4, 12.6, 12.8, 12.9 or 13.0, or without
CUDA; those with torch start at 2.0.0. Any other Python is reported by
[python-version-unsupported](python-version-unsupported.md). Whether a particular image is actually
in the registry is not checked.

## Why it matters

Cog falls back to NVIDIA's or Python's image and installs everything: the build takes longer, the
image is larger, and Replicate, which keeps Cog's images at hand, takes longer to start it.

## Example

```yaml title=cog.yaml
build:
  gpu: true
  cuda: "11.6"
  python_version: "3.10"
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  cuda: "11.8"
  python_version: "3.10"
predict: predict.py:Predictor
```

## Fix

None: only the author knows why these versions were chosen.

## Sources

- `BaseImageConfigurations` in `pkg/dockerfile/base.go` and `BaseImage` in
  `pkg/dockerfile/standard_generator.go` of replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution import resolution_of
from cog_lsp.resolution.base_image import known_pythons, known_with
from cog_lsp.resolution.cuda import WARNINGS
from cog_lsp.resolution.versions import major_minor, read_version
from cog_lsp.rules.dependencies._shared import build_entry, gpu_span, one_of
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG231",
    severity=Severity.INFORMATION,
    since="0.2.0",
    covers=("no-cog-base", "base-minimums"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the version that has no image."""
    config = project.config
    resolution = resolution_of(project)
    choice = resolution.choice
    stopped = any(kind not in WARNINGS for kind in choice.problems)
    readable = read_version(resolution.python) is not None
    if stopped or resolution.base.cog or not resolution.base.fallback or not readable:
        return
    pythons = known_pythons()
    python = build_entry(project, "python_version")
    cuda = build_entry(project, "cuda")
    minor = major_minor(resolution.python)
    # Of a Python that is older or newer than all of them, python-version-unsupported speaks.
    if python is None or minor not in pythons:
        return
    path, span = config.path, gpu_span(project)
    framework = resolution.framework(choice.origin or "")
    if cuda is not None:
        span = cuda.value.span
    elif framework is not None:
        path, span = framework.package.path, framework.package.span
    fitting = one_of(known_with(minor))
    yield Report(
        path,
        span,
        f"Cog has no base image with CUDA {choice.cuda}, only with {fitting}. It builds on "
        f"{resolution.base.fallback} instead: slower to build, and slower to start on Replicate",
        key="base",
    )
