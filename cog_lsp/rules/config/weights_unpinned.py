"""A weight follows a branch of a Hugging Face repository.

## What it does

Reports a source `hf://owner/name` without a revision, or with one that is not a commit.

## Why it matters

weights.lock pins the commit, but the next `cog weights import` takes whatever is on the branch by
then, and the model changes.

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
      uri: hf://owner/name
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

None.

## Sources

- `pkg/model/weightsource/huggingface.go` in replicate/cog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution.weights import NormalUri, normalize_uri
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule

_COMMIT = re.compile(r"[0-9a-f]{7,64}")


@rule(
    code="COG146",
    severity=Severity.INFORMATION,
    since="0.2.0",
    covers=("inf-weights-branch",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each source that follows a branch."""
    for weight in project.config.values.weights:
        for source in weight.sources:
            found = normalize_uri(source.uri.value) if source.uri is not None else "empty"
            if source.uri is None or not isinstance(found, NormalUri) or found.scheme != "hf":
                continue
            if found.revision is None or not _COMMIT.fullmatch(found.revision):
                branch = found.revision or "main"
                yield Report(
                    project.config.path,
                    source.uri.span,
                    f"this follows the branch `{branch}`: the next import may change the model. "
                    f"Pin a commit, `hf://{found.path}@<commit>`",
                    key=source.uri.value,
                )
