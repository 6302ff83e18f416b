"""A command of `build.run` downloads weights into the image.

## What it does

Reports a command that fetches a file of weights, or a whole model from Hugging Face.

## Why it matters

The weights become a layer of the image, which is downloaded and made again whenever a requirement
changes, and which every cold start has to load. Downloading them in `setup()` with `pget`, or the
`weights` stanza, keeps the image small; whether that is better is for the author to decide.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  run:
    - wget https://example.com/model.safetensors -O /weights/model.safetensors
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
```

## Fix

None.

## Sources

- The order of the layers: `pkg/dockerfile/standard_generator.go` in replicate/cog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.config._commands import commands
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule

_FILE = re.compile(
    r"\b(?:wget|curl|aria2c|pget|gdown)\b.*"
    r"\.(?:safetensors|ckpt|pth|pt|bin|gguf|onnx|h5|pkl|weights|npz|tflite)\b",
    re.DOTALL,
)
_MODEL = re.compile(
    r"\b(?:huggingface-cli|hf)\s+download\b|\bsnapshot_download\b|\bgit\s+lfs\s+(?:clone|pull)\b"
    r"|\bgit\s+clone\s+\S*huggingface\.co/(?!spaces/)"
)


@rule(
    code="COG128",
    severity=Severity.INFORMATION,
    since="0.2.0",
    covers=("inf-run-weights",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each command that downloads weights."""
    for command in commands(project):
        if _FILE.search(command.value) or _MODEL.search(command.value):
            yield Report(
                project.config.path,
                command.span,
                "these weights become a layer of the image, made again whenever a requirement "
                "changes; `setup()` can download them, or the `weights` stanza hold them",
                key=command.value,
            )
