"""A command of `build.run` has nothing in it, or YAML reads it as a mapping.

## What it does

Reports an item of `build.run` that is an empty string, or a mapping without a `command`. An
unquoted command that contains a colon and a space is such a mapping, too.

## Why it matters

Cog refuses it, and every command stops.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  run:
    - mounts:
        - type: secret
          id: token
          target: /etc/token
    - curl -H "Accept: text/plain" https://example.com
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  run:
    - command: cat /etc/token
      mounts:
        - type: secret
          id: token
          target: /etc/token
    - 'curl -H "Accept: text/plain" https://example.com'
predict: predict.py:Predictor
```

## Fix

Deletes an empty string, and quotes a command that contains a colon.

## Sources

- `pkg/config/data/config_schema_v1.0.json` in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.config._commands import is_mistaken
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import DeleteItem, Plan, QuoteText
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax.yaml_tree import YamlMapping
from cog_lsp.text import Span


@rule(
    code="COG122",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Deletes the item, or quotes it.",
    covers=("schema-run-command", "config-schema"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each command without text."""
    path, build = project.config.path, project.config.values.build
    unread = project.config.values.unread
    for index, item in enumerate(build.run if build is not None else ()):
        if item.command.value or ("build", "run", index, "command") in unread:
            continue
        if is_mistaken(item.node):
            says = "YAML reads this as a mapping because of the `: `; put the command in quotes"
            span = item.node.span
            yield Report(path, span, says, key="colon", plans=(QuoteText(path, span),))
            continue
        is_mapping = isinstance(item.node, YamlMapping)
        plans: tuple[Plan, ...] = () if is_mapping else (DeleteItem(path, item.node.span),)
        says = "this item needs a `command`" if is_mapping else "this command is empty"
        yield Report(
            path, _place(item.node.span, item.command.span), says, key="command", plans=plans
        )


def _place(item: Span, command: Span) -> Span:
    return command if len(command) < len(item) else item
