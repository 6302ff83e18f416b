"""`model` is not a bare repository name.

## What it does

Reports a `model` with a tag or a digest, and one with characters that a repository name cannot
contain. What comes before the first slash counts as a host only if it contains a dot or a colon.

## Why it matters

Cog refuses it, and every command stops.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
model: r8.im/owner/name:latest
```

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
model: r8.im/Owner/Name
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
model: r8.im/owner/name
```

## Fix

Removes the tag or digest, or writes the name in lowercase.

## Sources

- `pkg/config/validate.go` in replicate/cog, and the mild rules of
  [go-containerregistry](https://pkg.go.dev/github.com/google/go-containerregistry/pkg/name).
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution.image_names import read_repository, split_reference
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import Plan, SetScalar
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened


@rule(
    code="COG138",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Removes the tag, or writes the name in lowercase.",
    covers=("model-has-tag", "model-invalid", "config-schema"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at a ``model`` that Cog refuses."""
    path, model = project.config.path, project.config.values.model
    if model is None or not model.value or read_repository(model.value) is not None:
        return
    text = shortened(model.value)
    reference = split_reference(model.value)
    plans: tuple[Plan, ...] = ()
    if reference is not None:
        bare = "/".join(part for part in (reference.registry, reference.repository) if part)
        kind = "digest" if "@" in reference.suffix else "tag"
        message = f"`model` takes the bare repository, without the {kind} `{reference.suffix}`"
        plans = (SetScalar(path, model.span, bare),)
    else:
        lower = model.value.strip().lower()
        message = f"`{text}` is not a repository name: use lowercase letters, digits and `._-/`"
        if read_repository(lower) is not None:
            plans = (SetScalar(path, model.span, lower),)
    yield Report(path, model.span, message, key="model", plans=plans)
