"""Files that the model does not need are copied into the image.

## What it does

Reports what tools keep next to the code if `.dockerignore` does not exclude it: a virtual
environment and, from 100 MB on, git's history, `node_modules` and caches. From 1 GB on it is a
warning.

It also reports large files, from 1 GB in total, that nothing in the project refers to, either by
their own name or by that of a folder they are in. Weights that the code loads are named in it, and
may be meant to be in the image.

## Why it matters

Cog copies the whole folder. What is not needed is sent to Docker in each build, pushed to
Replicate, and downloaded again whenever the model starts on another machine.

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

Adds the folder to `.dockerignore`, which is created if it does not exist. Unsafe for files that
nothing refers to: something may still find them.

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
_LARGE = 10_000_000
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
    """One finding for each folder of a tool that is let in, and one for all other large files."""
    inventory = project.inventory
    if inventory is None:
        return
    document = project.documents.get(_NAME)
    ignore = parse_dockerignore(document.text) if document is not None else DockerIgnore()
    sizes = _sizes(inventory)
    for folder, size in sizes.items():
        is_environment = f"{folder}/{_ENVIRONMENT}" in inventory.files
        if (size < _MANY and not is_environment) or ignore.hides(f"{folder}/{_SOME_FILE}"):
            continue
        what = "the virtual environment" if is_environment else "the folder"
        yield _report(project, f"{what} `{folder}`", folder, size)
    unnamed = [
        path
        for path in _large_files(inventory)
        if not any(path.startswith(f"{folder}/") for folder in sizes)
        and ignore.hides(path) is None
        and not _is_named(project, path)
    ]
    size = sum(inventory.files[path] for path in unnamed)
    if size >= _VERY_MANY:
        more = f" and {len(unnamed) - 1} more" if len(unnamed) > 1 else ""
        largest = max(unnamed, key=lambda path: inventory.files[path])
        what = f"`{largest}`{more}, which nothing in the project refers to,"
        yield _report(
            project, what, largest.partition("/")[0], size, "something may still find them"
        )


def _report(project: Project, what: str, pattern: str, size: int, caution: str = "") -> Report:
    """The finding, where the author would mend it, or else where the project begins."""
    inventory, root = project.inventory, project.config.tree.root
    has_file = _NAME in project.documents
    start = 0 if has_file or root is None else root.span.start
    least = "" if inventory is None or inventory.complete else "at least "
    number = f"{size / 1e9:.1f} GB" if size >= _VERY_MANY else f"{size / 1e6:.0f} MB"
    return Report(
        _NAME if has_file else project.config.path,
        Span(start, start),
        f"{what} ({least}{number}) is copied into the image; exclude it with a line `{pattern}` "
        f"in {_NAME}",
        key=pattern,
        plans=(
            AppendLine(_NAME, pattern, title=f"Exclude {pattern} from the image", caution=caution),
        ),
        severity=Severity.WARNING if size >= _VERY_MANY and not caution else None,
    )


@lru_cache(maxsize=8)
def _large_files(inventory: Inventory) -> tuple[str, ...]:
    return tuple(path for path, size in inventory.files.items() if size >= _LARGE)


def _is_named(project: Project, path: str) -> bool:
    """Whether a text of the project has the name of the file, or of a folder that it is in."""
    texts = [document.text for name, document in project.documents.items() if name != _NAME]
    texts += [script.text for script in project.shell_scripts]
    texts += [script.document.text for script in project.scripts]
    return any(part in text for part in path.split("/") for text in texts)


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
