"""cog.yaml has both `model` and `image`.

## What it does

Reports `image` next to `model`.

## Why it matters

Both say where to push. Cog refuses a file with both, and every command stops.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
image: r8.im/owner/name
model: r8.im/owner/name
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
image: r8.im/owner/name
```

## Fix

Deletes `image` if both name the same repository. Otherwise it offers to delete either.

## Sources

- `pkg/config/validate.go` in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import DeleteEntry, Plan
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG137",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Deletes `image`.",
    covers=("model-and-image", "config-schema"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at ``image`` when ``model`` is there too."""
    path, values = project.config.path, project.config.values
    model, image = values.model, values.image
    if model is None or image is None or not model.value or not image.value:
        return
    same = model.value == image.value
    plans: list[Plan] = [DeleteEntry(path, image.key_span, choice=not same)]
    if not same and not values.weights:
        plans.append(DeleteEntry(path, model.key_span, title="Delete `model`", choice=True))
    yield Report(
        path,
        image.key_span,
        "`model` already says where to push; Cog accepts only one of the two",
        key="image",
        related=(Related(path, model.key_span, "`model`"),),
        plans=tuple(plans),
    )
