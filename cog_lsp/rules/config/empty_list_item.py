"""A list in cog.yaml has an empty item.

## What it does

Reports a `-` followed by nothing, or by `null`, in a list that Cog reads.

## Why it matters

Cog silently drops the item. Usually something was meant to be there.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  system_packages:
    - ffmpeg
    -
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  system_packages:
    - ffmpeg
predict: predict.py:Predictor
```

## Fix

Deletes the item.

## Sources

- Cog's YAML library leaves a null out of a list of text: `pkg/config/config_file.go` in
  replicate/cog, go.yaml.in/yaml v4.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity, Tag
from cog_lsp.rules.plan import DeleteItem
from cog_lsp.rules.rule import Report, rule
from cog_lsp.text import Span


@rule(
    code="COG104",
    severity=Severity.HINT,
    since="0.2.0",
    fix="Deletes the item.",
    covers=("yaml-null-items",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each item that is null."""
    config = project.config
    text = config.document.text
    for node in config.values.dropped:
        span = node.span
        if not span.text(text):
            # Nothing stands there, so the dash is what can be pointed at.
            dash = text.rfind("-", 0, span.start + 1)
            span = Span(dash, dash + 1) if dash >= 0 else span
        yield Report(
            config.path,
            span,
            "this item is empty; Cog drops it",
            key="item",
            tags=(Tag.UNNECESSARY,),
            plans=(DeleteItem(config.path, node.span, title="Delete the empty item"),),
        )
