"""TensorFlow was built for another cuDNN than cog.yaml asks for.

## What it does

Reports a `cudnn` that is not the major version that the required TensorFlow was built for, when
`gpu` is on. For a TensorFlow that Cog does not know, any `cudnn` is reported.

## Why it matters

Cog refuses the project: every command stops.

## Example

```yaml title=cog.yaml
build:
  gpu: true
  cudnn: "9"
  python_version: "3.11"
  python_packages:
    - tensorflow==2.15.0
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.11"
  python_packages:
    - tensorflow==2.15.0
predict: predict.py:Predictor
```

## Fix

Deletes `cudnn`: Cog takes TensorFlow's, or the newest for the CUDA if it does not know the
TensorFlow.

## Sources

- `validateAndCompleteCUDA` in `pkg/config/config.go` and `pkg/config/tf_compatibility.json` of
  replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution import resolution_of
from cog_lsp.resolution.cuda import tensorflow_release
from cog_lsp.rules.dependencies._shared import COG, build_entry
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import DeleteEntry
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG228",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Deletes `cudnn`.",
    covers=("tf-cudnn-mismatch",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the ``cudnn``."""
    config = project.config
    resolution = resolution_of(project)
    entry = build_entry(project, "cudnn")
    tensorflow = resolution.framework("tensorflow")
    problems = resolution.choice.problems
    if entry is None or tensorflow is None or "tf-cudnn-mismatch" not in problems:
        return
    release = tensorflow_release(tensorflow.token)
    package = tensorflow.package
    if release is not None:
        what = f"TensorFlow {release.version} was built for cuDNN {release.cudnn}"
    else:
        what = f"{COG} does not know `{package.text}` and accepts no `cudnn` with it"
    yield Report(
        config.path,
        entry.value.span,
        f"{what}: delete `cudnn`" + (f" or set it to `{release.cudnn}`" if release else ""),
        key="build.cudnn",
        related=(Related(package.path, package.span, "TensorFlow is required here"),),
        plans=(
            DeleteEntry(
                config.path,
                entry.key.span,
                title="Delete `cudnn` and leave the choice to Cog",
                caution="it is a different cuDNN",
            ),
        ),
    )
