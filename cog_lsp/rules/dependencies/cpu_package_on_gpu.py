"""The CPU build of a package is installed although `gpu` is on.

## What it does

Reports `onnxruntime`, `tensorflow-cpu`, `faiss-cpu` and `jax[cpu]` among the requirements, and
PyTorch's CPU index, when `gpu: true` is set. If another requirement uses the GPU, which may be why
the project asks for one, it is only information.

`onnxruntime` next to `onnxruntime-gpu` is always a warning: both install the same module, and which
one is imported depends on the order in which pip unpacks them.

## Why it matters

The package runs on the CPU, at the price of a GPU.

## Example

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.11"
  python_packages:
    - onnxruntime==1.16.3
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.11"
  python_packages:
    - onnxruntime-gpu==1.16.3
predict: predict.py:Predictor
```

## Fix

Names the GPU build of the same version, if there is one. Unsafe: it is a different package.

## Sources

- [ONNX Runtime: install](https://onnxruntime.ai/docs/install/#python-installs)
- [TensorFlow: install with pip](https://www.tensorflow.org/install/pip)
- [Faiss: install](https://github.com/facebookresearch/faiss/blob/main/INSTALL.md)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.gpu_packages import gpu_use
from cog_lsp.project import Project
from cog_lsp.resolution import Package, Resolution, resolution_of
from cog_lsp.resolution.versions import major_minor
from cog_lsp.rules.dependencies._shared import deleting, replacing
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import Plan
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax.pep508 import applies

# The CPU build and, where its versions are the same, that for the GPU.
_INSTEAD = {
    "onnxruntime": "onnxruntime-gpu",
    "tensorflow-cpu": "tensorflow",
    "faiss-cpu": "",
    "intel-tensorflow": "tensorflow",
}
_INDEXES = ("--index-url", "-i", "--extra-index-url")
_CPU_INDEX = "download.pytorch.org/whl/cpu"


@rule(
    code="COG218",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Names the GPU build.",
    covers=("inf-cpu-package-on-gpu",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each CPU build."""
    resolution = resolution_of(project)
    if not resolution.gpu:
        return
    others = any(gpu_use(found.name) in ("needs", "uses") for found in resolution.packages)
    softer = Severity.INFORMATION if others else None
    for package in resolution.packages:
        if _is_left_out(package, resolution):
            continue
        if package.name == "onnxruntime" and any(True for _ in resolution.named("onnxruntime-gpu")):
            yield Report(
                package.path,
                package.span,
                "`onnxruntime` and `onnxruntime-gpu` install the same module, and the CPU build "
                "may be the one that is imported; keep `onnxruntime-gpu`",
                key=package.name,
                plans=(deleting(package, f"Delete `{package.text}`", "it is then not installed"),),
            )
        elif package.name in _INSTEAD or _is_jax_for_cpu(package):
            yield Report(
                package.path,
                package.span,
                f"`{package.text}` is the CPU build, but `gpu: true` pays for a GPU",
                key=package.name,
                plans=tuple(_plans(package)),
                severity=softer,
            )
        elif _is_cpu_index(package) and not _is_lost(resolution, package):
            yield Report(
                package.path,
                package.span,
                f"`{package.text}` has torch's CPU builds, but `gpu: true` pays for a GPU; leave "
                "the index to Cog",
                key="index",
                plans=(deleting(package, "Delete the index", "pip then looks elsewhere"),),
            )


def _plans(package: Package) -> Iterator[Plan]:
    requirement = package.line.requirement if package.line is not None else None
    instead = _INSTEAD.get(package.name)
    if requirement is not None and instead and not requirement.extras:
        text = package.text.replace(requirement.raw_name, instead, 1)
        yield replacing(package, text, f"Write `{text}`", "it is a different package")


def _is_left_out(package: Package, resolution: Resolution) -> bool:
    """Whether its marker keeps pip from installing it in an image."""
    requirement = package.line.requirement if package.line is not None else None
    marker = requirement.marker if requirement is not None else None
    if marker is None or ";" not in package.pip.text:
        return False
    return applies(marker, major_minor(resolution.python)) is False


def _is_jax_for_cpu(package: Package) -> bool:
    requirement = package.line.requirement if package.line is not None else None
    return requirement is not None and package.name == "jax" and requirement.extras == ("cpu",)


def _is_cpu_index(package: Package) -> bool:
    line = package.line
    return (
        line is not None
        and line.kind == "option"
        and line.option in _INDEXES
        and _CPU_INDEX in line.value
    )


def _is_lost(resolution: Resolution, package: Package) -> bool:
    """Whether Cog's own index for a GPU makes up for one for the CPU beside it."""
    assert package.line is not None
    chosen = any(found.pip.variant.startswith("cu") for found in resolution.packages)
    return chosen and package.line.option == "--extra-index-url"
