"""A prediction changes the default of an input for all later ones.

## What it does

Reports a list input with a default that the method changes in place: `tags.append(...)`,
`tags.sort()`, `tags[0] = ...`, `tags += ...`. If the name is first assigned a copy, it is not
reported.

## Why it matters

The default is a single list, created when the file is imported. Every prediction whose caller
leaves the input out gets that same list, with everything that earlier predictions put into it:
results are wrong, and what one caller sent shows up in another's answer.

## Example

```python title=predict.py
from cog import BasePredictor, Input


class Predictor(BasePredictor):
    def predict(self, prompt: str, tags: list[str] = Input(default=["best quality"])) -> str:
        tags.append(prompt)
        return ", ".join(tags)
```

## Use instead

```python title=predict.py
from cog import BasePredictor, Input


class Predictor(BasePredictor):
    def predict(self, prompt: str, tags: list[str] = Input(default=["best quality"])) -> str:
        tags = list(tags)
        tags.append(prompt)
        return ", ".join(tags)
```

## Fix

Begins the method with a copy. Safe: only what earlier predictions left behind is gone.

## Sources

- On Cog 0.23's server, the second of two predictions that append to a default sees what the first
  one appended.
- [Python: default parameter values](https://docs.python.org/3/reference/compound_stmts.html)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.project import EntryPoint
from cog_lsp.project.results import bindings_in
from cog_lsp.rules.behavior._statements import at_start
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py

_CHANGES = frozenset(
    ("append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "update", "add")
)


@rule(code="COG444", severity=Severity.WARNING, since="0.2.0", fix="Begins the method with a copy.")
def check(project: Project) -> Iterator[Report]:
    """One finding for each default that is changed, at the first change."""
    for entry in project.entry_points:
        if entry.mode != "predict":
            continue
        for param in entry.function.node.params:
            if param.name not in entry.inputs or not _is_list(param.default):
                continue
            place = _change(entry, param.name)
            if place is not None:
                path = entry.function.path
                copy = f"{param.name} = list({param.name})"
                plan = at_start(project, entry.function, copy, f"Begin with `{copy}`")
                yield Report(
                    path,
                    place.span,
                    f"this changes the default of `{param.name}`, a single list that all "
                    f"predictions share; begin with `{copy}`",
                    key=param.name,
                    plans=() if plan is None else (plan,),
                )


def _is_list(default: py.Expr | None) -> bool:
    """Whether a default, or the one in ``Input(...)``, is a list that is written out."""
    if isinstance(default, py.Call):
        default = default.keyword("default") or default.positional(0)
    return isinstance(default, py.Sequence) and default.kind == "list"


def _change(entry: EntryPoint, name: str) -> py.Node | None:
    """The first place that changes what the parameter holds."""
    bound = bindings_in(entry.function).get(name, [])
    # ``+=`` on a list changes the list itself, and binds the name to it again.
    nodes = [
        node
        for statement in entry.function.node.body
        if not isinstance(statement, py.FunctionDef | py.ClassDef)
        for node in py.walk_scope(statement)
    ]
    grown = [
        node for node in nodes if isinstance(node, py.AugAssign) and _is_name(node.target, name)
    ]
    if len(bound) > 1 + len(grown):
        return None
    for node in nodes:
        func = node.func if isinstance(node, py.Call) else None
        if isinstance(func, py.Attribute) and func.attr in _CHANGES and _is_name(func.value, name):
            return node
        targets = node.targets if isinstance(node, py.Assign | py.Delete) else ()
        if isinstance(node, py.AugAssign):
            targets = (node.target,)
            if _is_name(node.target, name) and node.op.startswith("+"):
                return node
        for target in targets:
            if isinstance(target, py.Subscript) and _is_name(target.value, name):
                return node
    return None


def _is_name(expr: py.Expr, name: str) -> bool:
    expr = py.unparen(expr)
    return isinstance(expr, py.Name) and expr.id == name
