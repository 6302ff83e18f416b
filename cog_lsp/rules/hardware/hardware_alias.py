"""The hardware is spelled in a way that Replicate does not use.

## What it does

Reports a declared tier that has another name: `gpu-2x-l40s`, as Replicate's price page once wrote
it, for `gpu-l40s-2x`; `gpu-a100`, as in the README of cog-safe-push, for `gpu-a100-large`. It is a
warning in a file that deploys, and information in a comment in cog.yaml or a setting, which only
cog-lsp reads.

## Why it matters

Replicate's API accepts only the SKUs in its list of hardware and refuses any other spelling.

## Example

```yaml title=cog.yaml
build:
  # cog-lsp: hardware=gpu-2x-l40s
  gpu: true
  python_version: "3.12"
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  # cog-lsp: hardware=gpu-l40s-2x
  gpu: true
  python_version: "3.12"
predict: predict.py:Predictor
```

## Fix

Writes the SKU. Safe if only the order of its parts changes; unsafe if the name is ambiguous
(`gpu-a100`: Replicate had one with 40 GB as well).

## Sources

- [Replicate: pricing](https://replicate.com/pricing), the tiers and their SKUs
- [cog-safe-push](https://github.com/replicate/cog-safe-push), whose README has `gpu-a100`
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.memory import tier_text
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.hardware._places import deploys, replacing
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG505",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Writes the SKU as Replicate spells it.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each declaration under a name that is no SKU."""
    for declared in project.hardware:
        known = declared.tier
        if known is None or known.sku == declared.sku:
            continue
        respelled = known.is_respelled_as(declared.sku)
        yield Report(
            declared.path,
            declared.span,
            f"`{declared.sku}`, declared by {declared.place}, is not a Replicate SKU; write "
            f"{tier_text(known)}",
            key=declared.sku,
            plans=(replacing([declared], known.sku, respelled=respelled),),
            severity=None if deploys(declared) else Severity.INFORMATION,
        )
