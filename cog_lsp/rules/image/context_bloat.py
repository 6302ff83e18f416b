"""Folders that the model does not need are copied into the image.

## What it does

Reports what tools keep beside the code when `.dockerignore` lets it in: a virtual environment,
and, from 100 MB on, the history of git, `node_modules` and caches. From 1 GB on in total it is a
warning. Weights are left alone: they may be meant to be in the image.

## Why it matters

Cog copies the whole folder. What is not needed is sent to Docker at each build, pushed to
Replicate, and fetched again whenever the model starts on another machine.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
```

```text title=.venv/pyvenv.cfg
version = 3.12.7
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
```

```text title=.venv/pyvenv.cfg
version = 3.12.7
```

```text title=.dockerignore
.venv
```

## Fix

Adds the folder to `.dockerignore`, which is made if it is not there.

## Sources

- [Docker: .dockerignore files](https://docs.docker.com/build/concepts/context/#dockerignore-files)
- `pkg/dockerfile/standard_generator.go` of replicate/cog, at 6110c912: `COPY . /src`
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache

from cog_lsp.project import Project
from cog_lsp.project.inventory import Inventory
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import AppendLine
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax.dockerignore import DockerIgnore, parse_dockerignore
from cog_lsp.text import Span

_NAME = ".dockerignore"
_MANY = 100_000_000
_VERY_MANY = 1_000_000_000
_FOLDERS = (".git", "node_modules", ".tox", ".mypy_cache", ".pytest_cache", ".ruff_cache")
_ENVIRONMENT = "pyvenv.cfg"
# Stands for all that is in a folder: it is hidden by `venv`, `venv/*` and `venv/**` alike.
_SOME_FILE = "some/file"


@rule(
    code="COG602",
    severity=Severity.INFORMATION,
    since="0.2.0",
    fix="Adds the folder to `.dockerignore`.",
    covers=("inf-context-bloat",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each folder that is let in and is large."""
    inventory = project.inventory
    if inventory is None:
        return
    document = project.documents.get(_NAME)
    ignore = parse_dockerignore(document.text) if document is not None else DockerIgnore()
    root = project.config.tree.root
    # The finding stands where the author would mend it, or else where the project begins.
    span = Span(0, 0) if document is not None or root is None else Span(0, root.span.start)
    for folder, size in _sizes(inventory).items():
        is_environment = f"{folder}/{_ENVIRONMENT}" in inventory.files
        if (size < _MANY and not is_environment) or ignore.hides(f"{folder}/{_SOME_FILE}"):
            continue
        what = "the virtual environment" if is_environment else "the folder"
        yield Report(
            _NAME if document is not None else project.config.path,
            span,
            f"{what} `{folder}` ({_words(size, inventory)}) is copied into the image; leave it out "
            f"with a line `{folder}` in {_NAME}",
            key=folder,
            plans=(AppendLine(_NAME, folder, title=f"Leave {folder} out of the image"),),
            severity=Severity.WARNING if size >= _VERY_MANY else None,
        )


@lru_cache(maxsize=8)
def _sizes(inventory: Inventory) -> Mapping[str, int]:
    """The outermost folders that tools keep, with the bytes in each."""
    folders = sorted(
        folder
        for folder in inventory.folders
        if folder.rpartition("/")[2] in _FOLDERS or f"{folder}/{_ENVIRONMENT}" in inventory.files
    )
    sizes: dict[str, int] = {}
    for folder in folders:
        if not any(folder.startswith(f"{outer}/") for outer in sizes):
            inner = f"{folder}/"
            sizes[folder] = sum(
                size for path, size in inventory.files.items() if path.startswith(inner)
            )
    return sizes


def _words(size: int, inventory: Inventory) -> str:
    least = "" if inventory.complete else "at least "
    if size >= _VERY_MANY:
        return f"{least}{size / 1e9:.1f} GB"
    return f"{least}{size / 1e6:.0f} MB"
