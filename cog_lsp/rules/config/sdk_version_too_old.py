"""`build.sdk_version` is older than Cog can build with.

## What it does

Reports a pinned SDK older than 0.17.0, and a version that contains a line break.

## Why it matters

`cog build` reads the interface from the source, which works only for 0.17.0 and newer; with an
older SDK it stops. Cog's documentation still names 0.16.0.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  sdk_version: "0.16.2"
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  sdk_version: "0.17.0"
predict: predict.py:Predictor
```

## Fix

Writes the oldest version that Cog can build with. Unsafe: it is a different SDK.

## Sources

- `pkg/schema/openapi/generate.go` and `pkg/wheels/wheels.go` in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.cog import sdk_versions
from cog_lsp.project import Project
from cog_lsp.rules.config._sdk_version import is_too_old
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import SetScalar
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened


@rule(
    code="COG130",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Writes the oldest version that works.",
    covers=("sdk-too-old", "sdk-below-static-schema"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at an SDK that Cog refuses."""
    build = project.config.values.build
    pinned = build.sdk_version if build is not None else None
    if pinned is None or not pinned.value:
        return
    minimum = sdk_versions().minimum
    if is_too_old(pinned.value):
        message = f"Cog builds with SDK {minimum} or newer, not with {shortened(pinned.value)}"
    elif "\n" in pinned.value.rstrip("\n"):
        message = "a line break in the version splits the Dockerfile's line in two"
    else:
        return
    plan = SetScalar(project.config.path, pinned.span, minimum, caution="it is a different SDK")
    yield Report(project.config.path, pinned.span, message, key="build.sdk_version", plans=(plan,))
