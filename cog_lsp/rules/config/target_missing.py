"""cog.yaml names no code to run.

## What it does

Reports a cog.yaml in which none of `run`, `predict` and `train` is set.

## Why it matters

`cog build` stops: it cannot read the model's interface.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
```

## Fix

Names the class in the files next to cog.yaml that looks like a runner, if there is exactly one.

## Sources

- `pkg/schema/openapi/generate.go` in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.config._runners import runners_in
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import InsertKey
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax.yaml_tree import YamlMapping
from cog_lsp.text import Span


@rule(
    code="COG112",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Names the only runner in the project.",
    covers=("no-target",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the first key of a file that names nothing."""
    config = project.config
    values = config.values
    named = (values.run, values.predict, values.train)
    unread = values.unread
    keys = (("run",), ("predict",), ("train",))
    if config.tree.problem is not None or unread.intersection(((), *keys)):
        return
    if any(ref is not None and ref.value for ref in named):
        return
    root = config.tree.root
    entry = next((found for key in keys if (found := config.entry(*key)) is not None), None)
    if entry is None and isinstance(root, YamlMapping) and root.entries:
        entry = root.entries[0]
    runners = [found for facts in project.python.values() for found in runners_in(facts)]
    plans = [
        InsertKey(config.path, (runner.key,), runner.reference, decision="it is a guess")
        for runner in runners
        if config.entry(runner.key) is None
    ]
    yield Report(
        config.path,
        entry.key.span if entry is not None else Span(0, 0),
        'cog.yaml does not say what to run; name the file and the class: `run: "run.py:Runner"`',
        key="run",
        plans=tuple(plans) if len(plans) == 1 else (),
    )
