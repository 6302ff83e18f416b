"""No image has this CUDA with this cuDNN.

## What it does

Reports a `cudnn` that NVIDIA's images for the given `cuda` do not have, when `gpu` is on. Cog knows
cuDNN only by its major version: `"8"` up to CUDA 12.2, `"9"` from 12.3 on; `"8.9"` matches none.

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

Writes the cuDNN that the image has, or deletes `cudnn`: Cog then takes the newest for the CUDA. If
the CUDA has no image at all, offers a nearby one that has that cuDNN.

## Sources

- `pkg/config/cuda_compatibility.json` and `validateAndCompleteCUDA` in `pkg/config/config.go` of
  replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution import CudaChoice, known_cudas, nearest, resolution_of
from cog_lsp.resolution.cuda import cudnns_for
from cog_lsp.rules.dependencies._shared import build_entry, one_of
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import DeleteEntry, Plan, SetScalar
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax.yaml_tree import YamlEntry


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
    there = f"its images have cuDNN {one_of(known)}" if known else "this CUDA has no image at all"
    yield Report(
        config.path,
        entry.value.span,
        f"no image has CUDA {choice.cuda} with cuDNN {config.text('build', 'cudnn')}: {there}",
        key="build.cudnn",
        plans=tuple(
            _other_cudnns(project, entry, choice) if known else _other_cudas(project, choice)
        ),
    )


def _other_cudnns(project: Project, entry: YamlEntry, choice: CudaChoice) -> Iterator[Plan]:
    path = project.config.path
    for version in cudnns_for(choice.cuda):
        yield SetScalar(
            path,
            entry.value.span,
            version,
            title=f"Use cuDNN {version}",
            caution="it is a different cuDNN",
        )
    yield DeleteEntry(
        path,
        entry.key.span,
        title="Delete `cudnn` and leave the choice to Cog",
        caution="Cog then takes the newest for the CUDA",
    )


def _other_cudas(project: Project, choice: CudaChoice) -> Iterator[Plan]:
    """The plans that take a CUDA whose images have the cuDNN that is asked for."""
    cuda = build_entry(project, "cuda")
    fitting = tuple(version for version in known_cudas() if choice.cudnn in cudnns_for(version))
    if cuda is None:
        return
    for version in nearest(choice.cuda, fitting, 2):
        yield SetScalar(
            project.config.path,
            cuda.value.span,
            version,
            title=f"Use CUDA {version}",
            caution="it is a different CUDA",
        )
