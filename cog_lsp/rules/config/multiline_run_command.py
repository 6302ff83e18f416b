"""A command of `build.run` spans several lines.

## What it does

Reports a command of `run` or `pre_install` that contains a line break, and one that opens a
here-document, which would need more lines.

## Why it matters

Each item becomes one `RUN` line of the Dockerfile. Cog stops the build at a line break, and Docker
at an unterminated here-document.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  run:
    - |
      pip list
      pip check
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  run:
    - pip list
    - pip check
predict: predict.py:Predictor
```

## Fix

Turns each line into an item, or joins the lines with `&&`, which keeps the directory and the
variables that an earlier line sets.

## Sources

- `pkg/dockerfile/standard_generator.go` in replicate/cog.
  [Dockerfile reference, here-documents](https://docs.docker.com/reference/dockerfile/#here-documents).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.config._commands import commands
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import SplitCommand
from cog_lsp.rules.rule import Report, rule
from cog_lsp.text.blanks import GO_SPACE

_QUOTED = re.compile(r"'[^']*'|\"(?:\\.|[^\"\\])*\"|\\.")
_HERE_DOCUMENT = re.compile(r"(?<!\S)\d*<<-?[ \t]*[^<\s]+(?!\S)")
_KEEPS_STATE = re.compile(r"(?m)^\s*(?:cd|export|source|\.|set)\s|^\s*\w+=\S*\s*$")


@rule(
    code="COG124",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Splits it into one item per line, or joins the lines.",
    covers=("run-multiline",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each command that does not fit on a line."""
    path = project.config.path
    for command in commands(project):
        text = command.value.strip(GO_SPACE)
        if "\n" in text:
            split = SplitCommand(path, command.span)
            joined = SplitCommand(path, command.span, joined=True)
            plans = (joined, split) if _KEEPS_STATE.search(text) else (split, joined)
            message = (
                "this command contains a line break, at which Cog stops; make each line an item, "
                "or join the lines with `&&`"
            )
            yield Report(path, command.span, message, key="run", plans=plans)
        elif _HERE_DOCUMENT.search(_QUOTED.sub(lambda quoted: "q" * len(quoted[0]), text)):
            message = "a here-document needs several lines, but Cog writes a command on one line"
            yield Report(path, command.span, message, key="run")
