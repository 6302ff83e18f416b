"""The name of a weight is missing, invalid, or used twice.

## What it does

Reports a weight without a name, one whose name is anything other than lowercase letters and digits
separated by single dots, dashes or underscores, and a name that an earlier weight already has.

## Why it matters

The name becomes part of a tag in the registry. Cog refuses it, and every command stops.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
model: r8.im/owner/name
weights:
  - name: Base Model
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
  - name: base-model
    target: /src/weights
    source:
      uri: hf://owner/name@0123456789abcdef0123456789abcdef01234567
```

## Fix

Writes the name in lowercase, with dashes in place of characters that are not allowed. Unsafe:
weights.lock still has the old name.

## Sources

- `pkg/config/validate.go` in replicate/cog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.config import Value
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import Plan, SetScalar
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened

_NAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")


@rule(
    code="COG142",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Writes the name in lowercase, with dashes.",
    covers=(
        "weight-name-missing",
        "weight-name-pattern",
        "weight-name-duplicate",
        "schema-weight-name-pattern",
        "config-schema",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each name that Cog refuses."""
    path, values = project.config.path, project.config.values
    unread = values.unread
    seen: dict[str, Value[str]] = {}
    for index, weight in enumerate(values.weights):
        name = weight.name
        if name is None or not name.value:
            if not unread & {("weights", index), ("weights", index, "name")}:
                span = name.span if name is not None else weight.node.span
                yield Report(path, span, "this weight needs a `name`", key="name")
            continue
        first = seen.setdefault(name.value, name)
        if not _NAME.fullmatch(name.value):
            message = (
                f"`{shortened(name.value)}` is not a valid weight name: use lowercase letters "
                "and digits, separated by single `.`, `-` or `_`"
            )
            slug = re.sub(r"[^a-z0-9]+", "-", name.value.lower()).strip("-")
            caution = "weights.lock still has the old name"
            plans: tuple[Plan, ...] = ()
            if slug:
                plans = (SetScalar(path, name.span, slug, caution=caution),)
            yield Report(path, name.span, message, key=name.value, plans=plans)
        elif first is not name:
            message = f"another weight is already called `{name.value}`"
            related = (Related(path, first.span, "the first one"),)
            yield Report(path, name.span, message, key=name.value, related=related)
