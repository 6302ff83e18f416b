"""More than one prediction at a time needs an `async` method.

## What it does

Reports `@concurrent(max=N)` and `concurrency: max: N` in cog.yaml with N above 1 where the method
is a plain `def`.

## Why it matters

A plain method blocks the event loop, so its predictions cannot overlap. `cog build` stops.

## Example

```python title=predict.py
from cog import BaseRunner, concurrent


class Predictor(BaseRunner):
    @concurrent(max=4)
    def run(self, x: str) -> str:
        return x
```

## Use instead

```python title=predict.py
from cog import BaseRunner, concurrent


class Predictor(BaseRunner):
    @concurrent(max=4)
    async def run(self, x: str) -> str:
        return x
```

## Fix

Removes the decorator. Unsafe: an `async` method would let several predictions run at once.

## Sources

- `parser.go` in `pkg/schema/python` in replicate/cog, at 6110c912
- `configWithDecoratorConcurrency` in `pkg/image/build.go` of replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause, Interface, interfaces_of
from cog_lsp.project import Project
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.interface._reports import found, is_whole, report
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax.yaml_tree import YamlScalar


@rule(
    code="COG323",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Removes `@concurrent`.",
    covers=(
        "decorator-needs-async",
        "concurrency-needs-async",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each decorator, and at the key, that asks for more than one."""
    for problem in found(project, Cause.CONCURRENT_NOT_ASYNC):
        yield report(
            problem,
            f"`@concurrent(max={problem.text})` needs `async def {problem.subject}`, and `cog "
            "build` stops; make the method `async`, or delete the decorator",
        )
    for interface in interfaces_of(project)[:1]:
        yield from _from_config(project, interface)


def _from_config(project: Project, interface: Interface) -> Iterator[Report]:
    entry = project.config.entry("concurrency", "max")
    target = interface.target
    if entry is None or target is None or target.node.is_async:
        return
    if not is_whole(project, target.file.path):
        return
    value = entry.value
    if isinstance(value, YamlScalar) and value.value.isdecimal() and int(value.value) > 1:
        place = Related(target.file.path, target.node.name_span, "not `async def`")
        yield Report(
            project.config.path,
            value.span,
            f"`max: {value.value}` needs `async def {target.node.name}`, and `cog build` stops; "
            "make "
            "the method `async`, or delete `concurrency`",
            key="concurrency.max",
            related=(place,),
        )
