"""A mapping of cog.yaml has the same key twice.

## What it does

Reports the second of two equal keys in any mapping that Cog reads, including keys that Cog does not
know.

## Why it matters

Cog's YAML library refuses the file, so every command stops. Other YAML readers silently take the
last value, so nothing else points it out.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  gpu: false
  gpu: true
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  gpu: true
predict: predict.py:Predictor
```

## Fix

Deletes the second one if both have the same value. Otherwise it offers to delete either.

## Sources

- Cog decodes with unique keys: `pkg/config/parse.go` in replicate/cog, go.yaml.in/yaml v4.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.config.values import DecodeProblem, dotted
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import DeleteEntry, Plan
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax.yaml_tree import YamlNode, YamlScalar, walk_yaml


@rule(
    code="COG102",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Deletes one of the two.",
    covers=("yaml-duplicate-key", "config-parse"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each key that was there before."""
    config = project.config
    for problem in config.values.problems:
        if problem.kind == "duplicate" and problem.first is not None:
            name = dotted(problem.path)
            yield Report(
                config.path,
                problem.node.span,
                f"`{problem.path[-1]}` is already in this mapping; Cog accepts each key only once",
                key=name,
                related=(Related(config.path, problem.first.span, "the first one"),),
                plans=tuple(_plans(project, problem, problem.first)),
            )


def _plans(project: Project, problem: DecodeProblem, first: YamlNode) -> Iterator[Plan]:
    path, text = project.config.path, project.config.document.text
    if problem.entry is None:
        return
    same = _value_of(project, first)
    if same is not None and same.span.text(text) == problem.entry.value.span.text(text):
        yield DeleteEntry(path, problem.node.span)
        return
    name = problem.path[-1]
    yield DeleteEntry(path, problem.node.span, title=f"Delete the second `{name}`", choice=True)
    yield DeleteEntry(path, first.span, title=f"Delete the first `{name}`", choice=True)


def _value_of(project: Project, key: YamlNode) -> YamlScalar | None:
    """The scalar whose key is ``key``."""
    nodes = iter(walk_yaml(project.config.tree.root))
    for node in nodes:
        if node is key:
            value = next(nodes, None)
            return value if isinstance(value, YamlScalar) else None
    return None
