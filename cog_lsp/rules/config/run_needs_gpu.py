"""A command of `build.run` needs a GPU, and a build has none.

## What it does

Reports a command that calls `nvidia-smi`, or Python code in a command that moves something to the
GPU, asks for its properties, or asserts that there is one. A command that also works without one
(`nvidia-smi || true`, `if torch.cuda.is_available()`) is left alone.

## Why it matters

`gpu: true` puts CUDA into the image; the GPU itself comes with the container that serves
predictions. `docker build` gives its commands no GPU and no `nvidia-smi`, so the command fails and
the build stops.

## Example

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.12"
  python_packages:
    - torch==2.4.0
  run:
    - nvidia-smi
    - python -c "import torch; torch.zeros(1).cuda()"
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.12"
  python_packages:
    - torch==2.4.0
predict: predict.py:Predictor
```

```python title=predict.py
import torch
from cog import BasePredictor


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.zeros = torch.zeros(1).cuda()

    def predict(self) -> str:
        return str(self.zeros)
```

## Fix

None. Do what needs the GPU in `setup()`.

## Sources

- `RUN` in `pkg/dockerfile/standard_generator.go` of replicate/cog, which asks for no device.
- [Docker: GPU access](https://docs.docker.com/engine/containers/gpu/), an option of `docker run`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.config._commands import commands, simple_commands
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.text import Span

_SMI = re.compile(r"(?:/usr/bin/)?nvidia-smi")
_PYTHON = re.compile(r"(?:^|[\s;&|/])python[\d.]*\s(?:[^;&|]*\s)?-c\s")
_CUDA = r"\\?[\"']cuda(?::\d+)?\\?[\"']"
_ON_GPU = re.compile(
    r"\.cuda\(\)"
    rf"|\.to\(\s*(?:device\s*=\s*)?{_CUDA}\)?"
    rf"|\bdevice\s*=\s*{_CUDA}"
    r"|\btorch\.cuda\.(?:get_device_name|get_device_properties|get_device_capability|current_device)"
    r"|\bassert\s+torch\.cuda\.(?:is_available|device_count)\(\)"
)
_ASKS_FIRST = re.compile(r"\|\||\bif\b|\btry\b")


@rule(code="COG154", severity=Severity.WARNING, since="0.2.0", covers=("inf-run-gpu",))
def check(project: Project) -> Iterator[Report]:
    """One finding for each command that cannot do without a GPU."""
    for command in commands(project):
        text = command.value
        if _ASKS_FIRST.search(text):
            continue
        needed = _needed(text)
        if needed is None:
            continue
        start = project.config.document.text.find(needed, command.span.start, command.span.end)
        span = Span(start, start + len(needed)) if start >= 0 else command.span
        yield Report(
            project.config.path,
            span,
            f"`{needed}` needs a GPU, and a build has none, even with `gpu: true`; do this in "
            "`setup()`",
            key=text,
        )


def _needed(command: str) -> str | None:
    """The part of ``command`` that needs a GPU."""
    for words in simple_commands(command):
        if _SMI.fullmatch(words[0]):
            return words[0]
    found = _ON_GPU.search(command) if _PYTHON.search(command) else None
    return found[0] if found is not None else None
