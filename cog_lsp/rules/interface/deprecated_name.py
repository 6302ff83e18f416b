"""A name of Cog's SDK is outdated.

## What it does

Reports, in the files of the project, what Cog still accepts under an old name: `File` (now `Path`),
`emit_metric` (now `self.record_metric`), and `ExperimentalFeatureWarning` (gone).

`BasePredictor` (now `BaseRunner`) and `predict()` (now `run()`) are reported in a class that has
the other one under its new name. A class that is old throughout is left to `deprecated-key`, which
speaks of cog.yaml, the class and the method at once.

## Why it matters

Each works, with a notice in the log of the build or of the container.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
run: predict.py:Predictor
```

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def predict(self, x: str) -> str:
        return x
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
run: predict.py:Predictor
```

```python title=predict.py
from cog import BaseRunner


class Predictor(BaseRunner):
    def run(self, x: str) -> str:
        return x
```

## Fix

Takes a `Path` and opens it where `File` was taken; writes `BaseRunner` and `self.record_metric`;
deletes the import of a warning that nothing gives any more. The fix of `deprecated-key` moves a
whole project to the names of the runner.

## Sources

- `predictor.py` and `__init__.py` in `python/cog` in replicate/cog, at 6110c912
- [Cog: Python reference](https://cog.run/python/)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cog_lsp.interface import Target, interfaces_of
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity, Tag
from cog_lsp.rules.plan import DropImport, FileToPath, Plan, RecordMetrics, UseNewBase
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py

_HOMES = ("cog", "cog.predictor")
_NEW = {
    "File": "use `Path`, which the model opens itself",
    "emit_metric": "use `self.record_metric(name, value)`",
    "ExperimentalFeatureWarning": "nothing gives this warning any more: delete it",
}


@rule(
    code="COG354",
    severity=Severity.HINT,
    since="0.2.0",
    fix="Writes the new name, deletes what is gone.",
    covers=(
        "start-deprecated-names",
        "py-predict-deprecated",
        "start-emit-metric",
        "start-experimental-warning",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each old name that is imported or stands beside a new one."""
    for path in sorted(project.python):
        tree = project.python[path].tree
        for imported in _from_cog(tree.body):
            if imported.name == "File" and not _is_used(tree, imported.alias or imported.name):
                continue
            if imported.name in _NEW:
                message = f"`{imported.name}` is an old name: {_NEW[imported.name]}"
                yield _old(path, imported, imported.name, message, *_plans(path, imported.name))
    for interface in interfaces_of(project):
        if interface.mode == "predict" and interface.target is not None:
            yield from _half_new(interface.target)


def _is_used(tree: py.Module, name: str) -> bool:
    return any(isinstance(node, py.Name) and node.id == name for node in py.walk(tree))


def _half_new(target: Target) -> Iterator[Report]:
    """The old one of a runner's base class and method, if the other is new."""
    runner, method = target.runner, target.node.name
    for base in runner.bases if runner is not None else ():
        name = target.file.source.text(base.value).rpartition(".")[2]
        if not target.file.names.is_cog(target.file.source.text(base.value), name):
            continue
        if name == "BasePredictor" and method == "run":
            message = "`BasePredictor` is an old name: it is called `BaseRunner` now"
            plan = UseNewBase(target.file.path, base.value.span)
            yield _old(target.file.path, base, name, message, plan)
        elif name == "BaseRunner" and method == "predict":
            message = "`predict()` is an old name: it is called `run()` now"
            yield _old(target.file.path, py.Node(target.node.name_span), method, message)


def _from_cog(body: Iterable[py.Stmt]) -> Iterator[py.ImportedName]:
    for statement in body:
        if not isinstance(statement, py.ImportFrom) or statement.level:
            continue
        if statement.module in _HOMES:
            yield from statement.names


def _plans(path: str, name: str) -> tuple[Plan, ...]:
    if name == "File":
        return (FileToPath(path),)
    if name == "emit_metric":
        return (RecordMetrics(path),)
    return (DropImport(path, "cog", name),) if name == "ExperimentalFeatureWarning" else ()


def _old(path: str, node: py.Node, name: str, message: str, *plans: Plan) -> Report:
    return Report(path, node.span, message, key=name, tags=(Tag.DEPRECATED,), plans=plans)
