"""A value in `environment` does not reach the image as it is written.

## What it does

Reports a value with a space outside quotes, an unclosed quote, a malformed `${`, or a trailing
backslash. It is a warning if Docker does not refuse the image but changes the value, or if the
value refers to another variable of the same list.

## Why it matters

Cog writes all variables verbatim into one `ENV` line of the Dockerfile. `NAME=a b` makes Docker
refuse the whole Dockerfile, although Cog itself accepts it.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
environment:
  - GREETING=hello world
```

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
environment:
  - CACHE=/src/cache
  - HF_HOME=$CACHE/hf
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
environment:
  - GREETING="hello world"
```

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
environment:
  - CACHE=/src/cache
  - HF_HOME=/src/cache/hf
```

## Fix

Puts the value in double quotes.

## Sources

- `pkg/dockerfile/env.go` in replicate/cog, which writes the line.
  [Dockerfile reference, ENV](https://docs.docker.com/reference/dockerfile/#env).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution.env_line import STOPS, EnvFault, env_problems, expanded_names
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import Plan, SetScalar
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened

_ITEM = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=[^\n]*")
_SAYS: dict[EnvFault, str] = {
    "blank": "has a space outside quotes, so Docker reads `{text}` as the next variable and "
    "refuses the image",
    "quote": "has an unclosed {text}, so Docker refuses the image",
    "substitution": "contains `{text}`, which is not a substitution that Docker knows",
    "backslash": "ends in a backslash, which joins the Dockerfile's next line to it",
    "more": "has a space outside quotes, so `{text}` becomes a separate variable",
    "joins": "swallows the next variable, because its `{text}` is never closed",
}


@rule(
    code="COG120",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Puts the value in quotes.",
    covers=("env-rendering", "inf-env-spaces"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each value of which Docker makes something else."""
    environment = project.config.values.environment
    items = [
        item
        for item in (environment.items if environment is not None else ())
        if _ITEM.fullmatch(item.value)
    ]
    pairs = [(name, value) for name, _, value in (item.value.partition("=") for item in items)]
    found = set()
    for problem in env_problems(pairs):
        item, (name, value) = items[problem.index], pairs[problem.index]
        found.add(problem.index)
        quoted = _quoted(value)
        plans: tuple[Plan, ...] = ()
        if problem.fault in ("blank", "more", "quote") and quoted is not None:
            plans = (SetScalar(project.config.path, item.span, f"{name}={quoted}"),)
        says = _SAYS[problem.fault].format(text=shortened(problem.text, 30))
        yield Report(
            project.config.path,
            item.span,
            f"the value of `{name}` {says}",
            key=name,
            plans=plans,
            severity=None if problem.fault in STOPS else Severity.WARNING,
        )
    names = {name for name, _ in pairs}
    for index, (name, value) in enumerate(pairs):
        others = [other for other in expanded_names(value) if other in names]
        if others and index not in found:
            yield Report(
                project.config.path,
                items[index].span,
                f"`${others[0]}` in the value of `{name}` has the value from before this list, "
                "because all variables are set together; write its value out",
                key=name,
                severity=Severity.WARNING,
            )


def _quoted(value: str) -> str | None:
    """``value`` in double quotes, if nothing in it changes by that."""
    if any(char in value for char in "\"'\\$"):
        return None
    return f'"{value}"'
