"""`build.python_version` names a patch version.

## What it does

Reports a patch version (a hint), and a version that Cog accepts but finds no base image for, such
as `3.11.x` or one surrounded by spaces: a warning, or an error if the image name that Cog derives
from it is invalid for Docker.

## Why it matters

Cog drops the patch version to find a base image, with a warning in every build; it matters only if
Cog has no base image for the versions. With a third part that is not a number, Cog finds no base
image at all, and the part ends up in the name of an image that may not exist.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.11.4"
predict: predict.py:Predictor
```

```yaml title=cog.yaml
build:
  python_version: "3.11.x"
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.11"
predict: predict.py:Predictor
```

## Fix

Writes only the major and minor version. Unsafe for a patch version: if Cog has no base image, the
image then gets a different Python.

## Sources

- `pkg/dockerfile/standard_generator.go` in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.cog import python_versions
from cog_lsp.project import Project
from cog_lsp.resolution.image_names import is_docker_tag
from cog_lsp.resolution.versions import read_version
from cog_lsp.rules.config._python_version import PythonVersion, read_python_version
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import SetScalar
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened


@rule(
    code="COG110",
    severity=Severity.HINT,
    since="0.2.0",
    fix="Writes only the major and minor version.",
    covers=("python-patch-stripped", "python-version-unparseable-base", "inf-python-patch"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at a version with a third part."""
    build = project.config.values.build
    text = build.python_version if build is not None else None
    found = read_python_version(text.value) if text is not None and text.value else ""
    if text is None or not isinstance(found, PythonVersion):
        return
    is_version = read_version(text.value) is not None and not text.value.startswith("+")
    if (found.major, found.minor) < python_versions().minimum or (is_version and not found.rest):
        return
    caution, severity = "without a Cog base image, this is a different Python", None
    if not is_version:
        caution, severity = "it is a guess at what was meant", Severity.WARNING
        message = f'Cog has no base image for `{shortened(text.value)}`; write "{found.short}"'
        if not project.config.gpu and not is_docker_tag(f"{text.value}-slim"):
            severity = Severity.ERROR
            message = (
                f"Docker refuses the image name that Cog derives from `{shortened(text.value)}`; "
                f'write "{found.short}"'
            )
    else:
        message = (
            f"Cog drops `.{found.rest}` if it has a base image, and warns in every build; "
            f'write "{found.short}"'
        )
    yield Report(
        project.config.path,
        text.span,
        message,
        key="build.python_version",
        plans=(SetScalar(project.config.path, text.span, found.short, caution=caution),),
        severity=severity,
    )
