"""torch is a range: Cog chooses CUDA by its first number, and pip may install another.

## What it does

Reports torch with a specifier that is not an exact pin (`torch>=2.0`, `torch~=2.1`) when `gpu` is
on.

## Why it matters

Cog takes the first number after the name as the version, and chooses CUDA and the base image by it.
What pip installs depends on whether that image exists and has a torch in the range; if not, pip
installs the newest, built for a different CUDA, next to the one already there: a larger image and a
slower start. Either way, the next build may get a different torch.

## Example

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.11"
  python_packages:
    - torch>=2.0.0
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.11"
  python_packages:
    - torch==2.8.0
predict: predict.py:Predictor
```

## Fix

Pins the version from the project's lock file or environment, or the newest torch that Cog knows for
this Python. Unsafe: what is installed changes.

## Sources

- `Versions` in `pkg/requirements/requirements.go` and `cudasFromTorch` in
  `pkg/config/compatibility.go` of replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution import fitting_torches, resolution_of
from cog_lsp.rules.dependencies._shared import replacing
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import PinRequirements, Plan
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG216",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Pins torch.",
    covers=("inf-torch-range",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the range."""
    resolution = resolution_of(project)
    torch = resolution.framework("torch")
    if not resolution.gpu or torch is None or not torch.token:
        return
    package = torch.package
    requirement = package.line.requirement if package.line is not None else None
    unknown = "torch-unknown-cuda" in resolution.choice.problems
    if requirement is None or requirement.is_exact or not requirement.specifier or unknown:
        return
    choice = resolution.choice
    what = "the base image"
    if choice.origin == "torch":
        what = f"CUDA {choice.cuda} and the base image"
    plans: list[Plan] = [
        PinRequirements(
            package.path, ("torch",), title="Pin torch to what is installed", caution=_CAUTION
        )
    ]
    fitting = fitting_torches(project)
    if fitting and not requirement.marker and not requirement.extras:
        text = f"torch=={fitting[-1].version}"
        plans.append(replacing(package, text, f"Pin `{text}`", _CAUTION))
    yield Report(
        package.path,
        package.span,
        f"`{package.text}` is a range: Cog takes {torch.token} as the version and chooses {what} "
        "by it, but pip may install another version; pin torch with `==`",
        key="torch",
        plans=tuple(plans),
    )


_CAUTION = "pip may have installed another version"
