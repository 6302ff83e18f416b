"""Weights are mounted over the project's own code.

## What it does

Reports a `target` that is `/src`, where Cog puts the project, or a folder in it that contains
Python code of the project.

## Why it matters

The mount hides what the image has there, so the container cannot find the code.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
model: r8.im/owner/name
weights:
  - name: base
    target: /src
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

None.

## Sources

- `pkg/weights/mount.go`, and the order in the image in `pkg/dockerfile/standard_generator.go`, in
  replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution.weights import clean_path
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule

_SOURCE = "/src"


@rule(
    code="COG147",
    severity=Severity.WARNING,
    since="0.2.0",
    covers=("inf-weights-target-shadow",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each target that hides code."""
    for weight in project.config.values.weights:
        target = clean_path(weight.target.value) if weight.target is not None else ""
        hidden = next(
            (
                path
                for path in sorted(project.python)
                if f"{_SOURCE}/{path}".startswith(f"{target}/")
            ),
            None,
        )
        if weight.target is None or not weight.target.value or target == "/" or hidden is None:
            continue
        yield Report(
            project.config.path,
            weight.target.span,
            f"the weights hide the contents of `{target}`, such as `{hidden}`",
            key=target,
        )
