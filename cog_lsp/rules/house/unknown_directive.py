"""A `# cog-lsp:` comment is not understood.

## What it does

Reports a comment that starts with `# cog-lsp:` but is not followed by `ignore[...]`,
`ignore-file[...]`, `hardware=...` or `prediction-seconds=...`, and one of the last two anywhere
other than in cog.yaml.

## Why it matters

A comment that is not understood does nothing, although its author believes that it does.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"  # cog-lsp: disable
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
```

## Fix

None.

## Sources

- The grammar of the comments is cog-lsp's own: `docs/suppressing.md`.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.hardware import seconds_in
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax.directives import Setting

_ACCEPTED = (
    "cog-lsp understands ignore[rule], ignore-file[rule] and, in cog.yaml, hardware=SKU and "
    "prediction-seconds=NUMBER"
)


@rule(code="COG903", severity=Severity.WARNING, since="0.1.0")
def check(project: Project) -> Iterator[Report]:
    """One finding for each directive that does nothing."""
    for path, directives in project.directives.items():
        for bad in directives.bad:
            message = f"{bad.text!r} is not a directive; {_ACCEPTED}"
            yield Report(path, bad.span, message, key=bad.text)
        for setting in directives.settings:
            if path != project.config.path or not _is_understood(setting):
                message = f"{setting.key!r} cannot be set here; {_ACCEPTED}"
                yield Report(path, setting.span, message, key=setting.key)


def _is_understood(setting: Setting) -> bool:
    if setting.key == "prediction-seconds":
        return seconds_in(setting.value) is not None
    return setting.key == "hardware" and bool(setting.value)
