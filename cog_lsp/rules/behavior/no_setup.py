"""Weights are loaded by the first request that needs them: no setup() loads them before.

## What it does

Reports a runner without a `setup()` (its own or an inherited one), or with one that does nothing,
whose predictions load weights on first use: behind a check of whether the model is already there,
or for an input that picks one of several. The finding is at the name of the class, or of the plain
function, which cannot have a `setup()`.

The rule is silent if another rule reports those loads: `model-load-in-predict` if every prediction
loads, `model-load-in-subprocess`, `load-at-import`. It is also silent if a request brings its own
weights.

## Why it matters

Cog calls `setup()` before it takes the first request. Anything loaded later keeps a request
waiting, once for each container, and again for every container that is added under load. A load
that fails, because a file is missing or memory runs out, then fails a prediction instead of the
start.

## Example

```python title=predict.py
from cog import BasePredictor
from transformers import pipeline


class Predictor(BasePredictor):
    generator = None

    def predict(self, prompt: str) -> str:
        if self.generator is None:
            self.generator = pipeline("text-generation", "openai-community/gpt2")
        return self.generator(prompt)[0]["generated_text"]
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

None: only the author knows which of the models fit into memory together.

## Sources

- [Cog: `Predictor.setup()`](https://cog.run/python/)
- [Replicate: model best practices](https://replicate.com/docs/guides/build/model-best-practices)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import Origin, Phase
from cog_lsp.project.loads import Load, loads_of
from cog_lsp.project.project import EntryPoint
from cog_lsp.rules.behavior._children import children_that_load
from cog_lsp.rules.behavior._repeated import is_heavy, repeated_loads
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts

_SAYS = frozenset(("print", "super"))


@rule(code="COG422", severity=Severity.INFORMATION, since="0.2.0")
def check(project: Project) -> Iterator[Report]:
    """One finding for a runner whose requests wait for weights that no setup() loads."""
    entries = [entry for entry in project.entry_points if entry.mode == "predict"]
    idle = [entry for entry in entries if _is_idle(project, entry)]
    if not idle:
        return
    loads = [load for load in loads_of(project) if is_heavy(load)]
    if not loads or any(load.phase is not Phase.PREDICT for load in loads):
        return
    if repeated_loads(project) or any(True for _ in children_that_load(project)):
        return
    for entry in idle:
        late = next((load for load in loads if _can_be_known(load, entry)), None)
        if late is not None:
            yield _report(project, entry, late)


def _is_idle(project: Project, entry: EntryPoint) -> bool:
    """Whether nothing happens before the first request, as far as setup() goes."""
    if entry.setup is not None:
        return _does_nothing(entry.setup)
    bases = project.external_bases(entry.runner) if entry.runner is not None else ()
    return all(base.startswith("cog.") for base in bases)  # another may bring a setup()


def _does_nothing(setup: FunctionFacts) -> bool:
    """Whether a setup() has no statement but texts, `pass` and prints."""
    return all(
        (isinstance(statement, py.Simple) and statement.kind == "pass")
        or (isinstance(statement, py.ExprStmt) and _only_says(statement.value))
        for statement in setup.node.body
    )


def _only_says(expr: py.Expr) -> bool:
    expr = py.unparen(expr)
    if isinstance(expr, py.Call):
        return (py.dotted(expr.func) or "").partition(".")[0] in _SAYS
    return isinstance(expr, py.Constant)


def _can_be_known(load: Load, entry: EntryPoint) -> bool:
    """Whether it is weights that setup() could load: no request brings them, or a name for them.

    Those that an input names are known where it has choices, or a default.
    """
    identity = load.identity
    if identity is None:
        return not any(arg.value.origin & Origin.INPUT for arg in load.event.args)
    if not identity.origin & Origin.INPUT or identity.texts:
        return True
    return all(_has_default(entry.function, name) for name in identity.inputs)


def _has_default(function: FunctionFacts, name: str) -> bool:
    """Whether an input is a text unless a request says otherwise."""
    for param in function.node.params:
        if param.name == name:
            default = param.default
            if isinstance(default, py.Call):
                default = default.keyword("default") or default.positional(0)
            return isinstance(default, py.Constant) and isinstance(default.value, str)
    return False


def _report(project: Project, entry: EntryPoint, load: Load) -> Report:
    event, function = load.event, entry.function
    source = project.documents[event.frame.path].slice(event.node.func.span)
    loader = f"{shortened(source, 40)}()"
    waits = f"so a request waits while weights are loaded ({loader})"
    read = Related(event.frame.path, event.node.span, f"{loader} loads them here")
    if entry.runner is None:
        return Report(
            function.path,
            function.node.name_span,
            f"{function.name}() is a function, which has no setup(), {waits}; make it a class "
            "whose setup() loads them",
            key=function.name,
            related=(read,),
        )
    name = entry.runner.name
    lacks = f"{name} has no setup()" if entry.setup is None else f"setup() of {name} does nothing"
    return Report(
        entry.runner.path,
        entry.runner.node.name_span,
        f"{lacks}, {waits}; load in setup() what fits into memory",
        key=name,
        related=(read,),
    )
