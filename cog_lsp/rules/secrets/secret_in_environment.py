"""`environment` in cog.yaml contains a secret.

## What it does

Reports a variable whose value has the form of a known kind of token, or whose name says that it is
a token, a key or a password, and that has a value. An empty value, a path, a number, a placeholder
or another variable is not reported.

## Why it matters

Cog writes the value into the image, and the whole cog.yaml into a label of the image. Everybody who
can pull the image can read both, and for a public model that is everybody.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
environment:
  - OPENAI_API_KEY=4f9d8c7b6a5e4f3d2c1b0a99
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
```

```python title=predict.py
from cog import BasePredictor, Secret


class Predictor(BasePredictor):
    def predict(self, prompt: str, openai_api_key: Secret) -> str:
        return prompt
```

## Fix

None. Take the secret as an input of type `Secret`, and revoke this one if the image was pushed.

## Sources

- `pkg/dockerfile/env.go` and `pkg/image/build.go` (the label) in replicate/cog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.secrets._tokens import is_secret_name, tokens_in

_PLACEHOLDER = re.compile(
    r"(?i)(?:<.*>|\$.*|\{.*\}|x+|\*+|\.+|-+|your.*|change.?me.*|replace.*|todo.*|none|null|true|false"
    r"|test|dummy|example.*|placeholder.*|redacted|secret|token|password|[0-9]+)"
)
_SHORTEST = 8


@rule(
    code="COG701",
    severity=Severity.WARNING,
    since="0.2.0",
    covers=("inf-env-secret",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each variable that holds a secret."""
    environment = project.config.values.environment
    for item in environment.items if environment is not None else ():
        name, _, value = item.value.partition("=")
        value = value.strip().strip("\"'")
        if _is_secret(name, value):
            yield Report(
                project.config.path,
                item.span,
                f"`{name}` looks like a secret: it is readable in the image and in its label "
                "`run.cog.config`; take it as an input of type `Secret`",
                key=name,
            )


def _is_secret(name: str, value: str) -> bool:
    if next(tokens_in(value), None) is not None:
        return True
    if not is_secret_name(name) or len(value) < _SHORTEST:
        return False
    is_path = value.startswith(("/", "./", "~", "http://", "https://")) or " " in value
    return not is_path and not _PLACEHOLDER.fullmatch(value)
