"""There is no image with this CUDA and this cuDNN.

## What it does

Reports a GPU build for which neither Cog nor NVIDIA has an image: a `cudnn` that no image for the
CUDA has, or TensorFlow 2.16.1 or 2.17.0, for which Cog chooses CUDA 12.3 with cuDNN 8, although the
images with 12.3 have cuDNN 9.

## Why it matters

Cog loads the project, but `cog build` stops before it calls Docker.

## Example

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.11"
  python_packages:
    - tensorflow==2.17.0
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  cuda: "12.2"
  python_version: "3.11"
  python_packages:
    - tensorflow==2.17.0
predict: predict.py:Predictor
```

## Fix

Sets `cuda` to the nearest version that has an image with that cuDNN, if `cuda` is not set. Unsafe:
it is a different CUDA.

## Sources

- `cudaBaseImageFor` in `pkg/config/compatibility.go`, `BaseImage` in
  `pkg/dockerfile/standard_generator.go` and `pkg/config/cuda_compatibility.json` of replicate/cog,
  at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution import known_cudas, nearest, resolution_of
from cog_lsp.resolution.cuda import WARNINGS, cudnns_for
from cog_lsp.resolution.versions import read_version
from cog_lsp.rules.dependencies._shared import build_entry, gpu_span
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import InsertKey, Plan
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG229",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Sets a CUDA that has an image.",
    covers=("no-nvidia-image", "tf-2-16-2-17-dead-end"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at what decided the pair that has no image."""
    config = project.config
    resolution = resolution_of(project)
    choice, base = resolution.choice, resolution.base
    stopped = any(kind not in WARNINGS for kind in choice.problems)
    readable = read_version(resolution.python) is not None
    if not resolution.gpu or stopped or base.cog or base.fallback or not readable:
        return
    tensorflow = resolution.framework("tensorflow")
    cudnn, cuda = build_entry(project, "cudnn"), build_entry(project, "cuda")
    path, span = config.path, gpu_span(project)
    if cudnn is not None:
        span = cudnn.value.span
    elif tensorflow is not None and choice.origin == "tensorflow":
        path, span = tensorflow.package.path, tensorflow.package.span
    elif cuda is not None:
        span = cuda.value.span
    fitting = [version for version in known_cudas() if choice.cudnn in cudnns_for(version)]
    near = nearest(choice.cuda, tuple(fitting), 1)
    plans: tuple[Plan, ...] = ()
    if near and cuda is None:
        plans = (
            InsertKey(
                config.path,
                ("build", "cuda"),
                near[0],
                title=f"Set `cuda` to {near[0]}",
                caution="it is a different CUDA",
            ),
        )
    there = f"; CUDA {near[0]} has one" if near else ""
    yield Report(
        path,
        span,
        f"no image has CUDA {choice.cuda} with cuDNN {choice.cudnn}, so the build stops{there}",
        key="image",
        plans=plans,
    )
