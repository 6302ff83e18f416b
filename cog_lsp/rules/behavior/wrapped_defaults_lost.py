"""A decorator around predict() keeps the defaults of its inputs from being filled in.

## What it does

Reports a decorator that wraps `predict()` (or `run()`) in a function of its own, such as
`@torch.inference_mode()` or `@torch.no_grad()`, or one of the project that returns an inner
function, if an input has a default in `Input(default=…)`.

## Why it matters

Cog's server, as of 0.23, replaces each `Input(…)` with its default in the function that the class
has under that name. That is the wrapper, which has no defaults; the function inside keeps its own.
If a caller leaves an input out, `predict()` gets the `FieldInfo` object itself: `seed is None` is
false, and a calculation fails with a `TypeError`.

Nothing is reported if cog.yaml pins a Cog below 0.20.

## Example

```python title=predict.py
import torch
from cog import BasePredictor, Input


class Predictor(BasePredictor):
    @torch.inference_mode()
    def predict(self, scale: float = Input(default=7.5)) -> str:
        return str(2 * scale)
```

## Use instead

```python title=predict.py
import torch
from cog import BasePredictor, Input


class Predictor(BasePredictor):
    def predict(self, scale: float = Input(default=7.5)) -> str:
        with torch.inference_mode():
            return str(2 * scale)
```

## Fix

Moves the body into a `with` block. Safe if nothing is yielded.

## Sources

- Cog 0.23: a prediction without the input fails with a `TypeError` about `FieldInfo` under the
  decorator, and succeeds without it.
- `unwrap_field_info_defaults` in `crates/coglet-python/src/predictor.rs` of replicate/cog, at
  6110c912.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.behavior._shared import input_with_default
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import DecoratorToWith
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts

_CONTEXTS = frozenset(
    ("torch.inference_mode", "torch.no_grad", "torch.enable_grad", "torch.autocast",
     "torch.cuda.amp.autocast", "torch.amp.autocast", "torch.autograd.no_grad")
)  # fmt: skip
_SEEN_SINCE = (0, 20)


@rule(
    code="COG421",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Moves the body into a `with` block.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for the outermost decorator that stands between Cog and the defaults."""
    if _is_old(project):
        return
    for entry in project.entry_points:
        if entry.mode != "predict":
            continue
        default = input_with_default(project, entry.function)
        wrapper = _wrapper(project, entry.function)
        if default is None or wrapper is None:
            continue
        function = entry.function
        document = project.documents[function.path]
        source = " ".join(document.slice(wrapper.span).split())
        plans: tuple[DecoratorToWith, ...] = ()
        if isinstance(wrapper, py.Call) and _name(project, function, wrapper) in _CONTEXTS:
            caution = "a generator leaves the block at each yield" if function.is_generator else ""
            plans = (
                DecoratorToWith(function.path, function.qualname, wrapper.span, caution=caution),
            )
        yield Report(
            function.path,
            wrapper.span,
            f"`@{source}` hides the defaults of inputs from Cog: if a caller leaves out "
            f"`{default.name}`, {function.name}() gets a FieldInfo object; use a `with` block",
            key=source,
            related=(Related(function.path, default.span, "this default is not filled in"),),
            plans=plans,
        )


def _is_old(project: Project) -> bool:
    """Whether cog.yaml asks for a Cog of which this is not known."""
    build = project.config.values.build
    text = build.sdk_version.value if build is not None and build.sdk_version else ""
    match = re.match(r"\D*(\d+)\.(\d+)", text)
    return match is not None and (int(match[1]), int(match[2])) < _SEEN_SINCE


def _wrapper(project: Project, function: FunctionFacts) -> py.Expr | None:
    """The outermost decorator that is known to put another function around this one."""
    facts = project.python[function.path]
    for decorator in function.node.decorators:
        if _name(project, function, decorator) in _CONTEXTS:
            return decorator
        target = decorator.func if isinstance(decorator, py.Call) else decorator
        found = project.find(facts, target)
        if isinstance(found, FunctionFacts) and _returns_inner(found):
            return decorator
    return None


def _name(project: Project, function: FunctionFacts, decorator: py.Expr) -> str:
    target = decorator.func if isinstance(decorator, py.Call) else decorator
    return project.qualified(project.python[function.path], target) or ""


def _returns_inner(function: FunctionFacts) -> bool:
    """Whether all that a function returns is a function that it defines."""
    inner = {s.name for s in function.node.body if isinstance(s, py.FunctionDef)}
    returned = [s.value for s in function.node.body if isinstance(s, py.Return)]
    return bool(returned) and all(
        isinstance(value, py.Name) and value.id in inner for value in returned
    )
