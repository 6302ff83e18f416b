"""torchvision or torchaudio does not belong to this torch.

## What it does

Reports a pinned torchvision or torchaudio next to a pinned torch for which Cog's table has a
different one.

## Why it matters

Each release of the two requires exactly one release of torch. pip finds no compatible set of
versions, and the build stops. Cog does not compare them.

## Example

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.12"
  python_packages:
    - torch==2.5.1
    - torchvision==0.19.1
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.12"
  python_packages:
    - torch==2.5.1
    - torchvision==0.20.1
predict: predict.py:Predictor
```

## Fix

Pins the release that was made for that torch. Unsafe: it is a different release.

## Sources

- `pkg/config/torch_compatibility.json` of replicate/cog, at 6110c912
- [PyTorch: installing previous versions](https://pytorch.org/get-started/previous-versions/)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution import resolution_of, torch_releases_for
from cog_lsp.resolution.versions import equal
from cog_lsp.rules.dependencies._shared import pinned, replacing
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.rule import Report, rule

# Yanked from PyPI, but pip installs it where it is pinned: the release of torch that it requires.
_YANKED = {("torchaudio", "2.0.0"): "2.0.0"}


@rule(
    code="COG215",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Pins the release that was made for that torch.",
    covers=("inf-torch-trio",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each companion of another torch."""
    resolution = resolution_of(project)
    torch = resolution.framework("torch")
    version = pinned(torch)
    if torch is None or version is None:
        return
    # To pip, unlike Cog, `torch==2.0` is 2.0.0 and no later patch.
    release = next((r for r in torch_releases_for(version) if equal(r.version, version)), None)
    if release is None:
        return
    wanted = {"torchvision": release.torchvision, "torchaudio": release.torchaudio}
    for name, right in wanted.items():
        companion = resolution.framework(name)
        has = pinned(companion)
        if companion is None or has is None or equal(has, right):
            continue
        if _YANKED.get((name, has)) == release.version:
            continue
        package = companion.package
        conditional = any(
            line.requirement.marker
            for line in (package.line, torch.package.line)
            if line is not None and line.requirement is not None
        )
        if conditional:
            continue
        text = f"{name}=={right}"
        yield Report(
            package.path,
            package.span,
            f"{name} {has} does not match torch {release.version}, and pip refuses to install "
            f"both; write `{text}`",
            key=name,
            related=(Related(torch.package.path, torch.package.span, "torch is pinned here"),),
            plans=(replacing(package, text, f"Pin `{text}`", "it is a different release"),),
        )
