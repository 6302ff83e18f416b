"""The `uri` of a weight's source is not one that Cog can follow.

## What it does

Reports a scheme that Cog does not have, a Hugging Face source that is not `hf://owner/name`, a URL
with a user's name in it, and a file source that is the project's own folder or outside of it. Where
only `cog weights import` fails, it is a warning: a URL without a file's name, and a folder that is
not there. What weights.lock has already need not be imported.

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

Takes the user's name out of a URL.

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
    "empty": "there is no path in `{uri}`",
    "scheme": "Cog has no sources like `{uri}`; it has `hf://`, `https://`, `http://` and `file://`",
    "project": "the project's own folder cannot be a source",
    "outside": "`{uri}` is outside of the project",
    "repository": "`{uri}` is no repository of Hugging Face: that is `hf://owner/name`",
    "revision": "there is no revision behind the `@` of `{uri}`",
    "credentials": "a URL must not have a user's name or password in it: cog.yaml is in the image",
    "url": "`{uri}` is no URL",
}


@rule(
    code="COG145",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Takes a user's name out of a URL.",
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
                    plans = (SetScalar(path, span, bare, caution="it may need them"),)
                message = _SAYS[found].format(uri=shortened(uri, 40))
                yield Report(path, span, message, key=uri, plans=plans)
            elif weight.name is not None and weight.name.value in locked:
                continue
            elif message := _import_fails(project, found):
                yield Report(path, span, message, key=uri, severity=Severity.WARNING)


def _import_fails(project: Project, uri: NormalUri) -> str:
    if uri.scheme == "http" and not posixpath.basename(uri.path.rstrip("/")):
        return "there is no file's name in this URL, so `cog weights import` fails"
    if uri.scheme != "file" or uri.path.startswith("/"):
        return ""
    if uri.path in project.documents:
        return f"`{uri.path}` is a file; a file source is a folder"
    first = uri.path.partition("/")[0]
    if project.names and not project.exists(first) and not project.exists(uri.path):
        return f"there is no `{first}` in the project, so `cog weights import` fails"
    return ""
