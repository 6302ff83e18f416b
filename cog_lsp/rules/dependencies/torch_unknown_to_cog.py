"""Cog does not know which CUDA this torch was built for.

## What it does

Reports a torch that is not in Cog's table when `gpu` is on and `cuda` is not set. Cog reads the
first number after the name as the version, whatever the operator: `torch<3` asks for 3.

It is a warning if the release is newer than any in the table: the installed Cog may know it. It is
an error if no Cog will ever know it: a release older than the table, or not a release at all.

## Why it matters

A Cog that does not know the version refuses the project: every command stops.

## Example

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.12"
  python_packages:
    - torch==2.13.0
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  cuda: "13.0"
  python_version: "3.12"
  python_packages:
    - torch==2.13.0
predict: predict.py:Predictor
```

## Fix

Sets `cuda`, or pins a torch that Cog knows. Both are unsafe: what is installed changes.

## Sources

- `pkg/config/torch_compatibility.json` and `validateAndCompleteCUDA` in `pkg/config/config.go` of
  replicate/cog, at 6110c912
- [PyTorch: installing previous versions](https://pytorch.org/get-started/previous-versions/)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.compatibility import torch_releases
from cog_lsp.project import Project
from cog_lsp.resolution import Framework, fitting_torches, resolution_of
from cog_lsp.resolution.versions import greater
from cog_lsp.rules.dependencies._shared import COG, replacing
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import InsertKey, Plan
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG211",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Sets `cuda`, or pins a torch that Cog knows.",
    covers=("torch-unknown-cuda",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the requirement that Cog cannot place."""
    resolution = resolution_of(project)
    torch = resolution.framework("torch")
    if torch is None or "torch-unknown-cuda" not in resolution.choice.problems:
        return
    if torch.package.line is None or torch.package.line.kind == "unknown":
        return  # invalid-requirement says it
    first, last = torch_releases()[0].version, torch_releases()[-1].version
    newer = is_newer(torch)
    refuses = "an older Cog refuses it" if newer else "Cog refuses it"
    package = torch.package
    yield Report(
        package.path,
        package.span,
        f"{COG} does not know which CUDA `{package.text}` was built for (its table has torch "
        f"{first} to {last}), and without `build.cuda` {refuses}: set `cuda`, or pin a torch "
        "from the table",
        key="torch",
        plans=tuple(_plans(project, torch)),
        severity=Severity.WARNING if newer else None,
    )


def is_newer(torch: Framework) -> bool:
    """Whether a Cog to come may know what is asked for: a release after the last of the table."""
    line = torch.package.line
    requirement = line.requirement if line is not None else None
    operators = [operator for operator, _ in requirement.clauses] if requirement else []
    return (
        bool(operators)
        and not any(operator in ("<", "<=", "!=") for operator in operators)
        and greater(torch.token, torch_releases()[-1].version)
    )


def _plans(project: Project, torch: Framework) -> Iterator[Plan]:
    if is_newer(torch):
        cuda = torch_releases()[-1].cudas[-1]
        yield InsertKey(
            project.config.path,
            ("build", "cuda"),
            cuda,
            title=f"Set `cuda` to {cuda}",
            caution="Cog's table does not say whether that torch was built for it",
        )
    fitting = fitting_torches(project)
    if fitting:
        text = f"torch=={fitting[-1].version}"
        yield replacing(torch.package, text, f"Pin `{text}`", "it is a different torch")
