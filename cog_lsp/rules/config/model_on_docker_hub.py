"""`model` names no registry, so it points to Docker Hub.

## What it does

Reports a `model` without a registry before its first slash.

## Why it matters

Cog reads `owner/name` as `index.docker.io/owner/name` and pushes there, not to Replicate.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
model: owner/name
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
model: r8.im/owner/name
```

## Fix

Prepends Replicate's registry. Unsafe: it may be meant for Docker Hub.

## Sources

- `pkg/model/resolve.go` in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution.image_names import read_repository
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import Plan, SetScalar
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG139",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Prepends Replicate's registry.",
    covers=("inf-model-docker-hub",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at a ``model`` without a registry."""
    path, model = project.config.path, project.config.values.model
    name = read_repository(model.value) if model is not None and model.value else None
    if model is None or name is None or name.registry:
        return
    plans: tuple[Plan, ...] = ()
    better = "r8.im/owner/name"
    if model.value.count("/") == 1:
        better = f"r8.im/{model.value}"
        plans = (SetScalar(path, model.span, better, decision="it may be meant for Docker Hub"),)
    yield Report(
        path,
        model.span,
        f"`{model.value}` is a repository on Docker Hub; on Replicate it is `{better}`",
        key="model",
        plans=plans,
    )
