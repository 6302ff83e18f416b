"""`build.cuda` is not a version of CUDA that Cog takes.

## What it does

Reports a `cuda` that does not consist of a major and a minor number, or is older than 11. Cog reads
it even when `gpu` is off, but then the minor part may be anything.

## Why it matters

Cog refuses the project: every command stops.

## Example

```yaml title=cog.yaml
build:
  gpu: true
  cuda: "12"
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

Writes the newest version with the same major number that fits what is installed. Unsafe: it is a
different CUDA.

## Sources

- `validateCUDAVersion` in `pkg/config/validate.go` and `validateCudaVersion` in
  `pkg/config/config.go` of replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.cog import cuda_versions
from cog_lsp.project import Project
from cog_lsp.resolution import fitting_cudas
from cog_lsp.resolution.cuda import format_problem
from cog_lsp.rules.dependencies._shared import build_entry
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import SetScalar
from cog_lsp.rules.rule import Report, rule

_WORDS = {
    "cuda-needs-minor": "it must have a major and a minor version, such as `{example}`",
    "cuda-major-int": "its major version is not a number; write it like `{example}`",
    "cuda-minor-int": "its minor version is not a number; write it like `{example}`",
    "cuda-too-old": "Cog does not support CUDA older than {minimum}",
}


@rule(
    code="COG223",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Writes the newest version that fits.",
    covers=("cuda-needs-minor", "cuda-major-int", "cuda-too-old", "cuda-minor-int"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at a value that Cog refuses as it is written."""
    config = project.config
    entry = build_entry(project, "cuda")
    cuda = config.text("build", "cuda")
    problem = format_problem(cuda, config.gpu) if cuda else None
    if entry is None or cuda is None or problem is None:
        return
    known = fitting_cudas(project)
    same = [version for version in known if version.split(".")[0] == cuda.split(".")[0]]
    example = (same or known)[-1]
    words = _WORDS[problem].format(example=example, minimum=cuda_versions().minimum[0])
    yield Report(
        config.path,
        entry.value.span,
        f"`{cuda}` is not a valid `build.cuda`: {words}",
        key="build.cuda",
        plans=(
            SetScalar(
                config.path,
                entry.value.span,
                example,
                title=f"Use CUDA {example}",
                caution="it is a different CUDA",
            ),
        ),
    )
