"""`image` names no model of Replicate.

## What it does

Reports an `image` on Replicate's registry that is not `r8.im/owner/name`: with a tag, with
capitals, or with too few or too many parts, and one whose first part is `replicate.com`. Images of
other registries, and names without a host, are left alone.

## Why it matters

Cog does not look at it before it pushes, which is after the build.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
image: r8.im/Owner/name:latest
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
image: r8.im/owner/name
```

## Fix

Writes it in lower case and without the tag, with Replicate's registry in place of its site.

## Sources

- [Replicate: push a model](https://replicate.com/docs/guides/build/push-a-model); Cog has no check:
  `pkg/config/validate.go` in replicate/cog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import Plan, SetScalar
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened

_HOST = "r8.im"
_MODEL = re.compile(r"r8\.im/[a-z0-9_.-]+/[a-z0-9_.-]+")
_SITE = re.compile(r"(?:https?://)?(?:www\.)?(?:replicate\.com|r8\.im)/", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:@sha256)?:[^/:]*$|/+$")
_CAUTION = "it is pushed elsewhere than written"


@rule(
    code="COG140",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Writes `r8.im/owner/name`.",
    covers=("image-unvalidated", "inf-image-form"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at an ``image`` that cannot be pushed as it is."""
    path, image = project.config.path, project.config.values.image
    if image is None or not _SITE.match(image.value) or _MODEL.fullmatch(image.value):
        return
    if "$" in image.value or "{" in image.value or "<" in image.value:
        return
    rest = _SUFFIX.sub("", _SITE.sub("", image.value)).lower()
    better = f"{_HOST}/{rest}"
    plans: tuple[Plan, ...] = ()
    message = f"`{shortened(image.value)}` is no model of Replicate: that is `r8.im/owner/name`"
    if _MODEL.fullmatch(better):
        message += ", in lower case and without a tag"
        plans = (SetScalar(path, image.span, better, caution=_CAUTION),)
    yield Report(path, image.span, message, key="image", plans=plans)
