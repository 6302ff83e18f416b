"""A token is written out in a file that goes into the image.

## What it does

Reports anything with the form of a token of Hugging Face, Replicate, GitHub, GitLab, OpenAI,
Anthropic, AWS, Google or Slack, in the project's Python (comments too), in its requirements and in
the commands of cog.yaml; and credentials in a URL there: `https://user:password@host`,
`https://token@github.com`, `?token=...`. The message never contains the token. Placeholders and
variables (`hf_xxxx`, `$TOKEN`, `{token}`) are not reported; values in `environment` are reported by
[secret-in-environment](secret-in-environment.md).

## Why it matters

The whole folder is copied into the image, and commands into its history. Everybody who can pull the
image can read the token, and for a public model that is everybody. Code hosts search for such
tokens, and so do thieves.

## Example

```python title=predict.py
from cog import BasePredictor
from huggingface_hub import snapshot_download


class Predictor(BasePredictor):
    def setup(self) -> None:
        snapshot_download("org/gated", token="hf_qTzRkWm4nLpVxYb7cDsGhJ2f9KvNtPa")

    def predict(self, prompt: str) -> str:
        return prompt
```

## Use instead

```python title=predict.py
from cog import BasePredictor
from huggingface_hub import snapshot_download


class Predictor(BasePredictor):
    def setup(self) -> None:
        snapshot_download("org/gated", local_files_only=True)

    def predict(self, prompt: str) -> str:
        return prompt
```

## Fix

None. Revoke the token. Fetch what it gives access to while the image is built, with a secret mount
in `build.run`, or take it as an input of type `Secret`.

## Sources

- [Cog: `build.run` with a secret mount](https://cog.run/yaml/)
- [pip: credentials in a URL](https://pip.pypa.io/en/stable/topics/authentication/)
- [GitHub: supported secret scanning patterns](https://docs.github.com/code-security/secret-scanning)
"""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.secrets._tokens import Token, tokens_in
from cog_lsp.text import Document

_found: WeakKeyDictionary[Document, tuple[Token, ...]] = WeakKeyDictionary()


@rule(code="COG702", severity=Severity.WARNING, since="0.2.0")
def check(project: Project) -> Iterator[Report]:
    """One finding for each token that is written out."""
    environment = project.config.values.environment
    known = [item.span for item in environment.items] if environment is not None else []
    for path, document in project.documents.items():
        for token in _tokens(document):
            if path == project.config.path and any(span.touches(token.span) for span in known):
                continue
            yield Report(
                path,
                token.span,
                f"{token.kind} is written out, and everybody who can pull the image can read it; "
                "revoke it, and take it as an input of type `Secret` or from a secret mount",
                key=token.kind,
            )


def _tokens(document: Document) -> tuple[Token, ...]:
    """The tokens of a document, looked for once."""
    known = _found.get(document)
    if known is None:
        known = _found[document] = tuple(tokens_in(document.text))
    return known
