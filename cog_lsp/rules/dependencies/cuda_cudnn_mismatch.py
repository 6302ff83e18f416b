"""No image has this CUDA with this cuDNN.

## What it does

Reports a `cudnn` that NVIDIA's images for the given `cuda` do not have, while `gpu` is on. Cog
knows cuDNN by its major version alone: `"8"` up to CUDA 12.2, `"9"` from 12.3 on; `"8.9"` is none.

## Why it matters

Cog refuses the project: every command stops.

## Example

```yaml title=cog.yaml
build:
  gpu: true
  cuda: "12.4"
  cudnn: "8"
  python_version: "3.12"
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  cuda: "12.4"
  cudnn: "9"
  python_version: "3.12"
predict: predict.py:Predictor
```

## Fix

Writes the cuDNN that the image has, or deletes `cudnn`: Cog takes the newest for the CUDA then.

## Sources

- `pkg/config/cuda_compatibility.json` and `validateAndCompleteCUDA` in `pkg/config/config.go` of
  replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution import resolution_of
from cog_lsp.resolution.cuda import cudnns_for
from cog_lsp.rules.dependencies._shared import build_entry, one_of
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import DeleteEntry, Plan, SetScalar
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG225",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Writes the cuDNN that the image has, or leaves the choice to Cog.",
    covers=("cuda-cudnn-incompatible",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the ``cudnn`` of a pair without an image."""
    config = project.config
    entry = build_entry(project, "cudnn")
    choice = resolution_of(project).choice
    if entry is None or "cuda-cudnn-incompatible" not in choice.problems:
        return
    known = cudnns_for(choice.cuda)
    there = f"its images have cuDNN {one_of(known)}" if known else "it has no image at all"
    plans: list[Plan] = [
        SetScalar(
            config.path,
            entry.value.span,
            version,
            title=f"Use cuDNN {version}",
            caution="it is another cuDNN",
        )
        for version in known
    ]
    plans.append(
        DeleteEntry(
            config.path,
            entry.key.span,
            title="Delete `cudnn` and leave the choice to Cog",
            caution="Cog takes the newest for the CUDA",
        )
    )
    yield Report(
        config.path,
        entry.value.span,
        f"no image has CUDA {choice.cuda} with cuDNN {config.text('build', 'cudnn')}: {there}",
        key="build.cudnn",
        plans=tuple(plans),
    )
