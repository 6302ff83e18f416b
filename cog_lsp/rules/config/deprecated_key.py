"""A key of cog.yaml still works, but has a successor.

## What it does

Reports `predict` (now `run`), `build.pre_install` (now `build.run`) and `concurrency.max` (now
`@cog.concurrent` on the method). `python_packages` has a rule of its own.

## Why it matters

Every Cog command prints a warning, and a later Cog will not read the key. `pre_install` also does
not do what its name says: its commands run last, after the Python packages and after `run`.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  pre_install:
    - pip list
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  run:
    - pip list
run: run.py:Runner
```

```python title=run.py
from cog import BaseRunner


class Runner(BaseRunner):
    def run(self, prompt: str) -> str:
        return prompt
```

## Fix

Renames `predict` to `run`, or migrates the class, the method and the file as well; moves the
commands of `pre_install` to the end of `run`, where Cog runs them anyway; adds the decorator to an
async method, or deletes a `concurrency` of 1. The rename and the decorator are unsafe: Cog before
0.20 does not know `run`, and Cog before 0.22 does not know the decorator. Refused if another file,
a string or another class may use an old name.

## Sources

- `pkg/config/validate.go`, and `pkg/dockerfile/standard_generator.go` for the order, in
  replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import interfaces_of
from cog_lsp.project import Project
from cog_lsp.project.config import ConfigValues
from cog_lsp.rules.finding import Severity, Tag
from cog_lsp.rules.plan import (
    ConcurrencyToDecorator,
    DeleteEntry,
    MigrateToRun,
    MoveItems,
    Plan,
    RenameKey,
)
from cog_lsp.rules.rule import Report, rule
from cog_lsp.text import Span

_CAUTION = "Cog before 0.20 does not know `run`"
_OLD, _NEW = ("build", "pre_install"), ("build", "run")


@rule(
    code="COG115",
    severity=Severity.HINT,
    since="0.2.0",
    fix="Writes the successor.",
    covers=(
        "predict-deprecated",
        "pre-install-deprecated",
        "concurrency-deprecated",
        "config-deprecated-fields",
        "predict-to-run-migration",
        "inf-pre-install-order",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each deprecated key that is set."""
    path = project.config.path
    for key, span, message, plans in _found(project, project.config.values):
        yield Report(path, span, message, key=key, tags=(Tag.DEPRECATED,), plans=plans)


def _found(
    project: Project, values: ConfigValues
) -> Iterator[tuple[str, Span, str, tuple[Plan, ...]]]:
    path, build, concurrency = project.config.path, values.build, values.concurrency
    if values.predict is not None and values.predict.value and values.run is None:
        span = values.predict.key_span
        message = "`predict` has been called `run` since Cog 0.20; both work"
        yield (
            "predict",
            span,
            message,
            (
                MigrateToRun(path, caution=_CAUTION),
                RenameKey(path, span, "run", caution=_CAUTION),
            ),
        )
    if build is not None and build.pre_install is not None and build.pre_install.items:
        message = (
            "`pre_install` is deprecated, and runs last: after the Python packages and after "
            "`run`; move its commands to the end of `run`"
        )
        yield (
            "build.pre_install",
            build.pre_install.key_span,
            message,
            (MoveItems(path, _OLD, _NEW),),
        )
    # Below 1, Cog refuses the number: concurrency-invalid says so.
    if concurrency is not None and concurrency.max is not None and concurrency.max.value >= 1:
        number, span = concurrency.max.value, concurrency.max.key_span
        is_async = any(interface.is_async for interface in interfaces_of(project))
        plans: tuple[Plan, ...] = ()
        message = "`concurrency.max` has been deprecated since Cog 0.22; "
        if number == 1 and not is_async:
            message += "delete it: the default is 1 too"
            # A variable for it would count then.
            items = values.environment.items if values.environment is not None else ()
            named = any(item.value.startswith("COG_MAX_CONCURRENCY=") for item in items)
            if not named:
                plans = (DeleteEntry(path, concurrency.entry.key.span),)
        else:
            message += f"use `@cog.concurrent(max={number})` on the async method"
            if is_async:
                plans = (ConcurrencyToDecorator(path),)
        yield "concurrency.max", span, message, plans
