"""`apt-get install` in `build.run` has no package list, or waits for an answer.

## What it does

Reports `apt-get install` or `apt install` of packages in a command that does not run
`apt-get update` first, or that does not pass `-y`. A script that the command pipes into a shell may
run the update, so the first is not reported then.

## Why it matters

Cog removes apt's package lists after `system_packages`, so without `update` no package is found.
Without `-y`, apt asks for confirmation as soon as it has to install more than what is named; nobody
answers, and the build stops.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  run:
    - apt-get install ffmpeg
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  system_packages:
    - ffmpeg
predict: predict.py:Predictor
```

## Fix

Moves the packages to `system_packages` if the command does nothing else. Unsafe: they are then
installed before the Python packages.

## Sources

- `pkg/dockerfile/standard_generator.go` in replicate/cog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.config import Value
from cog_lsp.rules.config._commands import commands, simple_commands
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import CommandToPackages, Plan
from cog_lsp.rules.rule import Report, rule

_YES = re.compile(r"-[a-zA-Z]*y[a-zA-Z]*|--yes|--assume-yes|-qq\w*")
_LOCAL = re.compile(r".*\.deb")
_SCRIPT = re.compile(r"\|\s*(?:sudo\s+(?:-E\s+)?)?(?:ba|da)?sh\b")

_CLEANING = re.compile(r"(?:apt-get|apt) clean|rm -rf /var/lib/apt/lists/?\*?")
_PACKAGE = re.compile(r"[a-z0-9][a-z0-9+.-]+")
_CAUTION = "they are then installed before the Python packages"


@rule(
    code="COG127",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Moves the packages to `system_packages`.",
    covers=("inf-run-apt",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each command that installs packages so that it fails."""
    updated = False
    for command in commands(project):
        for words in simple_commands(command.value):
            if words[0] not in ("apt-get", "apt"):
                continue
            if "update" in words:
                updated = "rm -rf /var/lib/apt" not in command.value
            elif "install" in words:
                wrong = _wrong(words, updated or _updates(command.value))
                if wrong is not None:
                    message = f"{wrong}; list the packages under `system_packages`"
                    yield Report(
                        project.config.path,
                        command.span,
                        message,
                        key=command.value,
                        plans=tuple(_plans(project.config.path, command)),
                    )
                    break


def _plans(path: str, command: Value[str]) -> Iterator[Plan]:
    """The plan that lists the packages, where the command only installs them and cleans up."""
    packages: list[str] = []
    for words in simple_commands(command.value):
        if words[0] in ("apt-get", "apt") and "install" in words:
            packages += [word for word in words[1:] if word != "install" and word[0] != "-"]
        elif not (words[0] in ("apt-get", "apt") and "update" in words) and not (
            _CLEANING.fullmatch(" ".join(words))
        ):
            return
    if packages and all(_PACKAGE.fullmatch(package) for package in packages):
        yield CommandToPackages(path, command.span, tuple(packages), caution=_CAUTION)


def _updates(command: str) -> bool:
    updates = re.search(r"\bapt(?:-get)?\b[^&;|]*\bupdate\b", command)
    return updates is not None or _SCRIPT.search(command) is not None


def _wrong(words: list[str], updated: bool) -> str | None:
    packages = [word for word in words[words.index("install") + 1 :] if not word.startswith("-")]
    if not packages:
        return None
    if not updated and not all(_LOCAL.fullmatch(word) for word in packages):
        return "Cog removes apt's package lists, so `apt-get update` must run first"
    if not any(_YES.fullmatch(word) for word in words):
        return (
            "without `-y`, apt asks for confirmation when other packages have to come along, and "
            "nobody answers during the build"
        )
    return None
