"""Cog does not support this version of Python.

## What it does

Reports a `python_version` older than 3.10, which Cog refuses, and one newer than Cog has base
images for, which it accepts. The latter is a warning, and information where Cog has images but does
not document the version.

## Why it matters

Since Cog 0.17, every command stops with an older version. With a newer one, Cog finds no base image
of its own and falls back to another, and the build is slow or fails because torch and others have
no wheels yet.

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

Replaces a version that is too old with the oldest one that Cog accepts and the pinned torch has
wheels for, and one that is too new with the newest one that Cog documents. Unsafe: the code then
runs on a different Python.

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
    fix="Writes a version that Cog and the pinned torch support.",
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
            f"Cog has no base image for Python {found.short}, so builds and starts are "
            f"slower; the newest with a base image is {_text(known.newest_image)}, and the newest "
            f"that Cog documents is {_text(known.documented_maximum)}"
        )
    elif version > known.documented_maximum:
        better, severity = best_python(project), Severity.INFORMATION
        message = (
            f"Cog documents Python up to {_text(known.documented_maximum)}; it has base "
            f"images for {found.short}, but not every package has wheels for it"
        )
    else:
        return
    plan = SetScalar(path, text.span, better, caution="the code then runs on a different Python")
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
