"""torch is required without a version while `gpu` is on.

## What it does

Reports a requirement that is just `torch` when `gpu: true`.

## Why it matters

Cog chooses CUDA by the version of torch and refuses the project when there is none: every command
stops, even if `cuda` is set.

## Example

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.12"
  python_packages:
    - torch
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.12"
  python_packages:
    - torch==2.8.0
predict: predict.py:Predictor
```

## Fix

Pins the newest torch that Cog knows for the Python version, and for `cuda` if it is set. Unsafe:
pip would have taken the newest of all.

## Sources

- `cudasFromTorch` in `pkg/config/compatibility.go` of replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution import fitting_torches, resolution_of
from cog_lsp.rules.dependencies._shared import replacing
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import Plan
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG210",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Pins the newest torch that fits.",
    covers=("torch-version-required",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the requirement without a version."""
    resolution = resolution_of(project)
    torch = resolution.framework("torch")
    if torch is None or "torch-version-required" not in resolution.choice.problems:
        return
    package = torch.package
    fitting = fitting_torches(project)
    plans: tuple[Plan, ...] = ()
    if fitting and package.text == "torch":
        newest = f"torch=={fitting[-1].version}"
        caution = "pip would have taken the newest of all"
        plans = (replacing(package, newest, f"Pin `{newest}`", caution),)
    example = f", such as `torch=={fitting[-1].version}`" if fitting else ""
    yield Report(
        package.path,
        package.span,
        "with `gpu: true`, Cog chooses CUDA by the version of torch, but none is given: pin it"
        + example,
        key="torch",
        plans=plans,
    )
