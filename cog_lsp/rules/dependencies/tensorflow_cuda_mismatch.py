"""TensorFlow was built for another CUDA than cog.yaml asks for.

## What it does

Reports a `cuda` that is not the one the required TensorFlow was built for, when `gpu` is on: an
error if the major versions differ, otherwise a warning. Cog reads the first number after the name
as the version, whatever the operator.

## Why it matters

Cog refuses a different major version: every command stops. Within the same major version it says
nothing (it prints its warning when the two agree), but TensorFlow looks for the libraries of its
own CUDA and runs on the CPU when it does not find them.

## Example

```yaml title=cog.yaml
build:
  gpu: true
  cuda: "11.8"
  python_version: "3.11"
  python_packages:
    - tensorflow==2.15.0
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  cuda: "12.2"
  python_version: "3.11"
  python_packages:
    - tensorflow==2.15.0
predict: predict.py:Predictor
```

## Fix

Writes the CUDA of that TensorFlow, or deletes `cuda` so that Cog chooses it. Unsafe: it is a
different CUDA.

## Sources

- `validateFrameworkCompatibility` in `pkg/config/validate.go`, `validateAndCompleteCUDA` in
  `pkg/config/config.go` and `pkg/config/tf_compatibility.json` of replicate/cog, at 6110c912
- [TensorFlow: tested build configurations](https://www.tensorflow.org/install/source#gpu)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution import resolution_of
from cog_lsp.resolution.cuda import format_problem, tensorflow_release
from cog_lsp.resolution.versions import equal_minor
from cog_lsp.rules.dependencies._shared import build_entry
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import DeleteEntry, SetScalar
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG226",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Writes the CUDA of that TensorFlow, or leaves the choice to Cog.",
    covers=("tf-cuda-major-mismatch", "tf-cuda-warn"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the ``cuda`` that TensorFlow was not built for."""
    config = project.config
    resolution = resolution_of(project)
    entry = build_entry(project, "cuda")
    cuda = config.text("build", "cuda")
    tensorflow = resolution.framework("tensorflow")
    if not resolution.gpu or entry is None or cuda is None or tensorflow is None:
        return
    release = tensorflow_release(tensorflow.token)
    problems = resolution.choice.problems
    malformed = format_problem(cuda, gpu=True) is not None
    if release is None or malformed or equal_minor(release.cuda, cuda):
        return
    refused = "tf-cuda-major-mismatch" in problems
    package = tensorflow.package
    yield Report(
        config.path,
        entry.value.span,
        f"TensorFlow {release.version} was built for CUDA {release.cuda}, not for {cuda}"
        + ("" if refused else ": it does not find its GPU libraries and runs on the CPU"),
        key="build.cuda",
        related=(Related(package.path, package.span, "TensorFlow is required here"),),
        plans=(
            SetScalar(
                config.path,
                entry.value.span,
                release.cuda,
                title=f"Use CUDA {release.cuda}",
                caution="it is a different CUDA",
            ),
            DeleteEntry(
                config.path,
                entry.key.span,
                title="Delete `cuda` and leave the choice to Cog",
                caution=f"Cog then takes CUDA {release.cuda}",
            ),
        ),
        severity=None if refused else Severity.WARNING,
    )
