"""The declared hardware is no longer available.

## What it does

Reports a declared tier that Replicate has removed from its price table, such as the A40, wherever
it is declared, and names the tier that replaced it, with memory and price.

## Why it matters

A new model or deployment with retired hardware is refused. A model that ran on it now runs on
different hardware, at a different price.

The date on which each tier was withdrawn is not documented: what is known is that the current table
does not have it.

## Example

```yaml title=cog.yaml
build:
  # cog-lsp: hardware=gpu-a40-large
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

Writes the successor's SKU. Unsafe, because it has a different price.

## Sources

- [Replicate: pricing](https://replicate.com/pricing), the tiers that there are
- [Replicate: billing](https://replicate.com/docs/billing), whose older copies list those that were
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.hardware import Tier, tier
from cog_lsp.memory import tier_text
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity, Tag
from cog_lsp.rules.hardware._places import replacing
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG504",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Writes the SKU of the tier that replaced it.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each declaration of a retired tier."""
    for declared in project.hardware:
        known = declared.tier
        if known is None or known.status != "retired":
            continue
        successor = tier(known.successor) if known.successor is not None else None
        message = f"{tier_text(known)}, declared by {declared.place}, is retired"
        if successor is not None:
            message += f"; its successor is {tier_text(successor)}{_condition(successor)}"
        yield Report(
            declared.path,
            declared.span,
            message,
            key=declared.sku,
            tags=(Tag.DEPRECATED,),
            plans=(replacing([declared], successor.sku),) if successor is not None else (),
        )


def _condition(successor: Tier) -> str:
    """What it takes to have the successor, if not everyone can."""
    return (
        ", available only with a committed-spend contract" if successor.status == "contract" else ""
    )
