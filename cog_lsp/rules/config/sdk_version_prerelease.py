"""`build.sdk_version` follows whatever pre-release is newest.

## What it does

Reports `sdk_version: prerelease`, and a pinned pre-release as a hint.

## Why it matters

The same commit may build a different image tomorrow. Cog itself warns about it in every build. A
pinned pre-release also makes pip take pre-releases of the SDK's dependencies.

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

Pins the newest release that cog-lsp knows, unless it is older. Unsafe: the code may use something
that only the pre-release has.

## Sources

- `pkg/dockerfile/standard_generator.go` and `pkg/wheels/wheels.go` in replicate/cog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.knowledge.cog import sdk_versions
from cog_lsp.project import Project
from cog_lsp.resolution.versions import at_least
from cog_lsp.rules.config._sdk_version import is_too_old
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import Plan, SetScalar
from cog_lsp.rules.rule import Report, rule

_RELEASE = re.compile(r"[0-9]+(?:\.[0-9]+)*")
_PRERELEASE = re.compile(r"-alpha\d+|-beta\d+|-rc\d+|-dev\d*|\d(?:a|b|rc|\.dev)\d")


@rule(
    code="COG131",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Pins the newest release.",
    covers=("sdk-prerelease-sentinel", "sdk-prerelease-flag"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at a pre-release."""
    build = project.config.values.build
    pinned = build.sdk_version if build is not None else None
    if pinned is None or is_too_old(pinned.value):
        return
    if pinned.value == sdk_versions().prerelease:
        message, severity = "the SDK changes with every pre-release; pin a version", None
    elif _PRERELEASE.search(pinned.value):
        message = "a pre-release SDK makes pip take pre-releases of its dependencies too"
        severity = Severity.HINT
    else:
        return
    path, newest = project.config.path, sdk_versions().newest
    plans: tuple[Plan, ...] = ()
    base = _RELEASE.match(pinned.value)
    if base is None or at_least(newest, base[0]):
        plans = (SetScalar(path, pinned.span, newest, caution="the SDK is then a release"),)
    yield Report(
        path, pinned.span, message, key="build.sdk_version", plans=plans, severity=severity
    )
