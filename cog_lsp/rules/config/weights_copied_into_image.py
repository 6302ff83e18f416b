"""Managed weights are copied into the image as well.

## What it does

Reports a weight whose source is a folder of the project that no pattern in `.dockerignore`
excludes.

## Why it matters

Managed weights are stored and mounted separately from the image. Cog still copies the project into
the image, so they are in both, and every cold start loads them twice.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
model: r8.im/owner/name
weights:
  - name: base
    target: /src/weights
    source:
      uri: file://weights
```

```json title=weights/config.json
{}
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
      uri: file://weights
```

```text title=.dockerignore
weights
```

## Fix

Adds the folder to `.dockerignore`. Unsafe: code may read it before the weights are mounted.

## Sources

- `pkg/image/build.go` in replicate/cog, which leaves out `.cog` and nothing else by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution.weights import NormalUri, normalize_uri
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import AppendLine
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax.dockerignore import parse_dockerignore

_NAME = ".dockerignore"


@rule(
    code="COG153",
    severity=Severity.INFORMATION,
    since="0.2.0",
    fix="Adds the folder to .dockerignore.",
    covers=("inf-weights-in-image-and-stanza",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each source that is a folder of the project."""
    document = project.documents.get(_NAME)
    ignore = parse_dockerignore(document.text) if document is not None else None
    for weight in project.config.values.weights:
        for source in weight.sources:
            found = normalize_uri(source.uri.value) if source.uri is not None else "empty"
            if source.uri is None or not isinstance(found, NormalUri) or found.scheme != "file":
                continue
            folder = found.path
            if folder.startswith("/") or (ignore and ignore.hides(f"{folder}/model.bin")):
                continue
            if project.names and not project.exists(folder.partition("/")[0]):
                continue
            yield Report(
                project.config.path,
                source.uri.span,
                f"`{folder}` is copied into the image as well: no pattern in .dockerignore "
                "excludes it",
                key=folder,
                plans=(
                    AppendLine(
                        _NAME,
                        folder,
                        title=f"Add {folder} to .dockerignore",
                        caution="code may read it before the weights are mounted",
                    ),
                ),
            )
