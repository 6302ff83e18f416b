"""Cog does not know this torchvision for the CUDA of the build.

## What it does

Reports a pinned torchvision for which Cog's table has no build up to the CUDA of the image, when
`gpu` is on. One that does not match the pinned torch is reported by
[torch-companion-mismatch](torch-companion-mismatch.md); one that is newer than the table is left
alone.

## Why it matters

Cog prints a warning and passes the line on without an index: pip takes the build on PyPI, made for
a different CUDA.

## Example

```yaml title=cog.yaml
build:
  gpu: true
  cuda: "11.6"
  python_version: "3.10"
  python_packages:
    - torchvision==0.20.1
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  cuda: "12.4"
  python_version: "3.10"
  python_packages:
    - torchvision==0.20.1
predict: predict.py:Predictor
```

## Fix

Sets `cuda` to the newest version that has a build. Unsafe: it is a different CUDA.

## Sources

- `torchvisionGPUPackage` in `pkg/config/compatibility.go` of replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.compatibility import torch_releases
from cog_lsp.project import Project
from cog_lsp.resolution import resolution_of
from cog_lsp.resolution.reading import find_pin
from cog_lsp.rules.dependencies._shared import one_of, pinned
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import SetVersions
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG213",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Sets `cuda` to one that has a build.",
    covers=("torchvision-unknown-pair",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at a torchvision that is known, but for higher CUDAs only."""
    resolution = resolution_of(project)
    torchvision = resolution.framework("torchvision")
    version = pinned(torchvision)
    if not resolution.gpu or torchvision is None or version is None:
        return
    package = torchvision.package
    release = next((row for row in torch_releases() if row.torchvision == version), None)
    # Of torch itself, and of a CUDA that is none, other findings speak.
    problems = [kind for kind in resolution.choice.problems if kind.startswith(("cuda-", "torch-"))]
    torch = pinned(resolution.framework("torch"))
    if release is None or package.pip.variant or problems or torch not in (None, release.version):
        return
    pin = find_pin(package.text)
    if pin is None or pin.extra_indexes or "+" in pin.version:
        return
    yield Report(
        package.path,
        package.span,
        f"Cog knows no build of torchvision {version} for CUDA {resolution.choice.cuda}, only "
        f"for CUDA {one_of(release.cudas)}",
        key="torchvision",
        plans=(
            SetVersions(
                project.config.path,
                cuda=release.cudas[-1],
                title=f"Use CUDA {release.cudas[-1]}",
                caution="it is a different CUDA",
            ),
        ),
    )
