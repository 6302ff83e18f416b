"""An output is a class of pydantic's BaseModel that takes arbitrary types.

## What it does

Reports a class built on pydantic's BaseModel with `arbitrary_types_allowed=True` in its
`model_config`.

## Why it matters

It is a workaround for older versions of Cog: `cog doctor` reports it as an error and asks to build
the class on Cog's own BaseModel, which accepts every type.

## Example

```python title=predict.py
from cog import BaseRunner, Path
from pydantic import BaseModel, ConfigDict


class Output(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True)
    file: Path


class Predictor(BaseRunner):
    def run(self, x: str) -> Output:
        return Output(file=Path(x))
```

## Use instead

```python title=predict.py
from cog import BaseModel, BaseRunner, Path


class Output(BaseModel):
    file: Path


class Predictor(BaseRunner):
    def run(self, x: str) -> Output:
        return Output(file=Path(x))
```

## Fix

Imports `BaseModel` from cog and drops the configuration. Unsafe, because validators and other
pydantic features no longer work; not offered if the file uses them.

## Sources

- `pkg/doctor/check_python_pydantic_basemodel.go` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import UseCogModel
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import PythonFacts


@rule(
    code="COG356",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Builds it on cog's BaseModel.",
    covers=("python-pydantic-basemodel",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the base class of each such model."""
    for path in sorted(project.python):
        facts = project.python[path]
        for node in facts.tree.body:
            if isinstance(node, py.ClassDef) and _takes_anything(node):
                for base in node.bases:
                    if _is_pydantic(facts, base):
                        yield Report(
                            path,
                            base.span,
                            f"`{node.name}` is built on pydantic's BaseModel and takes arbitrary "
                            "types; build it on `cog.BaseModel`, which needs no configuration",
                            key=node.name,
                            plans=(UseCogModel(path, node.name, base.span),),
                        )


def _is_pydantic(facts: PythonFacts, base: py.Argument) -> bool:
    name = py.dotted(base.value) if base.name is None else None
    if name is None:
        return False
    target = facts.imports.get(name)
    qualified = target.qualified if target is not None else name
    return qualified == "pydantic.BaseModel"


def _takes_anything(node: py.ClassDef) -> bool:
    for statement in node.body:
        if isinstance(statement, py.Assign) and isinstance(statement.value, py.Call):
            target = statement.targets[0]
            flag = statement.value.keyword("arbitrary_types_allowed")
            is_on = isinstance(flag, py.Constant) and flag.value is True
            if isinstance(target, py.Name) and target.id == "model_config" and is_on:
                return True
    return False
