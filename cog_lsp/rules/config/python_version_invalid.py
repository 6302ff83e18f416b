"""`build.python_version` is not a valid Python version.

## What it does

Reports a version without a minor part, and one whose major or minor part is not a number.

## Why it matters

Cog refuses it, and every command stops.

## Example

```yaml title=cog.yaml
build:
  python_version: "3"
predict: predict.py:Predictor
```

```yaml title=cog.yaml
build:
  python_version: "3.x"
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
```

## Fix

Writes the newest version that Cog documents and that the pinned torch has wheels for. Unsafe: it is
a guess at which Python the code needs.

## Sources

- `pkg/config/validate.go` in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.config._python_version import best_python, read_python_version
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import SetScalar
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG108",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Writes a version that the pinned torch supports.",
    covers=(
        "python-version-needs-minor",
        "python-version-major-int",
        "python-version-minor-int",
        "config-schema",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at a version that Cog cannot read."""
    build = project.config.values.build
    text = build.python_version if build is not None else None
    if text is None or not text.value:
        return
    found = read_python_version(text.value)
    if not isinstance(found, str):
        return
    version = best_python(project)
    if found == "minor":
        message = f"`{text.value}` is only a major version; Cog also needs a minor one, such as"
    else:
        message = f"`{text.value}` is not a version: `{found}` is not a number; write, for example,"
    plan = SetScalar(
        project.config.path,
        text.span,
        version,
        decision="it is a guess at which Python the code needs",
    )
    yield Report(
        project.config.path,
        text.span,
        f'{message} "{version}"',
        key="build.python_version",
        plans=(plan,),
    )
