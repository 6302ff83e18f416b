"""Some requirements have no version, so the next build may be a different model.

## What it does

Reports, once per list, which requirements are not pinned to one version: no specifier, a range, a
lower bound. It leaves out `cog`, which Cog installs itself, and torch with `gpu: true`, which
[torch-version-required](torch-version-required.md) and [torch-range](torch-range.md) report.

## Why it matters

pip takes whatever is newest on the day. The same commit built next month has different packages,
which may break the model or change its output.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_requirements: requirements.txt
predict: predict.py:Predictor
```

```text title=requirements.txt
numpy
pillow>=10
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_requirements: requirements.txt
predict: predict.py:Predictor
```

```text title=requirements.txt
numpy==2.1.3
pillow==11.0.0
```

## Fix

Pins them to the versions in the project's lock file or environment, if there is one. Unsafe: pip
would have taken the newest.

## Sources

- [pip: repeatable installs](https://pip.pypa.io/en/stable/topics/repeatable-installs/)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution import Package, resolution_of
from cog_lsp.resolution.wheels import is_managed
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import PinRequirements
from cog_lsp.rules.rule import Report, rule

_SHOWN = 3


@rule(
    code="COG232",
    severity=Severity.HINT,
    since="0.2.0",
    fix="Pins them to what the project has installed.",
    covers=("inf-req-unpinned",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the first requirement that is not pinned."""
    resolution = resolution_of(project)
    pinned = {package.name for package in resolution.packages if _is_exact(package)}
    loose = [
        package
        for package in resolution.packages
        if package.name not in pinned and _is_loose(package, resolution.gpu)
    ]
    if not loose:
        return
    first = loose[0]
    names = [f"`{package.name}`" for package in loose[:_SHOWN]]
    more = len(loose) - len(names)
    listed = ", ".join(names) + (f" and {more} more" if more else "")
    have = "is not pinned" if len(loose) == 1 else "are not pinned"
    yield Report(
        first.path,
        first.span,
        f"{listed} {have}: the next build may install newer versions; pin with `==`",
        key="unpinned",
        plans=(
            PinRequirements(
                first.path,
                tuple(package.name for package in loose),
                caution="pip would have taken the newest",
            ),
        ),
    )


def _is_exact(package: Package) -> bool:
    line = package.line
    required = line.requirement if line is not None else None
    # What holds on one platform only says nothing of the others.
    return required is not None and required.is_exact and not required.marker


def _is_loose(package: Package, gpu: bool) -> bool:
    line = package.line
    if package.dropped or line is None or line.kind != "requirement" or line.requirement is None:
        return False
    if line.requirement.is_exact or is_managed(package.pip.text):
        return False
    return not (gpu and package.name == "torch")
