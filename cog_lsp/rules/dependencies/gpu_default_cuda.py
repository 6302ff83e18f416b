"""No CUDA version is set, so the image gets an old default.

## What it does

Reports `gpu: true` when neither `cuda` nor a torch or TensorFlow requirement determines the CUDA
version, and a required package needs a particular one: Cog takes 11.8.

It is a warning if the package is built against CUDA 12 and looks for it in the image
(onnxruntime-gpu since 1.19, CuPy for CUDA 12), and information if it brings torch, which ships its
own libraries.

## Why it matters

A package that does not find its libraries runs on the CPU or fails when it is first used. A torch
that comes with another package is the newest one, built for a different CUDA than the image's, and
Cog does not use its base image with torch.

## Example

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.11"
  python_packages:
    - onnxruntime-gpu==1.20.1
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  cuda: "12.4"
  python_version: "3.11"
  python_packages:
    - onnxruntime-gpu==1.20.1
predict: predict.py:Predictor
```

## Fix

Sets `cuda` to the newest 12.x with a base image, if the package needs CUDA 12. Unsafe: it is a
different CUDA.

## Sources

- `defaultCUDA` in `pkg/config/compatibility.go` of replicate/cog, at 6110c912
- [ONNX Runtime: CUDA execution provider, requirements](https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html#requirements)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.gpu_packages import brings_torch
from cog_lsp.project import Project
from cog_lsp.resolution import Package, resolution_of
from cog_lsp.resolution.versions import at_least
from cog_lsp.rules.dependencies._shared import gpu_span
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import InsertKey, Plan
from cog_lsp.rules.rule import Report, rule

_CUDA_12 = "12.8"
# The first release whose wheel on PyPI is for CUDA 12.
_ONNX_CUDA_12 = "1.19.0"
_FOR_CUDA_12 = ("cupy-cuda12x", "onnxruntime-gpu")


@rule(
    code="COG221",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Sets `cuda` to the newest 12.x.",
    covers=("inf-gpu-default-118",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at ``gpu`` where the default is taken for a package that needs another."""
    config = project.config
    resolution = resolution_of(project)
    choice = resolution.choice
    if not resolution.gpu or choice.origin != "default":
        return
    # Another spelling of torch has its own finding.
    if any(True for _ in resolution.named("torch", "tensorflow")):
        return
    needs = next((p for p in resolution.packages if _needs_cuda_12(p)), None)
    brings = next((p for p in resolution.packages if brings_torch(p.name)), None)
    package = needs or brings
    if package is None:
        return
    plans: tuple[Plan, ...] = ()
    if needs is not None:
        what = f"but `{needs.name}` is built for CUDA 12: set `cuda`"
        plans = (
            InsertKey(
                config.path,
                ("build", "cuda"),
                _CUDA_12,
                title=f"Set `cuda` to {_CUDA_12}",
                caution="it is a different CUDA",
            ),
        )
    else:
        what = (
            f"but `{package.name}` brings a torch that is built for another version: pin `torch` "
            "in the requirements, or set `cuda`"
        )
    yield Report(
        config.path,
        gpu_span(project),
        f"no CUDA version is set, so Cog takes {choice.cuda}, {what}",
        key="cuda",
        related=(Related(package.path, package.span, f"{package.name} is required here"),),
        plans=plans,
        severity=None if needs is not None else Severity.INFORMATION,
    )


def _needs_cuda_12(package: Package) -> bool:
    requirement = package.line.requirement if package.line is not None else None
    if requirement is None or package.name not in _FOR_CUDA_12 or requirement.url:
        return False
    if package.name != "onnxruntime-gpu" or not requirement.clauses:
        return True
    # Of a range the newest is installed, unless something holds it back.
    if any(operator in ("<", "<=", "~=") for operator, _ in requirement.clauses):
        return False
    return requirement.version is None or at_least(requirement.version, _ONNX_CUDA_12)
