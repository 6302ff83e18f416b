"""`gpu: true`, and nothing in the project can use a GPU.

## What it does

Reports `gpu: true` when everything in the project is known and none of it uses a GPU: every
requirement is a package that never does, every import is of such a package, of the project or of
the standard library, and no command is run. A single unknown package, import or command is enough
to stay silent.

## Why it matters

You pay for a GPU, and the image contains CUDA: several more gigabytes to build, push and start.

## Example

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.12"
  python_packages:
    - pillow==11.0.0
predict: predict.py:Predictor
```

```python title=predict.py
from cog import BasePredictor, Path
from PIL import Image


class Predictor(BasePredictor):
    def predict(self, image: Path) -> Path:
        Image.open(image).rotate(90).save("out.png")
        return Path("out.png")
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_packages:
    - pillow==11.0.0
predict: predict.py:Predictor
```

```python title=predict.py
from cog import BasePredictor, Path
from PIL import Image


class Predictor(BasePredictor):
    def predict(self, image: Path) -> Path:
        Image.open(image).rotate(90).save("out.png")
        return Path("out.png")
```

## Fix

Deletes `gpu`. Unsafe: the model then runs on a CPU.

## Sources

- [Replicate: pricing](https://replicate.com/pricing)
- [Cog: `gpu`](https://cog.run/yaml/#gpu)
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator

from cog_lsp.knowledge.gpu_packages import gpu_use, never_touches_gpu
from cog_lsp.project import Project
from cog_lsp.resolution import resolution_of
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import DeleteEntry
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax.python_facts import PythonFacts

# What of Python itself reaches anything.
_DOORS = re.compile(r"\b(?:subprocess|ctypes|importlib|__import__|os\.(?:system|popen|exec|spawn))")


@rule(
    code="COG220",
    severity=Severity.INFORMATION,
    since="0.2.0",
    fix="Deletes `gpu`.",
    covers=("inf-gpu-unused",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at ``gpu`` when all is known and nothing uses it."""
    config = project.config
    entry = config.entry("build", "gpu")
    if entry is None or not config.gpu or not project.entry_points:
        return
    build = config.values.build
    if build is None or build.run or build.pre_install or build.cuda or build.cudnn:
        return
    if len(project.entry_points) != len(config.targets):
        return
    if not all(_never(project, facts) for facts in project.python.values()):
        return
    for package in resolution_of(project).packages:
        if package.line is None or gpu_use(package.name) != "never":
            return
    yield Report(
        config.path,
        entry.span,
        "nothing in this project uses a GPU: none of its packages does, and it runs no commands; "
        "without `gpu: true` it costs less and starts faster",
        key="gpu",
        plans=(
            DeleteEntry(
                config.path,
                entry.key.span,
                title="Delete `gpu`",
                caution="the model then runs on a CPU",
            ),
        ),
    )


def _never(project: Project, facts: PythonFacts) -> bool:
    """Whether a file is sure to reach nothing that uses a GPU."""
    if facts.tree.problems or _DOORS.search(facts.document.text):
        return False
    return all(
        target.level > 0
        or project.module_path(facts.path, target.module) is not None
        or target.module.partition(".")[0] in sys.stdlib_module_names
        or never_touches_gpu(target.qualified)
        or never_touches_gpu(target.module)
        for target in facts.imported_modules()
    )
