"""There is no image for the CUDA that cog.yaml asks for.

## What it does

Reports a `cuda` for which Cog's table has no NVIDIA image with cuDNN, when `gpu` is on and `cudnn`
is not set.

## Why it matters

Cog refuses the project because it does not know which cuDNN to take: every command stops.

## Example

```yaml title=cog.yaml
build:
  gpu: true
  cuda: "12.7"
  python_version: "3.12"
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  cuda: "12.8"
  python_version: "3.12"
predict: predict.py:Predictor
```

## Fix

Writes one of the nearest versions that have an image. Unsafe: it is a different CUDA.

## Sources

- `pkg/config/cuda_compatibility.json` and `latestCuDNNForCUDA` in `pkg/config/compatibility.go` of
  replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution import fitting_cudas, known_cudas, nearest, resolution_of
from cog_lsp.rules.dependencies._shared import COG, build_entry, one_of
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import SetScalar
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG224",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Writes a version that has an image.",
    covers=("cuda-unknown",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at a CUDA without an image."""
    config = project.config
    entry = build_entry(project, "cuda")
    choice = resolution_of(project).choice
    if entry is None or "cuda-unknown" not in choice.problems:
        return
    offered = nearest(choice.cuda, fitting_cudas(project), 2)
    yield Report(
        config.path,
        entry.value.span,
        f"{COG} knows no image with CUDA {choice.cuda}; it has {known_cudas()[0]} to "
        f"{known_cudas()[-1]}, the nearest being {one_of(offered)}",
        key="build.cuda",
        plans=tuple(
            SetScalar(
                config.path,
                entry.value.span,
                version,
                title=f"Use CUDA {version}",
                caution="it is a different CUDA",
            )
            for version in offered
        ),
    )
