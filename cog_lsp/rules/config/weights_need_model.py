"""`weights` is set without `model`.

## What it does

Reports `weights` in a cog.yaml that has no `model`, whether or not it has an `image`.

## Why it matters

Managed weights are pushed to the same repository as the model's image. Cog refuses the file, and
every command stops; the variable `COG_MODEL` does not help.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
image: r8.im/owner/name
weights:
  - name: base
    target: /src/weights
    source:
      uri: hf://owner/name@0123456789abcdef0123456789abcdef01234567
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
model: r8.im/owner/name
weights:
  - name: base
    target: /src/weights
    source:
      uri: hf://owner/name@0123456789abcdef0123456789abcdef01234567
```

## Fix

Renames `image` to `model`.

## Sources

- `pkg/config/validate.go` in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import Plan, RenameKey
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG141",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Renames `image`.",
    covers=("weights-need-model", "weights-image-rename", "config-schema"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at ``image`` or ``weights`` when there is no ``model``."""
    path, values = project.config.path, project.config.values
    if not values.weights or values.weights_entry is None:
        return
    if values.model is not None and values.model.value:
        return
    plans: tuple[Plan, ...] = ()
    span = values.weights_entry.key.span
    message = "`weights` needs a `model`, the repository to push them to"
    if values.image is not None and values.image.value:
        span = values.image.key_span
        message = "with `weights`, this key must be called `model`"
        if project.config.entry("model") is None:
            plans = (RenameKey(path, span, "model"),)
    yield Report(path, span, message, key="model", plans=plans)
