"""The declared hardware is not known to exist on Replicate.

## What it does

Reports a declared tier that is not a Replicate SKU, current or former, wherever it is declared:
the comment in cog.yaml, cog-safe-push.yaml, Terraform, a workflow, a setting. It names the tier
that was most likely meant.

It is only information for a SKU that is known only from an unofficial source.

## Why it matters

Replicate refuses to create a model or a deployment with hardware that it does not have, and cog-lsp
can say nothing about memory and price.

## Example

```yaml title=cog.yaml
build:
  # cog-lsp: hardware=gpu-l40
  gpu: true
  python_version: "3.12"
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  # cog-lsp: hardware=gpu-l40s
  gpu: true
  python_version: "3.12"
predict: predict.py:Predictor
```

## Fix

Writes the SKU of the tier that was most likely meant. Unsafe, because that is a guess.

## Sources

- [Replicate: pricing](https://replicate.com/pricing), the tiers that there are
- [Replicate: hardware](https://replicate.com/docs/topics/models/hardware)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.hardware import Tier, nearest, proposable, tier
from cog_lsp.memory import tier_text
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.hardware._places import replacing
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG503",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Writes the SKU that was most likely meant.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each declaration of a tier that is not in the table."""
    for declared in project.hardware:
        known = declared.tier
        if known is not None and known.status != "unverified":
            continue
        meant = _meant(declared.sku) if known is None else None
        message = f"`{declared.sku}`, declared by {declared.place}, is not a Replicate tier"
        if known is not None:
            message = f"`{declared.sku}` is not in Replicate's price table. {known.note}"
            message = message.removesuffix(".")
        elif meant is not None:
            message += f"; the closest is {tier_text(meant)}"
        accepted = ", ".join(found.sku for found in proposable())
        yield Report(
            declared.path,
            declared.span,
            f"{message}. Available GPU tiers: {accepted}",
            key=declared.sku,
            plans=(replacing([declared], meant.sku),) if meant is not None else (),
            severity=Severity.INFORMATION if known is not None else None,
        )


def _meant(sku: str) -> Tier | None:
    """What to write instead: the like tier, or what has taken its place."""
    found = nearest(sku)
    if found is not None and found.successor is not None:
        found = tier(found.successor)
    return found if found is not None and found.status != "unverified" else None
