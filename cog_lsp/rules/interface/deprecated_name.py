"""A name of Cog's SDK is outdated.

## What it does

Reports, in the files of the project, names that Cog still accepts but has replaced or removed:
`File` (now `Path`), `emit_metric` (now `self.record_metric`), and `ExperimentalFeatureWarning`
(removed).

`BasePredictor` (now `BaseRunner`) and `predict()` (now `run()`) are reported in a class that
already uses the new name for the other one. A class that uses only old names is left to
`deprecated-key`, which covers cog.yaml, the class and the method together.

## Why it matters

They still work, with a notice in the log of the build or the container.

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

Replaces `File` with a `Path` that the method opens; writes `BaseRunner` and `self.record_metric`;
deletes the import of a warning that is never issued any more. Renames `predict()` of a `BaseRunner`
with its calls; unsafe, because tests and scripts may call it. The fix of `deprecated-key` moves a
whole project to the new names.

## Sources

- `predictor.py` and `__init__.py` in `python/cog` in replicate/cog, at 6110c912
- [Cog: Python reference](https://cog.run/python/)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cog_lsp.interface import Target, interfaces_of
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity, Tag
from cog_lsp.rules.plan import DropImport, FileToPath, MethodToRun, Plan, RecordMetrics, UseNewBase
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py

_CAUTION = "tests and scripts may call `predict()`"
_HOMES = ("cog", "cog.predictor")
_NEW = {
    "File": "`File` is deprecated: use `Path` and open it in the method",
    "emit_metric": "`emit_metric` is deprecated: use `self.record_metric(name, value)`",
    "ExperimentalFeatureWarning": "`ExperimentalFeatureWarning` is no longer issued: delete it",
}


@rule(
    code="COG354",
    severity=Severity.HINT,
    since="0.2.0",
    fix="Writes the new name, or deletes what no longer exists.",
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
                message = _NEW[imported.name]
                yield _old(path, imported, imported.name, message, *_plans(path, imported.name))
    for interface in interfaces_of(project):
        if interface.mode == "predict" and interface.target is not None:
            yield from _half_new(interface.target)


def _is_used(tree: py.Module, name: str) -> bool:
    return any(isinstance(node, py.Name) and node.id == name for node in py.walk(tree))


def _half_new(target: Target) -> Iterator[Report]:
    """The old one of a runner's base class and method, if the other is new."""
    runner, method = target.runner, target.node.name
    if runner is None:
        return
    for base in runner.bases:
        name = target.file.source.text(base.value).rpartition(".")[2]
        if not target.file.names.is_cog(target.file.source.text(base.value), name):
            continue
        if name == "BasePredictor" and method == "run":
            message = "`BasePredictor` is the old name of `BaseRunner`"
            plan = UseNewBase(target.file.path, base.value.span)
            yield _old(target.file.path, base, name, message, plan)
        elif name == "BaseRunner" and method == "predict":
            message = "`predict()` is the old name of `run()`"
            path, span = target.file.path, target.node.name_span
            rename = MethodToRun(path, runner.name, caution=_CAUTION)
            yield _old(path, py.Node(span), method, message, rename)


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
