"""A key or password is taken as a plain string.

## What it does

Reports an input of type `str` whose name suggests a key, an access token or a password: `api_key`,
`hf_token`, `openai_api_key`, `password` and the like.

## Why it matters

A string is shown in the logs, in the web form and in the record of the prediction. A `Secret` is
masked everywhere.

## Example

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, api_key: str) -> str:
        return str(len(api_key))
```

## Use instead

```python title=predict.py
from cog import BaseRunner, Secret


class Predictor(BaseRunner):
    def run(self, api_key: Secret) -> str:
        return str(len(api_key.get_secret_value()))
```

## Fix

Writes `Secret`, and `.get_secret_value()` where the value is used. Unsafe, because the input looks
different to callers; not offered if the method assigns another value to the name.

## Sources

- [Cog: `Secret`](https://cog.run/python/)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.interface._reports import found, report
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG353",
    severity=Severity.INFORMATION,
    since="0.2.0",
    fix="Makes it a `Secret`.",
    covers=("secret-as-str",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each input that is a secret by its name."""
    for problem in found(project, Cause.SECRET_AS_TEXT):
        yield report(
            problem,
            f"`{problem.subject}` is shown to everyone who can see the prediction; make it a "
            "`Secret` and read it with `.get_secret_value()`",
        )
