"""setup() loads a model but does not keep it.

## What it does

Reports weights that `setup()` loads into a local variable that it neither stores, passes on nor
returns: when `setup()` ends, the model is gone.

It is an error if `predict()` then reads it, as `self.model` that nothing sets or as a bare name
that nothing defines.

## Why it matters

Every container pays at its start for a load that no prediction uses; the prediction fails with an
`AttributeError` or a `NameError`, or loads the model again.

## Example

```python title=predict.py
from cog import BasePredictor
from transformers import pipeline


class Predictor(BasePredictor):
    def setup(self) -> None:
        generator = pipeline("text-generation", "openai-community/gpt2")

    def predict(self, prompt: str) -> str:
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

Keeps the variable on `self`, wherever the class uses the name. Safe if the class reads it from
there.

## Sources

- [Cog: `Predictor.setup()`](https://cog.run/python/)
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import Phase, trace_of
from cog_lsp.project.loads import Load, in_phase, loads_of
from cog_lsp.project.outliving import store_outlives
from cog_lsp.project.results import bindings_in
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import KeepOnSelf
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import ClassFacts, FunctionFacts

_LOOKERS = frozenset(("print", "repr", "type", "id"))


@rule(
    code="COG405",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Keeps the variable on `self`.",
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each model that ends with setup()."""
    seen: set[py.Stmt] = set()
    for load in in_phase(loads_of(project), Phase.SETUP):
        frame = load.site_frame
        function = frame.function
        if (
            load.loader.kind not in ("weights", "file")
            or function is None
            or function.owner is None
            or not frame.runner
            or function.name not in ("setup", "__init__")
        ):
            continue
        if _is_kept(project, load):
            continue
        made = _assigned(function, load.site)
        if made is None or made[0] in seen or not _is_lost(function, made[1]):
            continue
        seen.add(made[0])
        owner = frame.facts.classes.get(function.owner)
        if owner is not None:
            yield _report(project, function, owner, load.site, made[1])


def _is_kept(project: Project, load: Load) -> bool:
    """Whether it is put on the runner all the same: by a thread that setup() starts, say."""
    return any(
        load.event in store.value.loads and store_outlives(store)
        for store in trace_of(project).stores
    )


def _assigned(function: FunctionFacts, call: py.Call) -> tuple[py.Assign, str] | None:
    """The assignment whose value is what ``call`` loads, and the local name that it binds."""
    for statement in function.node.body:
        for node in py.walk_scope(statement):
            if (
                isinstance(node, py.Assign)
                and node.value is not None
                and _is_chain(node.value, call)
                and len(node.targets) == 1
                and isinstance(node.targets[0], py.Name)
            ):
                return node, node.targets[0].id
    return None


def _is_chain(value: py.Expr, call: py.Call) -> bool:
    """Whether ``value`` is the call itself, or methods called on what it gives."""
    value = py.unparen(value)
    while value is not call:
        if not isinstance(value, py.Call) or not isinstance(value.func, py.Attribute):
            return False
        value = py.unparen(value.func.value)
    return True


def _is_lost(function: FunctionFacts, name: str) -> bool:
    """Whether no use of ``name`` lets what it holds outlive the function."""
    harmless: set[py.Node] = set()
    uses: list[py.Name] = []
    for statement in function.node.body:
        for node in py.walk(statement):
            if isinstance(node, py.Scoping) and name in node.names:
                return False
            if isinstance(node, py.Name) and node.id == name:
                uses.append(node)
            harmless.update(_left_alone(node, name))
    return all(use in harmless for use in uses)


def _left_alone(node: py.Node, name: str) -> Iterator[py.Node]:
    """The names in ``node`` that are only bound, only looked at, or only finished in place."""
    match node:
        case py.Assign():
            own = [t for t in node.targets if isinstance(t, py.Name) and t.id == name]
            yield from own
            if own and len(node.targets) == 1 and node.value is not None:
                yield from (n for n in py.walk(node.value) if isinstance(n, py.Name))
        case py.ExprStmt():
            value = py.unparen(node.value)
            while isinstance(value, py.Call) and isinstance(value.func, py.Attribute):
                value = py.unparen(value.func.value)
            yield value
        case py.Call() if py.dotted(node.func) in _LOOKERS:
            yield from (py.unparen(arg.value) for arg in node.args)
        case py.Delete():
            yield from node.targets


def _report(
    project: Project, function: FunctionFacts, owner: ClassFacts, call: py.Call, name: str
) -> Report:
    source = project.documents[function.path].slice(call.func.span)
    wanted = _wanted(project, function, owner, name)
    first = function.first_param or "self"
    then = f"{wanted[0].name}() reads it anyway" if wanted else "nothing can use it"
    message = (
        f"{' '.join(source.split())}() is loaded into the local `{name}`, which is gone when "
        f"{function.name}() ends: {then}; keep it as `{first}.{name}`"
    )
    return Report(
        function.path,
        call.span,
        message,
        key=name,
        related=tuple(
            Related(method.path, node.span, "read here")
            for method, node in ([wanted] if wanted else [])
        ),
        plans=(KeepOnSelf(function.path, function.qualname, name),),
        severity=Severity.ERROR if wanted else None,
    )


def _wanted(
    project: Project, function: FunctionFacts, owner: ClassFacts, name: str
) -> tuple[FunctionFacts, py.Node] | None:
    """A method of the class that reads the attribute, or the bare name, which nothing sets."""
    is_set = (
        any(store.node.attr == name for store in trace_of(project).stores)
        or any(name in cls.attributes or name in cls.methods for cls in project.ancestry(owner))
        or len(project.external_bases(owner)) > 1
    )
    facts = project.python[function.path]
    is_defined = (
        name in facts.globals
        or name in facts.imports
        or name in facts.functions
        or name in facts.classes
        or hasattr(builtins, name)
        or bool(facts.star_imports)
    )
    for method in owner.methods.values():
        if method is function:
            continue
        local = name in bindings_in(method) or name in method.imports
        for statement in method.node.body:
            for node in py.walk_scope(statement):
                if (
                    isinstance(node, py.Attribute)
                    and node.attr == name
                    and isinstance(node.value, py.Name)
                    and node.value.id == method.first_param
                    and not is_set
                ):
                    return method, node
                if isinstance(node, py.Name) and node.id == name and not (local or is_defined):
                    return method, node
    return None
