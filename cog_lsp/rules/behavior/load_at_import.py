"""Weights are loaded when the module is imported, before setup().

## What it does

Reports weights that are loaded by code at the top level of a module: the module that cog.yaml
names, or one that it imports.

## Why it matters

Whatever imports the file loads the model: a test, a script, an editor's preview, or an older
version of Cog that reads the interface during the build, where there are no weights and no GPU.
Replicate measures and logs `setup()`; a failure at import gets neither.

## Example

```python title=predict.py
from cog import BasePredictor
from transformers import pipeline

generator = pipeline("text-generation", "openai-community/gpt2")


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> str:
        return generator(prompt)[0]["generated_text"]
```

## Use instead

```python title=predict.py
from cog import BasePredictor
from transformers import pipeline


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.generator = pipeline("text-generation", "openai-community/gpt2")

    def predict(self, prompt: str) -> str:
        return self.generator(prompt)[0]["generated_text"]
```

## Fix

None: other code may read the module-level name.

## Sources

- [Cog: `Predictor.setup()`](https://cog.run/python/)
- [Replicate: model best practices](https://replicate.com/docs/guides/build/model-best-practices)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import Phase
from cog_lsp.project.loads import in_phase, loads_of
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.syntax import python_tree as py


@rule(code="COG415", severity=Severity.INFORMATION, since="0.2.0")
def check(project: Project) -> Iterator[Report]:
    """One finding for each load that importing the predictor makes."""
    seen: set[py.Call] = set()
    for load in in_phase(loads_of(project), Phase.IMPORT):
        if load.loader.kind != "weights" or load.site in seen:
            continue
        seen.add(load.site)
        path = load.site_frame.path
        source = shortened(project.documents[path].slice(load.site.func.span), 40)
        inner = load.event.frame.path, load.event.node.span
        yield Report(
            path,
            load.site.span,
            f"{source}() loads weights as soon as {path} is imported; load them in setup()",
            key=shortened(project.documents[path].slice(load.site.span)),
            related=()
            if load.event.node is load.site
            else (Related(*inner, "the weights are loaded here"),),
        )
