"""weights.lock does not match cog.yaml.

## What it does

Reports a weight that is missing from weights.lock, one that it has with a different target, source
or pattern, and one that is no longer in cog.yaml.

## Why it matters

`cog build`, `push`, `run` and `train` stop until `cog weights import` has been run.

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

- `pkg/weights/check_drift.go` in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution.weights import Drift, LockProblem, drifts, read_lock
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import listed
from cog_lsp.syntax.weights_lock import LOCK_NAME

_IMPORT = "run `cog weights import`"


@rule(
    code="COG148",
    severity=Severity.ERROR,
    since="0.2.0",
    covers=(
        "lock-drift-pending",
        "lock-drift-orphaned",
        "lock-drift-changed",
        "lock-missing-at-build",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each weight about which the two files differ."""
    path, values = project.config.path, project.config.values
    if not values.weights or values.weights_entry is None:
        return
    lock = project.documents.get(LOCK_NAME)
    if lock is None and (project.exists(LOCK_NAME) or not project.names):
        return
    entries = read_lock(lock.text) if lock is not None else ()
    if isinstance(entries, LockProblem):
        return
    if lock is None:
        message = f"weights.lock does not exist, and Cog does not build without it; {_IMPORT}"
        yield Report(path, values.weights_entry.key.span, message, key="weights")
        return
    named = {w.name.value: w.name for w in values.weights if w.name is not None}
    for drift in drifts(values.weights, entries):
        if not drift.name:
            continue
        place = named.get(drift.name)
        span = place.span if place is not None else values.weights_entry.key.span
        yield Report(path, span, f"{_says(drift)}; {_IMPORT}", key=drift.name)


def _says(drift: Drift) -> str:
    if drift.kind == "pending":
        return f"weights.lock does not have `{drift.name}` yet"
    if drift.kind == "orphaned":
        return f"weights.lock has `{drift.name}`, which is no longer in cog.yaml"
    parts = listed(dict.fromkeys(drift.parts), "and")
    return f"weights.lock has a different {parts} for `{drift.name}`"
