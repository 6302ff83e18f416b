"""`image` is not a name that can be pushed to Replicate.

## What it does

Reports an `image` on Replicate's registry that is not `r8.im/owner/name`: one with a tag, with
uppercase letters, or with too few or too many parts, and one that starts with `replicate.com`. For
images on other registries, and for names without a host, it reports uppercase letters only.

## Why it matters

Cog does not check it until it pushes, which is after the build.

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

Writes it in lowercase and without the tag, and with Replicate's registry instead of its website.

## Sources

- [Docker: `docker image tag`](https://docs.docker.com/reference/cli/docker/image/tag/): the parts
  of a name have lower-case letters, digits and separators
- [Replicate: push a model](https://replicate.com/docs/guides/build/push-a-model); Cog has no check:
  `pkg/config/validate.go` in replicate/cog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.config import Value
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import Plan, SetScalar
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened

_HOST = "r8.im"
_MODEL = re.compile(r"r8\.im/[a-z0-9_.-]+/[a-z0-9_.-]+")
_SITE = re.compile(r"(?:https?://)?(?:www\.)?(?:replicate\.com|r8\.im)/", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:@sha256)?:[^/:]*$|/+$")
_CAUTION = "the image is then pushed to a different name"


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
    if image is None or _MODEL.fullmatch(image.value):
        return
    if "$" in image.value or "{" in image.value or "<" in image.value:
        return
    if not _SITE.match(image.value):
        yield from _capitals(path, image)
        return
    rest = _SUFFIX.sub("", _SITE.sub("", image.value)).lower()
    better = f"{_HOST}/{rest}"
    plans: tuple[Plan, ...] = ()
    message = f"`{shortened(image.value)}` is not a Replicate model; write `r8.im/owner/name`"
    if _MODEL.fullmatch(better):
        message += ", in lowercase and without a tag"
        plans = (SetScalar(path, image.span, better, caution=_CAUTION),)
    yield Report(path, image.span, message, key="image", plans=plans)


def _capitals(path: str, image: Value[str]) -> Iterator[Report]:
    """The finding at a name with capitals outside of its registry and its tag."""
    name, colon, tag = image.value.rpartition(":")
    if not colon or "/" in tag:  # there is no colon but that of a port
        name, colon, tag = image.value, "", ""
    registry, slash, rest = name.partition("/")
    if not slash or not ("." in registry or ":" in registry):
        registry, slash, rest = "", "", name
    if rest != rest.lower():
        better = f"{registry}{slash}{rest.lower()}{colon}{tag}"
        message = f"image names must be lowercase; write `{shortened(better)}`"
        plan = SetScalar(path, image.span, better, caution=_CAUTION)
        yield Report(path, image.span, message, key="image", plans=(plan,))
