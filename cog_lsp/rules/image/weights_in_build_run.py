"""A command of `build.run` downloads weights.

## What it does

Reports commands under `build.run` and `pre_install` that download a model: `huggingface-cli
download`, `git lfs`, `snapshot_download`, or wget, curl and the like with a weights file. One
finding per project.

## Why it matters

The weights become a layer of the image. It is rebuilt, and so downloaded and pushed again, whenever
a requirement or an earlier command changes, and it makes the image that much larger. Weights that
are downloaded in `setup()`, or managed by Cog's `weights`, are separate from the code.

## Example

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.12"
  run:
    - huggingface-cli download openai/clip-vit-large-patch14 --local-dir /weights
predict: predict.py:Predictor
```

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.12"
  run:
    - wget -q https://example.com/models/u2net.onnx -O /root/u2net.onnx
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.12"
  run:
    - curl -o /usr/local/bin/pget -L https://github.com/replicate/pget/releases/download/v0.8.2/pget
predict: predict.py:Predictor
```

## Fix

None: the author has to decide where the weights come from at startup.

## Sources

- [Replicate: how setup works](https://replicate.com/docs/topics/predictions/lifecycle)
- `GenerateInitialSteps` in `pkg/dockerfile/standard_generator.go` of replicate/cog, at 6110c912:
  commands run after pip
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.weight_files import WEIGHT_FILES
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.rule import Report, rule

_HUB = re.compile(
    r"\b(?:huggingface-cli|hf)\s+download\b|\bsnapshot_download\(|\bhf_hub_download\("
    r"|\bgit\s+lfs\s+(?:pull|clone|fetch)\b|\bgit\s+clone\s+\S*huggingface\.co/"
    r"|\.from_pretrained\("
)
_FETCHERS = re.compile(r"\b(?:wget|curl|aria2c|gdown|pget|axel)\b")
_FILE = re.compile(rf"(?:{'|'.join(map(re.escape, WEIGHT_FILES))})(?=[\s'\"?;&|]|$)", re.IGNORECASE)


@rule(
    code="COG603",
    severity=Severity.INFORMATION,
    since="0.2.0",
    covers=("inf-run-weights",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the first command that fetches a model."""
    build = project.config.values.build
    if build is None:
        return
    commands = [item.command for item in build.run]
    commands += build.pre_install.items if build.pre_install is not None else ()
    found = [command for command in commands if _fetches(command.value)]
    if not found:
        return
    path = project.config.path
    these = "this command downloads" if len(found) == 1 else f"these {len(found)} commands download"
    yield Report(
        path,
        found[0].span,
        f"{these} weights into the image, again whenever a requirement or an earlier command "
        "changes; download them in `setup()`, or let Cog manage them as `weights`",
        key="run",
        related=tuple(Related(path, other.span, "and here") for other in found[1:]),
    )


def _fetches(command: str) -> bool:
    if _HUB.search(command):
        return True
    return bool(_FETCHERS.search(command) and _FILE.search(command))
