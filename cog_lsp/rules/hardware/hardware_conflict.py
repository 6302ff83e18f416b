"""Two places declare different hardware for the same model.

## What it does

Compares all places that name a tier: the comment in cog.yaml, cog-safe-push.yaml, Terraform,
workflows, settings. Reports those that disagree, at the one that cog-lsp goes by, and points at the
others. Two spellings of the same tier agree.

Files about different models (several files in `cog-safe-push-configs/`, several Terraform
deployments) may name different tiers; the comment in cog.yaml and the setting apply to all of them,
and disagree only if none of them is on that tier. Hardware for trainings is not compared, and
neither is an editor's own setting, which is not about a particular project.

It is information if only the hardware of cog-safe-push's test model differs.

## Why it matters

One of the two is not what the model runs on. Whether the model fits, and what it costs, is then
reported for the wrong tier; a test on hardware other than the deployment's says little about it.

## Example

```yaml title=cog.yaml
build:
  # cog-lsp: hardware=gpu-l40s
  gpu: true
  python_version: "3.12"
predict: predict.py:Predictor
```

```yaml title=cog-safe-push.yaml
model: acme/upscaler
test_hardware: gpu-a100-large
deployment:
  owner: acme
  name: upscaler
  hardware: gpu-a100-large
```

## Use instead

```yaml title=cog.yaml
build:
  # cog-lsp: hardware=gpu-a100-large
  gpu: true
  python_version: "3.12"
predict: predict.py:Predictor
```

```yaml title=cog-safe-push.yaml
model: acme/upscaler
test_hardware: gpu-a100-large
deployment:
  owner: acme
  name: upscaler
  hardware: gpu-a100-large
```

## Fix

One for each of the named tiers: writes it in all of the places. Only offered, never applied
automatically, because only the author knows which one is right.

## Sources

- [Replicate: hardware](https://replicate.com/docs/topics/models/hardware)
- [cog-safe-push: its configuration](https://github.com/replicate/cog-safe-push)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cog_lsp.project import Project
from cog_lsp.project.hardware import HardwareDeclaration
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.hardware._places import as_related, replacing
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG506",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Writes one of the tiers in all places.",
)
def check(project: Project) -> Iterator[Report]:
    """At most one finding, at the first of the places that disagree."""
    places = [found for found in project.hardware if found.role != "train" and not found.is_editors]
    # A test model without a GPU is a finding of its own.
    if project.config.gpu:
        places = [found for found in places if found.role != "test" or _has_gpu(found)]
    named = _disagreeing(places)
    if not named:
        return
    mended = named
    if len({found.subject for found in named if found.subject}) > 1:
        # Several models, on none of whose tiers the whole is said to be: only that can be wrong.
        mended = [found for found in named if not found.subject]
    skus = list(dict.fromkeys(_sku(found) for found in named))
    if mended != named:
        skus = skus[1:]
    listed = ", ".join(f"{found.sku} ({found.place})" for found in named)
    serving = {_sku(found) for found in named if found.role == "serve"}
    yield Report(
        named[0].path,
        named[0].span,
        f"conflicting hardware: {listed}; declare the same tier everywhere",
        key="hardware",
        related=as_related(named[1:]),
        plans=tuple(replacing(mended, sku, choice=True) for sku in skus),
        severity=Severity.INFORMATION if len(serving) == 1 else None,
    )


def _disagreeing(places: Sequence[HardwareDeclaration]) -> list[HardwareDeclaration]:
    """The places of the first disagreement, all of them; none when all agree."""
    whole = [found for found in places if not found.subject]
    if _differ(whole):
        return whole
    subjects = dict.fromkeys(found.subject for found in places if found.subject)
    about = [[found for found in places if found.subject == subject] for subject in subjects]
    for same in about:
        if _differ(same):
            return [*whole, *same]
    others = {_sku(same[0]) for same in about}
    return list(places) if whole and others and _sku(whole[0]) not in others else []


def _differ(places: Sequence[HardwareDeclaration]) -> bool:
    return len({_sku(found) for found in places}) > 1


def _sku(declaration: HardwareDeclaration) -> str:
    """The tier's right name, so that two spellings are one."""
    tier = declaration.tier
    return tier.sku if tier is not None else declaration.sku


def _has_gpu(declaration: HardwareDeclaration) -> bool:
    tier = declaration.tier
    return tier is None or tier.is_gpu
