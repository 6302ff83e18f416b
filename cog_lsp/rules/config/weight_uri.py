"""The `uri` of a weight's source is not one that Cog can follow.

## What it does

Reports a scheme that Cog does not support, a Hugging Face source that is not `hf://owner/name`, a
URL with credentials, and a file source that is the project folder itself or outside it. It is a
warning if only `cog weights import` fails: for a URL without a file name, and for a folder that
does not exist. What weights.lock already has does not need to be imported.

## Why it matters

`cog build` compares the sources with weights.lock, and stops at one that it cannot read.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
model: r8.im/owner/name
weights:
  - name: base
    target: /src/weights
    source:
      uri: s3://bucket/weights
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
model: r8.im/owner/name
weights:
  - name: base
    target: /src/weights
    source:
      uri: hf://owner/name@0123456789abcdef0123456789abcdef01234567
```

## Fix

Removes the credentials from a URL.

## Sources

- `pkg/model/weightsource` in replicate/cog.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution.weights import NormalUri, UriFault, normalize_uri
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import Plan, SetScalar
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened

_SAYS: dict[UriFault, str] = {
    "empty": "`{uri}` has no path",
    "scheme": "Cog does not support `{uri}`; use `hf://`, `https://`, `http://` or `file://`",
    "project": "the project folder itself cannot be a source",
    "outside": "`{uri}` is outside the project",
    "repository": "`{uri}` is not a Hugging Face repository; write `hf://owner/name`",
    "revision": "`{uri}` has no revision after the `@`",
    "credentials": "a URL must not contain a user name or password: cog.yaml is in the image",
    "url": "`{uri}` is not a URL",
}


@rule(
    code="COG145",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Removes the credentials from a URL.",
    covers=(
        "weight-uri-scheme",
        "weight-uri-file",
        "weight-uri-hf",
        "weight-uri-http",
        "weight-http-no-filename",
        "weight-file-missing",
        "weight-file-not-dir",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each URI that leads nowhere."""
    path = project.config.path
    # What is in the lock has been imported; its folder may be on another machine.
    locked = {entry.name for entry in project.locked_weights}
    for weight in project.config.values.weights:
        for source in weight.sources:
            if source.uri is None or not source.uri.value:
                continue
            uri, span = source.uri.value, source.uri.span
            found = normalize_uri(uri)
            plans: tuple[Plan, ...] = ()
            if not isinstance(found, NormalUri):
                if found == "credentials":
                    bare = re.sub(r"(?<=://)[^/@]*@", "", uri, count=1)
                    plans = (SetScalar(path, span, bare, caution="the download may need them"),)
                message = _SAYS[found].format(uri=shortened(uri, 40))
                yield Report(path, span, message, key=uri, plans=plans)
            elif weight.name is not None and weight.name.value in locked:
                continue
            elif message := _import_fails(project, found):
                yield Report(path, span, message, key=uri, severity=Severity.WARNING)


def _import_fails(project: Project, uri: NormalUri) -> str:
    if uri.scheme == "http" and not posixpath.basename(uri.path.rstrip("/")):
        return "this URL has no file name, so `cog weights import` fails"
    if uri.scheme != "file" or uri.path.startswith("/"):
        return ""
    if uri.path in project.documents:
        return f"`{uri.path}` is a file; a file source must be a folder"
    first = uri.path.partition("/")[0]
    if project.names and not project.exists(first) and not project.exists(uri.path):
        return f"the project has no `{first}`, so `cog weights import` fails"
    return ""
