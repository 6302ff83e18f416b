"""A command of `build.run` needs project files, which are not in the image yet.

## What it does

Reports a command that names a file or a folder of the project: `pip install -r requirements.txt`,
`pip install -e .`, `python setup.py install`, `bash ./scripts/install.sh`. A command that clones or
downloads something, changes the directory or creates the file first is left alone, as is a path
that the project does not have.

## Why it matters

Cog copies the project into the image last, after all commands. The command does not find the file,
and the build stops.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  run:
    - pip install -r requirements.txt
predict: predict.py:Predictor
```

```text title=requirements.txt
requests==2.32.3
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_requirements: requirements.txt
predict: predict.py:Predictor
```

```text title=requirements.txt
requests==2.32.3
```

## Fix

None. Requirements belong in `python_requirements`; what needs the code can be done in `setup()`.

## Sources

- The order in the image: `pkg/dockerfile/standard_generator.go`, and `docs/yaml.md`, in
  replicate/cog.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.config._commands import commands, simple_commands
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.text import Span

# What may bring a file of that name, or make another folder the current one.
_BRINGS = re.compile(
    r"\b(?:cd|pushd|git\s+clone|wget|curl|aria2c|gdown|pget|tar|unzip|cp|mv|touch|ln|mkdir|dd)\b|>"
)
_INSTALLERS = frozenset(("pip", "pip3", "uv"))
_INTERPRETERS = frozenset(("python", "python3", "bash", "sh", "source", ".", "make"))


@rule(
    code="COG126",
    severity=Severity.WARNING,
    since="0.2.0",
    covers=("run-no-source", "inf-run-source"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each command that reads a file of the project."""
    brought = ""
    for command in commands(project):
        if _BRINGS.search(command.value):
            brought += f" {command.value}"
            continue
        named = next(
            (name for words in simple_commands(command.value) for name in _files(project, words)),
            None,
        )
        if named is not None and (
            named.startswith(".") or posixpath.basename(named) not in brought
        ):
            start = project.config.document.text.find(named, command.span.start, command.span.end)
            span = Span(start, start + len(named)) if start >= 0 else command.span
            yield Report(
                project.config.path,
                span,
                f"`{named}` is not in the image yet when this runs: Cog copies the project after "
                "all commands",
                key=command.value,
            )


def _files(project: Project, words: list[str]) -> Iterator[str]:
    """The words that name something of the project for the program to read."""
    program, arguments = posixpath.basename(words[0]), words[1:]
    if words[0].startswith("./") and _is_there(project, words[0]):
        yield words[0]
    elif (program in _INSTALLERS or arguments[:2] == ["-m", "pip"]) and "install" in arguments:
        yield from _installed(project, arguments)
    elif program in _INTERPRETERS:
        first = next((word for word in arguments if not word.startswith("-")), None)
        runs_text = any(word in ("-c", "-m") for word in arguments)
        if first is not None and not runs_text and _is_there(project, first):
            yield first


def _installed(project: Project, arguments: list[str]) -> Iterator[str]:
    for before, word in zip(["", *arguments], arguments, strict=False):
        if before in ("-r", "--requirement", "-c", "--constraint", "-e", "--editable"):
            if word in (".", "./") or _is_there(project, word):
                yield word
        elif word in (".", "./") or (word.startswith((".[", "./")) and _is_there(project, word)):
            yield word


def _is_there(project: Project, path: str) -> bool:
    """Whether the project has ``path``, or at least its first folder."""
    cleaned = posixpath.normpath(path.partition("[")[0])
    if cleaned.startswith(("/", "..", "$", "~")):
        return False
    return project.exists(cleaned) or project.exists(cleaned.partition("/")[0])
