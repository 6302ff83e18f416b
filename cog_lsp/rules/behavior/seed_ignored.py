"""An input is a seed, but nothing is seeded with it.

## What it does

Reports an input called `seed` (`random_seed`, `noise_seed`…) that the method only tests, prints,
reassigns or never mentions. A seed that is passed to any other call, or kept anywhere, counts as
used.

## Why it matters

A caller who sends the same seed twice expects the same result, and gets two different ones.

## Example

```python title=predict.py
import random

from cog import BasePredictor, Input
from diffusers import DiffusionPipeline


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.pipe = DiffusionPipeline.from_pretrained("org/pictures")

    def predict(self, prompt: str, seed: int = Input(default=-1)) -> str:
        if seed < 0:
            seed = random.randint(0, 2**31)
        print(f"Using seed: {seed}")
        return str(self.pipe(prompt))
```

## Use instead

```python title=predict.py
import random

import torch
from cog import BasePredictor, Input
from diffusers import DiffusionPipeline


class Predictor(BasePredictor):
    def setup(self) -> None:
        self.pipe = DiffusionPipeline.from_pretrained("org/pictures")

    def predict(self, prompt: str, seed: int = Input(default=-1)) -> str:
        if seed < 0:
            seed = random.randint(0, 2**31)
        print(f"Using seed: {seed}")
        return str(self.pipe(prompt, generator=torch.Generator().manual_seed(seed)))
```

## Fix

None: only the author knows what is random.

## Sources

- [Replicate: model best practices](https://replicate.com/docs/guides/build/model-best-practices)
- [PyTorch: reproducibility](https://pytorch.org/docs/stable/notes/randomness.html)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.project import EntryPoint
from cog_lsp.rules.behavior._shared import written_name
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py

_SEED = re.compile(r"(?:.*_)?seed")
_SHOWS = frozenset(("print", "info", "debug", "warning", "log", "write"))
_CONVERTS = frozenset(("int", "str", "abs", "float"))
# Calls that see every local name.
_SEES_ALL = frozenset(("locals", "vars", "eval", "exec"))


@rule(code="COG445", severity=Severity.WARNING, since="0.2.0")
def check(project: Project) -> Iterator[Report]:
    """One finding for each input that is called a seed and is none."""
    for entry in project.entry_points:
        if entry.mode != "predict" or project.python[entry.function.path].tree.problems:
            continue
        for param in entry.function.node.params:
            if _is_seed(entry, param) and not _is_used(entry, param.name):
                yield Report(
                    entry.function.path,
                    param.name_span,
                    f"nothing is seeded with `{param.name}`, so the same seed gives different "
                    "results; pass it to what is random, or delete the input",
                    key=param.name,
                )


def _is_seed(entry: EntryPoint, param: py.Param) -> bool:
    """Whether an input is a number of that name; a flag such as ``randomize_seed`` is none."""
    if param.name not in entry.inputs or param.kind != "positional" or param.annotation is None:
        return False
    types = {node.id for node in py.walk(param.annotation) if isinstance(node, py.Name)}
    return "int" in types and _SEED.fullmatch(param.name) is not None


def _is_used(entry: EntryPoint, name: str) -> bool:
    """Whether the seed gets anywhere beyond tests, the log and itself."""
    for statement in entry.function.node.body:
        for node in py.walk(statement):
            if isinstance(node, py.Name) and node.id in _SEES_ALL:
                return True
            if isinstance(node, py.Unknown | py.Broken):
                return True
        if _reads(statement, name):
            return True
    return False


def _reads(node: py.Node, name: str) -> bool:
    """Whether ``node`` does anything with the variable."""
    match node:
        case py.Name():
            return node.id == name
        case py.If() | py.While():
            return any(_reads(inner, name) for inner in (*node.body, *node.orelse))
        case py.Assign() if _is_alone(node.targets, name):
            return node.value is not None and _is_handed_on(node.value, name)
        case py.AugAssign() if _is_alone((node.target,), name):
            return False
        case py.Call() if written_name(node) in _SHOWS:
            return False
        case py.Raise() | py.Assert():
            return False
        case _:
            return any(_reads(child, name) for child in py.children(node))


def _is_alone(targets: tuple[py.Expr, ...], name: str) -> bool:
    return len(targets) == 1 and isinstance(targets[0], py.Name) and targets[0].id == name


def _is_handed_on(value: py.Expr, name: str) -> bool:
    """Whether the seed goes into a call on its way back to its own name."""
    return any(
        isinstance(node, py.Call)
        and written_name(node) not in _CONVERTS
        and any(_reads(arg, name) for arg in node.args)
        for node in py.walk(value)
    )
