"""Weights are loaded on every prediction instead of once in setup().

## What it does

Follows the code from `predict()` (or `run()`) into its helper methods, into functions and classes
of the project's other modules, and into constructors. If that reads weights from disk or from a hub
every time, the finding is at the call that decides it: the loader's own call, or the call of a
helper or constructor whose purpose is to load. Loads in a child process are reported by
`model-load-in-subprocess`.

The rule is silent if the code first checks whether the model is already there (`is None`,
`hasattr`, `not in`, a comparison with the current one, a `functools` cache), in `except` branches,
if an input chooses the weights, if the prediction trains what it loads, and for LoRA and other
adapters.

Tokenizers and processors are a warning: they are small, but still read every time. Downloads are
reported by `weights-download-in-predict`.

If the size of the weights is known, the message says how much is read each time, how long that
takes and what it costs on the declared tier. This is an estimate that assumes 0.75 GB/s from disk
to GPU: Replicate publishes no figure, and public reports range from half of that to three times as
much.

## Why it matters

Cog calls `setup()` once when the container starts, and `predict()` for every request. Loading a
7B-parameter Llama in half precision reads 13.5 GB and takes about 18 seconds, for every request,
while the GPU is paid for and idle.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
```

```python title=predict.py
import torch
from cog import BasePredictor, Input
from transformers import pipeline


class Predictor(BasePredictor):
    def predict(self, prompt: str = Input(description="What to continue")) -> str:
        generator = pipeline("text-generation", "openai-community/gpt2", torch_dtype=torch.float16)
        return generator(prompt)[0]["generated_text"]
```

## Use instead

```python title=predict.py
import torch
from cog import BasePredictor, Input
from transformers import pipeline


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.generator = pipeline(
            "text-generation", "openai-community/gpt2", torch_dtype=torch.float16
        )

    def predict(self, prompt: str = Input(description="What to continue")) -> str:
        return self.generator(prompt)[0]["generated_text"]
```

## Fix

Moves the load, with what it depends on, into `setup()` and keeps it on `self`; adds a `setup()` if
there is none. Safe if the load depends only on constants; otherwise unsafe, or refused with the
reason.

A module-level function that loads, and is called from only one place, gets what it needs as an
argument instead; in another file, a separate function loads. Unsafe: code that the project does not
lead to may call it too.

## Sources

- [Cog: `Predictor.setup()`](https://cog.run/python/)
- [Replicate: model best practices](https://replicate.com/docs/guides/build/model-best-practices)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cog_lsp.memory import reload_of
from cog_lsp.project import Project
from cog_lsp.project.loads import Load
from cog_lsp.rules.behavior._repeated import is_heavy, repeated_loads
from cog_lsp.rules.behavior._to_setup import entry_of, to_setup, way_to
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG401",
    severity=Severity.ERROR,
    since="0.1.0",
    fix="Moves the load to setup() and holds it on self.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each place of the prediction's code at which weights are loaded each time."""
    for found in repeated_loads(project):
        if any(load.loader.kind != "download" for load in found):
            yield _report(project, found)


def _report(project: Project, loads: Sequence[Load]) -> Report:
    first = next((load for load in loads if is_heavy(load)), loads[0])
    frame, site = first.site_frame, first.site
    source = project.documents[frame.path].slice
    entry = entry_of(frame)
    entry_name = f"{entry.function.name}()" if entry.function is not None else "the prediction"
    cure = (
        "load once in setup() and keep the result on self"
        if entry.runner
        else "make it a class, and load once in its setup()"
    )
    what = _callee(source(site.func.span))
    elsewhere = [load for load in loads if load.site is not site]
    inner = [load for load in loads if load.event.node is not site and load not in elsewhere]
    reads = "loads weights" if is_heavy(first) else "reads files that never change"
    by = f" ({_callee(_source_of(project, first))})" if first in inner else ""
    again = reload_of(project, *loads)
    cost = f", {again.text}" if again is not None else ""
    message = (
        f"{what} {reads}{by} on every prediction: {entry_name} runs for each request{cost}; {cure}"
    )
    return Report(
        frame.path,
        site.span,
        message,
        key=source(site.span),
        related=(*_others(project, elsewhere), *_reads(project, inner), *way_to(frame)),
        plans=(to_setup(frame, site),),
        severity=None if any(map(is_heavy, loads)) else Severity.WARNING,
    )


def _reads(project: Project, loads: Sequence[Load]) -> Iterator[Related]:
    for load in loads:
        event = load.event
        name = _callee(_source_of(project, load))
        yield Related(event.frame.path, event.node.span, f"{name} reads here")


def _others(project: Project, loads: Sequence[Load]) -> Iterator[Related]:
    for load in loads:
        source = project.documents[load.site_frame.path].slice(load.site.func.span)
        yield Related(load.site_frame.path, load.site.span, f"or {_callee(source)}, here")


def _source_of(project: Project, load: Load) -> str:
    return project.documents[load.event.frame.path].slice(load.event.node.func.span)


def _callee(source: str) -> str:
    """The callee of a call as the author wrote it, on one line."""
    return f"{' '.join(source.split())}()"
