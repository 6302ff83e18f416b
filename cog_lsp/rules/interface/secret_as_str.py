"""A key or password is taken as a plain string.

## What it does

Reports an input of type `str` whose name says that it is a key, an access token or a password:
`api_key`, `hf_token`, `openai_api_key`, `password` and the like.

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

None yet.

## Sources

- [Cog: `Secret`](https://cog.run/python/)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.interface import interfaces_of
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule

_SECRET = re.compile(
    r"(?:^|_)(?:api_?key|secret(?:_key)?|password|passwd|access_key)$"
    r"|(?:^|_)(?:api|access|auth|bearer|hf|huggingface|replicate|github|civitai|openai|wandb)_token$"
    r"|_api_?key_",
    re.IGNORECASE,
)


@rule(
    code="COG353",
    severity=Severity.INFORMATION,
    since="0.2.0",
    covers=("secret-as-str",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each input that is a secret by its name."""
    seen: set[tuple[str, int]] = set()
    for interface in interfaces_of(project):
        for given in interface.inputs:
            place = (given.path, given.node.span.start)
            is_text = given.type is not None and given.type.kind == "primitive"
            if (
                given.type is not None
                and is_text
                and given.type.primitive == "str"
                and _SECRET.search(given.name)
                and place not in seen
            ):
                seen.add(place)
                yield Report(
                    given.path,
                    given.node.span,
                    f"`{given.name}` is shown to everyone who sees the prediction; let it be a "
                    "`Secret` and read it by `.get_secret_value()`",
                    key=given.name,
                )
