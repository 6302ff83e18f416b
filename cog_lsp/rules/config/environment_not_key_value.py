"""An item of `environment` is not `NAME=value` on one line.

## What it does

Reports an item that has no `=` or no name, whose name contains anything other than letters, digits
and underscores, or that contains a line break.

## Why it matters

Cog refuses it, and every command stops.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
environment:
  - HF_HOME
  - "LOG-LEVEL=debug"
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
environment:
  - HF_HOME=/src/.cache
  - LOG_LEVEL=debug
```

## Fix

Turns a quoted `NAME: value`, `NAME = value` and `export NAME=value` into `NAME=value`, and a dash
in a name into an underscore.

## Sources

- `pkg/config/data/config_schema_v1.0.json` and `pkg/config/env.go` in replicate/cog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import Plan, SetScalar
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened

_ITEM = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=[^\n]*")
_COLON = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*:\s+(?P<value>\S.*)")
_BLANKS = re.compile(
    r"(?:export\s+|ENV\s+)?(?P<name>[A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?P<value>[^\n]*)"
)
_DASHED = re.compile(r"(?P<name>[A-Za-z_][A-Za-z0-9_-]*)=(?P<value>[^\n]*)")


@rule(
    code="COG117",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Writes `NAME=value`.",
    covers=(
        "env-not-key-value",
        "env-name-pattern",
        "schema-environment-pattern",
        "config-schema",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each item that Cog refuses for its form."""
    environment = project.config.values.environment
    for item in environment.items if environment is not None else ():
        text = item.value
        if _ITEM.fullmatch(text):
            continue
        plans: tuple[Plan, ...] = ()
        colon, dashed, blanks = (form.fullmatch(text) for form in (_COLON, _DASHED, _BLANKS))
        name = text.partition("=")[0]
        if "=" not in text:
            message = f"`{shortened(text)}` does not have the form `NAME=value`"
            if colon is not None:
                value = f"{colon['name']}={colon['value']}"
                plans = (SetScalar(project.config.path, item.span, value),)
        elif not name:
            message = f"`{shortened(text)}` has no name before the `=`"
        elif blanks is not None:
            message = (
                f"`{shortened(text)}` does not have the form `NAME=value`, without a space before "
                "the `=`"
            )
            value = f"{blanks['name']}={blanks['value']}"
            plans = (SetScalar(project.config.path, item.span, value),)
        elif not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
            message = (
                f"`{shortened(name)}` is not a valid variable name: use letters, digits and "
                "underscores, not starting with a digit"
            )
            if dashed is not None:
                value = f"{dashed['name'].replace('-', '_')}={dashed['value']}"
                caution = "the code must read the new name"
                plans = (SetScalar(project.config.path, item.span, value, caution=caution),)
        else:
            message = f"the value of `{name}` contains a line break; Cog accepts a single line"
        yield Report(project.config.path, item.span, message, key=name, plans=plans)
