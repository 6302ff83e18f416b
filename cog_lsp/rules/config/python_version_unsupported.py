"""Cog does not support this version of Python.

## What it does

Reports a `python_version` older than 3.10, which Cog refuses, and one newer than Cog has base
images for, which it accepts. The latter is a warning, and information where Cog has images but does
not document the version.

## Why it matters

With an older version every command stops, since Cog 0.17. With a newer one Cog finds no base image
of its own, falls back to another, and the build is slow or fails, for torch and others have no
wheels yet.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.8"
predict: predict.py:Predictor
```

```yaml title=cog.yaml
build:
  python_version: "3.15"
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
```

## Fix

Writes the oldest version that Cog accepts and the pinned torch has wheels for in place of one that
is too old, and the newest one that Cog documents in place of one that is too new. Unsafe: the code
runs on another Python then.

## Sources

- `pkg/config/validate.go` and `pkg/config/config.go` (the constants), `pkg/dockerfile/base.go` (the
  list of images) and `docs/yaml.md` (3.10 to 3.13) in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.cog import python_versions
from cog_lsp.project import Project
from cog_lsp.rules.config._python_version import (
    PythonVersion,
    best_python,
    oldest_python,
    read_python_version,
)
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import SetScalar
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG109",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Writes a version that Cog and the pinned torch have.",
    covers=(
        "python-version-too-old",
        "python-version-third-part-unchecked",
        "inf-python-ceiling",
        "no-cog-base",
        "config-schema",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at a version that is too old or too new."""
    build = project.config.values.build
    text = build.python_version if build is not None else None
    found = read_python_version(text.value) if text is not None and text.value else ""
    if text is None or not isinstance(found, PythonVersion):
        return
    path, known = project.config.path, python_versions()
    version, severity = (found.major, found.minor), None
    if version < known.minimum:
        better = oldest_python(project)
        message = (
            f"Cog refuses Python {found.short}: the oldest it accepts is {_text(known.minimum)}"
        )
    elif version > known.newest_image:
        better, severity = best_python(project), Severity.WARNING
        message = (
            f"Cog has no base image for Python {found.short}, so the build and the start are "
            f"slower; the newest it has one for is {_text(known.newest_image)}, and its "
            f"documentation ends at {_text(known.documented_maximum)}"
        )
    elif version > known.documented_maximum:
        better, severity = best_python(project), Severity.INFORMATION
        message = (
            f"Cog's documentation ends at Python {_text(known.documented_maximum)}; it has base "
            f"images for {found.short}, but not every package has wheels"
        )
    else:
        return
    plan = SetScalar(path, text.span, better, caution="the code runs on another Python then")
    yield Report(
        path,
        text.span,
        message,
        key="build.python_version",
        plans=(plan,),
        severity=severity,
    )


def _text(version: tuple[int, int]) -> str:
    return ".".join(map(str, version))
