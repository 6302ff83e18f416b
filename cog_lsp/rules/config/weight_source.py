"""The source of a weight is missing, or has patterns that Cog refuses.

## What it does

Reports a weight without a source, a source without a `uri`, and an `include` or `exclude` pattern
that is empty, starts with `!` or contains a backslash.

## Why it matters

Cog refuses the file, and every command stops.

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
      include:
        - "!*.bin"
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
      exclude:
        - "*.bin"
```

## Fix

Moves `!x` from `include` to `exclude` as `x`, replaces backslashes with slashes, and deletes an
empty pattern.

## Sources

- `pkg/config/validate.go` and `pkg/config/data/config_schema_v1.0.json` in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.config import Value, WeightSource
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import DeleteItem, MoveItem, Plan, SetScalar
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.text.blanks import GO_SPACE


@rule(
    code="COG144",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Writes the pattern as Cog expects it.",
    covers=(
        "weight-source-missing",
        "schema-weight-source",
        "weight-pattern-empty",
        "weight-pattern-negation",
        "weight-pattern-backslash",
        "config-schema",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each source or pattern that Cog refuses."""
    path, values = project.config.path, project.config.values
    unread = {problem.path[:3] for problem in values.problems}
    for index, weight in enumerate(values.weights):
        if unread & {("weights", index), ("weights", index, "source")}:
            continue
        if not weight.sources:
            entry = weight.source_entry
            span = entry.key.span if entry is not None else weight.node.span
            message = "this weight needs a `source` with a `uri`"
            yield Report(path, span, message, key="source")
        for source in weight.sources:
            if source.uri is None or not source.uri.value:
                span = source.uri.span if source.uri is not None else source.node.span
                message = "this source needs a `uri`, such as `hf://owner/name`"
                yield Report(path, span, message, key="uri")
            yield from _patterns(path, source)


def _patterns(path: str, source: WeightSource) -> Iterator[Report]:
    for name, texts in (("include", source.include), ("exclude", source.exclude)):
        for item in texts.items if texts is not None else ():
            for message, plans in _wrong(path, name, item):
                yield Report(path, item.span, message, key=f"{name} {item.value}", plans=plans)


def _wrong(path: str, name: str, item: Value[str]) -> Iterator[tuple[str, tuple[Plan, ...]]]:
    text = item.value.strip(GO_SPACE)
    if not text:
        yield "this pattern is empty", (DeleteItem(path, item.span),)
        return
    if text.startswith("!"):
        message = (
            f"Cog does not support `!` patterns; write `{shortened(text[1:])}` under `exclude`"
        )
        plain = text[1:].strip()
        moves = name == "include" and plain and "\\" not in plain
        yield message, (MoveItem(path, item.span, "exclude", plain),) if moves else ()
    if "\\" in text:
        slashes = text.replace("\\", "/")
        yield "patterns use slashes, not backslashes", (SetScalar(path, item.span, slashes),)
