"""torch has no wheel for this Python.

## What it does

Reports a pinned torch that has no wheel for `python_version`, neither in Cog's table nor on PyPI. A
torch that is newer than the table is left alone.

## Why it matters

pip finds nothing to install, and the build stops. Cog does not compare the two.

## Example

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.13"
  python_packages:
    - torch==2.4.1
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.12"
  python_packages:
    - torch==2.4.1
predict: predict.py:Predictor
```

## Fix

Sets `python_version` to the newest that torch has wheels for, or pins the oldest torch that has
wheels for this Python, along with its torchvision and torchaudio. Both are unsafe: what is
installed changes.

## Sources

- `pkg/config/torch_compatibility.json` of replicate/cog, at 6110c912
- [PyPI: torch](https://pypi.org/project/torch/#history), for the wheels that Cog's table leaves out
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.compatibility import TorchRelease
from cog_lsp.project import Project
from cog_lsp.resolution import fitting_torches, resolution_of, torch_releases_for
from cog_lsp.resolution.versions import greater, major_minor
from cog_lsp.rules.dependencies._shared import build_entry, pinned
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import Plan, SetScalar, SetVersions
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG214",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Sets a Python that torch has wheels for, or pins a torch for this Python.",
    covers=("inf-torch-python",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the torch that cannot be installed."""
    config = project.config
    resolution = resolution_of(project)
    torch = resolution.framework("torch")
    entry = build_entry(project, "python_version")
    version = pinned(torch)
    requirement = torch.package.line.requirement if torch and torch.package.line else None
    if torch is None or version is None or entry is None or requirement is None:
        return
    releases = torch_releases_for(version)
    if not releases or requirement.marker is not None:
        return
    release = releases[-1]
    python = major_minor(resolution.python)
    if not greater(python, _newest_python(release)):
        return
    plans: list[Plan] = [
        SetScalar(
            config.path,
            entry.value.span,
            release.pythons[-1],
            title=f"Use Python {release.pythons[-1]}",
            caution="it is a different Python",
        )
    ]
    newer = fitting_torches(project)
    if newer:
        plans.append(_pinning(project, newer[0]))
    package = torch.package
    yield Report(
        package.path,
        package.span,
        f"torch {release.version} has no wheel for Python {python}, only for "
        f"{release.pythons[0]} to {_newest_python(release)}",
        key="torch",
        related=(Related(config.path, entry.span, "the Python version is set here"),),
        plans=tuple(plans),
    )


def _newest_python(release: TorchRelease) -> str:
    return release.last_python or release.pythons[-1]


def _pinning(project: Project, release: TorchRelease) -> SetVersions:
    """The plan that pins ``release`` and what goes with it, as far as it is required."""
    versions = {
        "torch": release.version,
        "torchvision": release.torchvision,
        "torchaudio": release.torchaudio,
    }
    required = {package.name for package in resolution_of(project).packages}
    return SetVersions(
        project.config.path,
        packages=tuple((name, version) for name, version in versions.items() if name in required),
        title=f"Pin torch {release.version}, the oldest for this Python",
        caution="it is a different torch",
    )
