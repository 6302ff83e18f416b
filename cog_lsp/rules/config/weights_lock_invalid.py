"""Cog cannot use weights.lock.

## What it does

Reports a weights.lock that is not JSON of the expected form, has a version other than 1, or has a
name or a target twice. An entry without a digest is a warning, because only the push fails, and so
is a path that leads out of its folder. Nothing is reported if cog.yaml has no `weights`.

## Why it matters

`cog build`, `push`, `run` and `train` stop.

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
      uri: hf://owner/name@0123456789abcdef0123456789abcdef01234567
```

```json title=weights.lock
{
  "version": 2,
  "weights": []
}
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

```json title=weights.lock
{
  "version": 1,
  "weights": [
    {
      "name": "base",
      "target": "/src/weights",
      "sources": [
        {"uri": "hf://owner/name@0123456789abcdef0123456789abcdef01234567"}
      ],
      "digest": "sha256:0123"
    }
  ]
}
```

## Fix

None: `cog weights import` writes the file.

## Sources

- `pkg/weights/lockfile/lockfile.go`, and `pkg/weights/mount.go` for the paths, in replicate/cog.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution.weights import LockedEntry, LockProblem, read_lock
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.syntax.weights_lock import LOCK_NAME
from cog_lsp.text import Document, Span

_IMPORT = "run `cog weights import` to rewrite it"


@rule(
    code="COG149",
    severity=Severity.ERROR,
    since="0.2.0",
    covers=(
        "lock-unreadable",
        "lock-version",
        "lock-duplicate",
        "lock-no-digest",
        "lock-path-escape",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for what is wrong with the file as a whole, or for each entry."""
    lock = project.documents.get(LOCK_NAME)
    if lock is None or not project.config.values.weights:
        return
    found = read_lock(lock.text)
    if isinstance(found, LockProblem):
        place, message = _place(lock, '"version"'), f"Cog cannot read this file; {_IMPORT}"
        if found.fault == "version":
            message = f"Cog reads version 1 of this file, not {found.subject}; {_IMPORT}"
        elif found.fault == "duplicate":
            place = _place(lock, f'"{found.subject}"', last=True)
            message = f"`{shortened(found.subject)}` repeats the name or target of another entry"
        yield Report(LOCK_NAME, place, message, key=found.fault)
        return
    for entry in found:
        for message in _entry(entry):
            yield Report(
                LOCK_NAME,
                _place(lock, f'"{entry.name}"'),
                message,
                key=f"{entry.name} {message[:12]}",
                severity=Severity.WARNING,
            )


def _entry(entry: LockedEntry) -> Iterator[str]:
    if not entry.digest:
        yield f"`{entry.name}` has no digest, so it cannot be pushed; {_IMPORT}"
    paths = (entry.name, *entry.files)
    escaping = next((path for path in paths if _escapes(path)), None)
    if escaping is not None:
        yield f"`{shortened(escaping)}` leads out of its folder, and `cog run` refuses it"


def _escapes(path: str) -> bool:
    cleaned = posixpath.normpath(f"./{path}") if path else ".."
    return cleaned == ".." or cleaned.startswith("../")


def _place(lock: Document, text: str, *, last: bool = False) -> Span:
    start = lock.text.rfind(text) if last else lock.text.find(text)
    return Span(start, start + len(text)) if start >= 0 else lock.line_span(0)
