"""`environment` sets a variable that Cog or Replicate reserves.

## What it does

Reports `PATH`, `LD_LIBRARY_PATH`, `PYTHONPATH`, `HF_ENDPOINT` and the other names that Cog refuses,
and names that start with `CUDA_`, `NVIDIA_`, `REPLICATE_` and the like.

## Why it matters

Cog refuses it, and every command stops.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
environment:
  - CUDA_VISIBLE_DEVICES=0
```

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
environment:
  - HF_HUB_ENABLE_HF_TRANSFER=1
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
```

```python title=predict.py
import os

os.environ.setdefault("HF_HUB_ENABLE_HF_TRANSFER", "1")

from cog import BasePredictor
from transformers import pipeline


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.generator = pipeline("text-generation", "openai-community/gpt2")

    def predict(self, prompt: str) -> str:
        return self.generator(prompt)[0]["generated_text"]
```

## Fix

Sets `HF_ENDPOINT` and `HF_HUB_ENABLE_HF_TRANSFER` in the code instead, before the first import that
may read them. Deletes the item for any other name. Unsafe: if Replicate sets the variable itself,
its value wins, and whatever a deleted variable was set for is lost.

## Sources

- The list of names: `pkg/config/env.go` in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.cog import reserved_variables
from cog_lsp.project import Project
from cog_lsp.project.config.values import Text
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import DeleteItem, EnvironmentToCode, Plan
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG118",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Sets it in the code, or deletes the item.",
    covers=("env-reserved-name", "config-schema"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each item with a reserved name."""
    reserved = reserved_variables()
    environment = project.config.values.environment
    for item in environment.items if environment is not None else ():
        name, equals, _ = item.value.partition("=")
        prefix = next((prefix for prefix in reserved.prefixes if name.startswith(prefix)), None)
        if not equals or not (name in reserved.names or prefix):
            continue
        message = f"Cog refuses to set `{name}`"
        message += (
            f": names starting with `{prefix}` are reserved" if prefix else ": it is reserved"
        )
        if name in reserved.settable:
            message += (
                f". Set it in the code, `os.environ.setdefault({name!r}, ...)`, before importing "
                "what reads it"
            )
        yield Report(
            project.config.path, item.span, message, key=name, plans=tuple(_plans(project, item))
        )


def _plans(project: Project, item: Text) -> Iterator[Plan]:
    path = project.config.path
    name, _, value = item.value.partition("=")
    if name in reserved_variables().settable:
        decision = "if Replicate sets it itself, its value wins"
        yield EnvironmentToCode(path, item.span, name, value, decision=decision)
    yield DeleteItem(path, item.span, decision="whatever it was set for is lost")
