"""A requirement needs project files, which are not there yet when pip runs.

## What it does

Reports requirements that name something in the project and that Cog passes on as they are: an
editable install (`-e ./pkg`), a folder (`.`, `pkg/`), a constraints file (`-c constraints.txt`);
and, in `python_packages`, local archives and `-r` too. A URL is no case of it.

`-e .` in a requirements file is one that Cog leaves out without a word: an information, for the
project's own modules are found all the same, but what it depends on is not installed.

## Why it matters

Cog writes the requirements to `/tmp/requirements.txt` in the image and runs pip before it copies
the project to `/src`. pip finds no such file, and the build stops.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_requirements: requirements.txt
predict: predict.py:Predictor
```

```text title=requirements.txt
-c constraints.txt
numpy
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_requirements: requirements.txt
predict: predict.py:Predictor
```

```text title=requirements.txt
numpy==2.1.3
```

## Fix

None: what was meant must be written out, or be built as a wheel.

## Sources

- `GenerateInitialSteps` in `pkg/dockerfile/standard_generator.go` of replicate/cog, at 6110c912:
  pip comes before the copy of the source
- `ReadRequirements` in `pkg/requirements/requirements.go`, which drops `-e .`
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution import Package, resolution_of
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule

_EDITABLE = ("-e", "--editable")
_CONSTRAINT = ("-c", "--constraint")
_INCLUDE = ("-r", "--requirement", "-f", "--find-links")


@rule(
    code="COG206",
    severity=Severity.ERROR,
    since="0.2.0",
    covers=("req-passes-through", "inf-req-passthrough"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each line that pip cannot follow."""
    in_file = project.config.requirements_path is not None
    for package in resolution_of(project).packages:
        if package.dropped:
            yield Report(
                package.path,
                package.span,
                f"Cog leaves out `{package.text}`: the project's own modules are found in /src, "
                "but what it depends on is not installed; list that here",
                key=package.text,
                severity=Severity.INFORMATION,
            )
        elif what := _needs(package, in_file):
            yield Report(
                package.path,
                package.span,
                f"`{package.text}` needs {what}, but Cog runs pip before it copies the project "
                "into the image; write out what is in it, or build a wheel of it",
                key=package.text,
            )


def _needs(package: Package, in_file: bool) -> str:
    """What the line needs of the project; ``""`` if it needs nothing, or Cog says so itself."""
    line = package.line
    if line is None or (package.local is not None and in_file):
        return ""
    if line.kind == "option" and line.value and not _is_remote(line.value):
        if line.option in _EDITABLE:
            return f"the folder `{line.value}`"
        if line.option in _CONSTRAINT or (line.option in _INCLUDE and not in_file):
            return f"the file `{line.value}`"
    if line.kind == "path":
        return f"the folder `{line.value}`"
    if line.kind == "artifact" and not in_file:
        return f"the file `{line.value}`"
    return ""


def _is_remote(value: str) -> bool:
    return "://" in value or value.startswith("git+")
