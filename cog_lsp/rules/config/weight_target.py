"""The target of a weight is not a directory of its own in the container.

## What it does

Reports a weight without a target, a target that is a relative path or the container's root, and one
that equals, contains or lies inside another weight's target.

## Why it matters

Each target is a mount. Cog refuses the file, and every command stops.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
model: r8.im/owner/name
weights:
  - name: base
    target: weights/base
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
    target: /src/weights/base
    source:
      uri: hf://owner/name@0123456789abcdef0123456789abcdef01234567
```

## Fix

Prepends `/src/`, the directory that the code runs in, to a relative path.

## Sources

- `pkg/config/validate.go` in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.config import Value
from cog_lsp.resolution.weights import clean_path
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import Plan, SetScalar
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened


@rule(
    code="COG143",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Prepends `/src/`.",
    covers=(
        "weight-target-missing",
        "weight-target-relative",
        "weight-target-root",
        "weight-target-duplicate",
        "weight-target-overlap",
        "config-schema",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each target that Cog refuses."""
    path, values = project.config.path, project.config.values
    unread = values.unread
    seen: dict[str, Value[str]] = {}
    for index, weight in enumerate(values.weights):
        target = weight.target
        if target is None or not target.value:
            if not unread & {("weights", index), ("weights", index, "target")}:
                span = target.span if target is not None else weight.node.span
                message = "this weight needs a `target`, such as `/src/weights`"
                yield Report(path, span, message, key="target")
            continue
        cleaned = clean_path(target.value)
        near = next((first for known, first in seen.items() if _meet(known, cleaned)), None)
        plans: tuple[Plan, ...] = ()
        if not target.value.startswith("/"):
            message = f"`{shortened(target.value)}` is not an absolute path"
            if not cleaned.startswith(".."):
                plans = (SetScalar(path, target.span, clean_path(f"/src/{target.value}")),)
        elif cleaned == "/":
            message = "the container's root cannot be a target: the mount would hide everything"
        elif near is not None:
            message = (
                f"this overlaps `{shortened(near.value)}`, another weight's target; "
                "each weight needs a directory of its own"
            )
        else:
            seen[cleaned] = target
            continue
        related = (Related(path, near.span, "the other target"),) if near is not None else ()
        yield Report(path, target.span, message, key=target.value, related=related, plans=plans)
        seen.setdefault(cleaned, target)


def _meet(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")
