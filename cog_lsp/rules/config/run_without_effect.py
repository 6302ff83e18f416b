"""A command of `build.run` changes a directory or a variable for itself only.

## What it does

Reports an item that only runs `cd`, `export` or `source`, or only sets a variable.

## Why it matters

Each item is a `RUN` with its own shell. What it sets is gone when the next one starts.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  run:
    - cd /opt
    - git clone https://github.com/example/tool
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  run:
    - cd /opt && git clone https://github.com/example/tool
predict: predict.py:Predictor
```

## Fix

None: only the author knows which of the following commands it was meant for.

## Sources

- [Dockerfile reference, RUN](https://docs.docker.com/reference/dockerfile/#run), one of which Cog
  writes for each item: `pkg/dockerfile/standard_generator.go` in replicate/cog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.config._commands import commands
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened

_ALONE = re.compile(
    r"\s*(?:(?:cd|export|source|\.|alias|ulimit|umask)\s+[^\n;&|]+|[A-Za-z_]\w*=[^\s;&|]*)\s*;?\s*"
)
_VARIABLE = re.compile(r"\s*(?:export\s+)?[A-Za-z_]\w*=")


@rule(
    code="COG125",
    severity=Severity.WARNING,
    since="0.2.0",
    covers=("inf-run-cd-export",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each command whose effect ends with it."""
    for command in commands(project):
        if _ALONE.fullmatch(command.value):
            message = (
                f"`{shortened(command.value, 40)}` has no effect after this item: each item runs "
                "in its own shell. Join it to the command that needs it with `&&`"
            )
            if _VARIABLE.match(command.value):
                message += ", or set it under `environment`"
            yield Report(project.config.path, command.span, message, key=command.value)
