"""torch was not built for the CUDA that cog.yaml asks for.

## What it does

Reports a `cuda` for which Cog's table has no build of the required torch. A torch that is not in
the table is left alone, and so is one with a local tag (`+cu121`), which
[torch-local-tag](torch-local-tag.md) reports.

## Why it matters

Cog prints a warning and takes the build for the highest CUDA up to the requested one, or chooses no
build at all if all are higher. The image then has two CUDAs, and Cog has no base image with that
torch: a larger image, a slower start, and extensions that do not compile against torch.

## Example

```yaml title=cog.yaml
build:
  gpu: true
  cuda: "12.2"
  python_version: "3.12"
  python_packages:
    - torch==2.5.1
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  cuda: "12.1"
  python_version: "3.12"
  python_packages:
    - torch==2.5.1
predict: predict.py:Predictor
```

## Fix

Writes the nearest CUDA that torch was built for, or deletes `cuda` so that Cog takes the newest of
them. Unsafe: it is a different CUDA.

## Sources

- `pkg/config/torch_compatibility.json`, `validateAndCompleteCUDA` in `pkg/config/config.go` and
  `torchGPUPackage` in `pkg/config/compatibility.go` of replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution import cudas_for_torch, nearest, resolution_of
from cog_lsp.rules.dependencies._shared import build_entry, one_of, pinned
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import DeleteEntry, Plan, SetScalar
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG212",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Writes the nearest CUDA of that torch, or leaves the choice to Cog.",
    covers=("torch-cuda-unknown-pair", "inf-cuda-lower-than-wheel"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the ``cuda`` that torch was not built for."""
    config = project.config
    resolution = resolution_of(project)
    entry = build_entry(project, "cuda")
    torch = resolution.framework("torch")
    choice = resolution.choice
    if entry is None or torch is None or "torch-cuda-unknown-pair" not in choice.problems:
        return
    known = cudas_for_torch(torch.token)
    malformed = any(problem.startswith("cuda-") for problem in choice.problems)
    # A range is the business of torch-range: pip may get a release that fits.
    if not known or malformed or "+" in torch.token or pinned(torch) is None:
        return
    plans: list[Plan] = [
        SetScalar(
            config.path,
            entry.value.span,
            version,
            title=f"Use CUDA {version}",
            caution="it is a different CUDA",
        )
        for version in nearest(choice.cuda, known, 1)
    ]
    plans.append(
        DeleteEntry(
            config.path,
            entry.key.span,
            title="Delete `cuda` and leave the choice to Cog",
            caution=f"Cog then takes CUDA {known[-1]}",
        )
    )
    package = torch.package
    yield Report(
        config.path,
        entry.value.span,
        f"torch {torch.token} was not built for CUDA {choice.cuda}: it has builds for "
        f"CUDA {one_of(known)}",
        key="build.cuda",
        related=(Related(package.path, package.span, "torch is required here"),),
        plans=tuple(plans),
    )
