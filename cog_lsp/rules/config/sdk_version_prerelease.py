"""`build.sdk_version` follows whatever pre-release is newest.

## What it does

Reports `sdk_version: prerelease`, and a pinned pre-release as a hint.

## Why it matters

The same commit builds another image tomorrow. Cog itself warns of it in every build. A pinned
pre-release makes pip take pre-releases of what the SDK depends on as well.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  sdk_version: prerelease
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  sdk_version: "0.23.1"
predict: predict.py:Predictor
```

## Fix

None: which version to pin is for the author to say.

## Sources

- `pkg/dockerfile/standard_generator.go` and `pkg/wheels/wheels.go` in replicate/cog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.knowledge.cog import sdk_versions
from cog_lsp.project import Project
from cog_lsp.rules.config._sdk_version import is_too_old
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule

_PRERELEASE = re.compile(r"-alpha\d+|-beta\d+|-rc\d+|-dev\d*|\d(?:a|b|rc|\.dev)\d")


@rule(
    code="COG131",
    severity=Severity.WARNING,
    since="0.2.0",
    covers=("sdk-prerelease-sentinel", "sdk-prerelease-flag"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at a pre-release."""
    build = project.config.values.build
    pinned = build.sdk_version if build is not None else None
    if pinned is None or is_too_old(pinned.value):
        return
    if pinned.value == sdk_versions().prerelease:
        message, severity = "this is another SDK every day; pin a version", None
    elif _PRERELEASE.search(pinned.value):
        message = "a pre-release of the SDK makes pip take pre-releases of what it depends on too"
        severity = Severity.HINT
    else:
        return
    yield Report(
        project.config.path, pinned.span, message, key="build.sdk_version", severity=severity
    )
