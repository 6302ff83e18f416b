"""`cuda` is set although `gpu` is off.

## What it does

Reports `build.cuda` when `gpu` is `false` or missing.

## Why it matters

The image is built on CUDA and is therefore larger, but torch is installed for the CPU and the model
gets no GPU: nothing uses the CUDA.

## Example

```yaml title=cog.yaml
build:
  cuda: "12.4"
  python_version: "3.12"
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  cuda: "12.4"
  python_version: "3.12"
predict: predict.py:Predictor
```

## Fix

Turns `gpu` on, or deletes `cuda`. Both are unsafe: only the author knows which one was meant.

## Sources

- `determineBaseImageName` in `pkg/dockerfile/standard_generator.go` and `pythonPackageForArch` in
  `pkg/config/config.go` of replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution.cuda import format_problem
from cog_lsp.rules.dependencies._shared import build_entry
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import DeleteEntry, InsertKey, Plan, SetScalar
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG222",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Turns `gpu` on, or deletes `cuda`.",
    covers=("inf-cuda-without-gpu",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at a ``cuda`` that has no GPU."""
    config = project.config
    entry = build_entry(project, "cuda")
    cuda = config.text("build", "cuda")
    if entry is None or cuda is None or config.gpu or format_problem(cuda, gpu=False):
        return
    gpu = config.entry("build", "gpu")
    title, caution = "Turn `gpu` on", "the model then runs on a GPU"
    turn_on: Plan = (
        InsertKey(config.path, ("build", "gpu"), "true", text=False, title=title, caution=caution)
        if gpu is None
        else SetScalar(
            config.path, gpu.value.span, "true", text=False, title=title, caution=caution
        )
    )
    delete = DeleteEntry(
        config.path,
        entry.key.span,
        title="Delete `cuda`",
        caution="the image is then built without CUDA",
    )
    yield Report(
        config.path,
        entry.span,
        f"`cuda: {cuda}` without `gpu: true` builds an image with CUDA, but torch is the CPU build "
        "and the model gets no GPU; set `gpu: true` or delete `cuda`",
        key="build.cuda",
        plans=(turn_on, delete),
    )
