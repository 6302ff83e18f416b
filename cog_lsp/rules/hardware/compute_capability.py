"""torch or CUDA is too old for the declared GPU.

## What it does

Compares the pinned torch (including its local tag, `+cu117`) and `build.cuda` with what the GPU of
the declared tier needs: torch 2.0.1 and CUDA 11.8 for an H100, according to Cog's own table; CUDA
11 and torch 1.7 for an A100, an A40 or an L40S.

Silent for versions that are not pinned. Cog's `doctor` makes this comparison for the GPU of the
machine it runs on; this rule makes it for the tier that the model will run on.

## Why it matters

A torch wheel contains code for the GPUs of its time. On a newer GPU the first operation fails with
`no kernel image is available for execution on the device`.

## Example

```yaml title=cog.yaml
build:
  # cog-lsp: hardware=gpu-h100
  gpu: true
  python_version: "3.10"
  python_packages:
    - torch==1.13.1
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  # cog-lsp: hardware=gpu-h100
  gpu: true
  python_version: "3.10"
  python_packages:
    - torch==2.4.1
predict: predict.py:Predictor
```

## Fix

Offers the tiers whose GPU the versions are new enough for, if they hold the model. Never applied
automatically, because a newer torch is a solution as well.

## Sources

- [Cog: pkg/doctor/gpu_compatibility.go](https://github.com/replicate/cog/blob/6110c912/pkg/doctor/gpu_compatibility.go)
- [torch 1.13 on an H100](https://github.com/pytorch/pytorch/issues/90761)
- [torch for CUDA 10.2 on an A100](https://github.com/pytorch/pytorch/issues/57922)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from cog_lsp.knowledge.gpu_features import Floor, floor_of
from cog_lsp.knowledge.hardware import Tier
from cog_lsp.memory.versions import is_before
from cog_lsp.project import Project
from cog_lsp.project.hardware import HardwareDeclaration
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.hardware._features import dotted
from cog_lsp.rules.hardware._places import other_tiers
from cog_lsp.rules.rule import Report, rule

_LOCAL_CUDA = re.compile(r"\+cu(?P<major>\d{2})(?P<minor>\d)$")
_VERSION = re.compile(r"(?P<major>\d+)(?:\.(?P<minor>\d+))?")


@rule(
    code="COG514",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Offers the tiers whose GPU these versions support.",
    covers=("gpu-check-floor", "inf-blackwell-hopper"),
)
def check(project: Project) -> Iterator[Report]:
    """At most one finding: at the declaration, which the versions do not go with."""
    declared = project.chosen_hardware
    tier = declared.tier if declared is not None else None
    if declared is None or tier is None or tier.compute_capability is None:
        return
    floor = floor_of(tier.compute_capability)
    old = list(_too_old(project, floor)) if floor is not None and project.config.gpu else []
    if floor is None or not old:
        return
    yield replace(
        _report(declared, f"{tier.gpu} ({dotted(tier.compute_capability)})", floor, old),
        plans=other_tiers(project, declared, partial(_takes, project)),
    )


def _takes(project: Project, tier: Tier) -> bool:
    """Whether the versions are new enough for the GPU of ``tier``."""
    capability = tier.compute_capability
    floor = floor_of(capability) if capability is not None else None
    return floor is None or not any(_too_old(project, floor))


def _report(declared: HardwareDeclaration, gpu: str, floor: Floor, old: list[str]) -> Report:
    return Report(
        declared.path,
        declared.span,
        f"{' and '.join(old)} {'is' if len(old) == 1 else 'are'} too old for the {gpu} of "
        f"{declared.sku}, declared by {declared.place}: it needs torch {dotted(floor.torch)} and "
        f"CUDA {dotted(floor.cuda)} or newer{_whose(floor)}",
        key=declared.sku,
    )


def _whose(floor: Floor) -> str:
    return ", according to Cog's own `doctor`" if "replicate/cog" in floor.source else ""


def _too_old(project: Project, floor: Floor) -> Iterator[str]:
    """What of torch and CUDA is known to be older than the floor, in words."""
    pinned = project.pinned("torch")
    if is_before(project, "torch", floor.torch):
        yield f"torch {pinned or 'as required'}"
        return
    local = _LOCAL_CUDA.search(pinned or "")
    if local is not None:
        if (int(local["major"]), int(local["minor"])) < floor.cuda:
            yield f"torch {pinned}"
        return
    text = project.config.text("build", "cuda")
    cuda = _VERSION.match(text.strip()) if text is not None else None
    if cuda is not None and (int(cuda["major"]), int(cuda["minor"] or 9)) < floor.cuda:
        yield f"CUDA {text}"
