"""A requirement needs project files, which are not there yet when pip runs.

## What it does

Reports requirements that name something in the project and that Cog passes on unchanged: an
editable install (`-e ./pkg`), a folder (`.`, `pkg/`), a constraints file (`-c constraints.txt`)
and, in `python_packages`, local archives and `-r`. URLs are not reported.

`-e .` in a requirements file is silently dropped by Cog: this is information, because the project's
own modules are found anyway, but its dependencies are not installed.

## Why it matters

Cog writes the requirements to `/tmp/requirements.txt` in the image and runs pip before it copies
the project to `/src`. pip does not find the file, and the build stops.

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

None: write out what the line refers to, or build a wheel from it.

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
                f"Cog drops `{package.text}`: the project's own modules are found in /src, but its "
                "dependencies are not installed; list them here",
                key=package.text,
                severity=Severity.INFORMATION,
            )
        elif what := _needs(package, in_file):
            yield Report(
                package.path,
                package.span,
                f"`{package.text}` needs {what}, but Cog runs pip before it copies the project "
                "into the image; write out its contents here, or build a wheel from it",
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
