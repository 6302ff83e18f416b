"""`cuda` is set although `gpu` is off.

## What it does

Reports `build.cuda` while `gpu` is `false` or not there.

## Why it matters

The image is built on CUDA and so is larger, but torch is installed for the CPU, and the model gets
no GPU: nothing uses what was asked for.

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

Turns `gpu` on, or deletes `cuda`. Both are unsafe: which one was meant is the author's to say.

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
    title, caution = "Turn `gpu` on", "the model runs on a GPU then"
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
        caution="the image is built without CUDA then",
    )
    yield Report(
        config.path,
        entry.span,
        f"`cuda: {cuda}` without `gpu: true` makes an image with CUDA that runs without a GPU, "
        "with torch for the CPU; set `gpu: true` or delete `cuda`",
        key="build.cuda",
        plans=(turn_on, delete),
    )
