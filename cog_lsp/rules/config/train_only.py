"""cog.yaml has something to train and nothing to run.

## What it does

Reports `train` in a cog.yaml without `run` and `predict`.

## Why it matters

The image builds, but answers no predictions. `cog train` is deprecated and will be removed from
Cog.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
train: train.py:train
```

```python title=train.py
from cog import Path


def train(prompt: str) -> Path:
    return Path("weights")
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
train: train.py:train
predict: predict.py:Predictor
```

```python title=train.py
from cog import Path


def train(prompt: str) -> Path:
    return Path("weights")
```

## Fix

None: only the author knows what to run.

## Sources

- `pkg/cli/train.go` in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule


@rule(code="COG116", severity=Severity.INFORMATION, since="0.2.0", covers=("inf-train-only",))
def check(project: Project) -> Iterator[Report]:
    """One finding at ``train`` when nothing is to be run."""
    values = project.config.values
    runs = any(ref is not None and ref.value for ref in (values.run, values.predict))
    if values.train is not None and values.train.value and not runs:
        yield Report(
            project.config.path,
            values.train.key_span,
            "cog.yaml has `train` but neither `run` nor `predict`, so the model cannot serve "
            "predictions; `cog train` itself is deprecated",
            key="train",
        )
