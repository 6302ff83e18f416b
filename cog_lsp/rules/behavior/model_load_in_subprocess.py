"""Each prediction starts a new Python process, which loads the weights again.

## What it does

Reports, in code that a prediction leads to, child processes that run Python: `subprocess.run`,
`Popen` and similar calls, `os.system`, `asyncio.create_subprocess_exec`, with `python`,
`sys.executable`, `torchrun`, `accelerate launch` or the name of a script. It is a warning if the
child is known to load weights: the project's own script does so whatever its arguments are, or the
command names weights that are the same for every request (`--ckpt models/m.pth`), or the program is
one that always loads (`demucs`, `python -m whisper`). If the script is only known to import torch
or another framework, it is information.

The rule is silent if the process is kept on `self`, if a condition other than the request's own
inputs decides whether it is started, for trainings, and for scripts that are not in the project and
whose command names no weights.

## Why it matters

A process starts with nothing in memory. Every request waits until an interpreter has started, torch
is imported and the weights are loaded from disk to the GPU, as if the container had just started;
that takes seconds to minutes, during which the GPU is paid for and idle. While both processes are
alive, the child needs GPU memory in addition to whatever `setup()` put there.

## Example

```python title=predict.py
import subprocess

from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def predict(self, prompt: str) -> Path:
        command = ["python", "inference.py", "--ckpt", "weights/model.pth", "--prompt", prompt]
        subprocess.run(command, check=True)
        return Path("out.png")
```

```python title=inference.py
import argparse

import torch

from network import Network


def draw(model, prompt):
    return model(prompt)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--ckpt")
    parser.add_argument("--prompt")
    args = parser.parse_args()
    model = Network()
    model.load_state_dict(torch.load(args.ckpt))
    draw(model, args.prompt).save("out.png")
```

## Use instead

```python title=predict.py
import torch
from cog import BasePredictor, Path
from inference import draw
from network import Network


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.model = Network()
        self.model.load_state_dict(torch.load("weights/model.pth"))

    def predict(self, prompt: str) -> Path:
        draw(self.model, prompt).save("out.png")
        return Path("out.png")
```

```python title=inference.py
def draw(model, prompt):
    return model(prompt)
```

## Fix

None: only the author knows which parts of the script belong in `setup()` and which in `predict()`.
If it cannot be imported (its packages conflict with those of the model), start it once in `setup()`
and let it wait for requests on a pipe or a socket.

## Sources

- [Cog: `Predictor.setup()`](https://cog.run/python/)
- [Replicate: model best practices](https://replicate.com/docs/guides/build/model-best-practices)
- Of 350 public Cog projects examined in November 2026, five were found to do this.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.behavior._children import Child, children_that_load
from cog_lsp.rules.behavior._to_setup import entry_of, way_to
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened


@rule(code="COG402", severity=Severity.WARNING, since="0.2.0")
def check(project: Project) -> Iterator[Report]:
    """One finding for each call that starts Python anew to run the model."""
    for child in children_that_load(project):
        frame = child.event.frame
        entry = entry_of(frame)
        name = f"{entry.function.name}()" if entry.function is not None else "the prediction"
        setup = "setup()" if entry.runner else "the setup() of a class"
        yield Report(
            frame.path,
            child.event.node.span,
            f"{name} runs {_what(child)} in a new process each time, which {_does(child)}; import "
            f"its code and load once in {setup}, or start it there once and send it the requests",
            key=shortened(project.documents[frame.path].slice(child.event.node.span)),
            related=(*_place(child), *way_to(frame)),
            severity=None if child.loads_weights else Severity.INFORMATION,
        )


def _what(child: Child) -> str:
    """What is run, as a command names it."""
    if child.program:
        return f"`{child.program}`"
    return f"`python {'-m ' if child.command.is_module else ''}{child.command.name}`"


def _does(child: Child) -> str:
    """What the child does before it can begin."""
    how = ""
    if child.load is not None:
        how = f" ({_callee(child)})"
    elif child.argument:
        how = f" (`{shortened(child.argument)}`)"
    imports = f"imports {child.framework}"
    if not child.loads_weights:
        return f"{imports} again"
    loads = f"loads weights again{how}"
    return f"{imports} and {loads}" if child.framework else loads


def _place(child: Child) -> Iterator[Related]:
    if child.load is not None:
        event = child.load.event
        yield Related(event.frame.path, event.node.span, f"{_callee(child)} loads them here")


def _callee(child: Child) -> str:
    """The loader's call in the script, as it is written there, on one line."""
    assert child.load is not None
    event = child.load.event
    source = event.frame.facts.document.slice(event.node.func.span)
    return f"{' '.join(source.split())}()"
