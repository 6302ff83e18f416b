"""A value of cog.yaml has the wrong type for its key.

## What it does

Reports a string where a list belongs, a list where a string belongs, a quoted or numeric `gpu`, a
quoted or fractional `concurrency.max`, a command of `build.run` that is a number, and the like. A
number or a date where a string belongs is fine: Cog takes its source text.

## Why it matters

Cog cannot decode the file, so every command stops, with one message for the whole file.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  gpu: "true"
  system_packages: ffmpeg
predict: predict.py:Predictor
environment:
  HF_HOME: /src/.cache
```

```yaml title=cog.yaml
build:
  python_version: "3.12"
  run:
    - 3
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  gpu: true
  system_packages:
    - ffmpeg
predict: predict.py:Predictor
environment:
  - HF_HOME=/src/.cache
```

## Fix

Wraps a value in a list, or replaces a list with its only item; turns a mapping into `NAME=value`
items, a list of keys into one mapping, a GPU's name into `true`, a weight's bare source into `uri:`
and a bare `concurrency` into `max:`; unquotes a boolean or a number, and quotes a command.

## Sources

- The types of all keys: `pkg/config/config_file.go` in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.hardware import nearest
from cog_lsp.project import Project
from cog_lsp.project.config import DecodeProblem, Expected
from cog_lsp.project.config.values import dotted
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import (
    ListToMapping,
    MappingToList,
    Plan,
    QuoteScalar,
    SetScalar,
    UnwrapItem,
    WrapInList,
    WrapInMapping,
)
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened
from cog_lsp.syntax.yaml_tree import YamlMapping, YamlNode, YamlScalar, YamlSequence

_TRUTHS = {
    **dict.fromkeys(("true", "yes", "on", "y", "1"), "true"),
    **dict.fromkeys(("false", "no", "off", "n", "0"), "false"),
}
_CHOSEN = "the GPU is chosen on Replicate"
_TAKES: dict[Expected, str] = {
    "text": "takes a string",
    "truth": "takes `true` or `false`, without quotes",
    "integer": "takes an integer, without quotes",
    "list": "takes a list",
    "mapping": "takes a mapping",
    "command": "takes a string, or a mapping with `command`",
    "source": "takes a mapping with `uri`, or a list of such mappings",
    "key": "takes keys that are strings",
    "merge": "takes a mapping after `<<`",
}


@rule(
    code="COG103",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Gives the value the form that the key expects.",
    covers=(
        "yaml-scalar-type",
        "yaml-list-type",
        "run-item-type",
        "weights-source-shape",
        "config-parse",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each value that Cog cannot decode."""
    config = project.config
    for problem in config.values.problems:
        if problem.kind == "type":
            name = dotted(problem.path)
            where = f"`{name}`" if name else "cog.yaml"
            text = f"{where} {_TAKES[problem.expected]}, not {_what(config.document.text, problem)}"
            if problem.expected == "truth" and not _is_truth(problem.node):
                text += "; the GPU is chosen on Replicate, not here"
            yield Report(
                config.path,
                problem.node.span,
                text,
                key=name,
                plans=tuple(_plans(config.path, problem)),
            )


def _is_truth(node: YamlNode) -> bool:
    return isinstance(node, YamlScalar) and node.value.lower() in _TRUTHS


def _what(source: str, problem: DecodeProblem) -> str:
    node = problem.node
    if isinstance(node, YamlSequence):
        return "a list"
    if isinstance(node, YamlMapping):
        template = source[node.span.start :].startswith("{{")
        return "a template (YAML reads it as a mapping)" if template else "a mapping"
    text = f"`{shortened(node.span.text(source), 40)}`"
    quoted = isinstance(node, YamlScalar) and node.style != "plain"
    return f"the string {text}" if quoted else text


def _plans(path: str, problem: DecodeProblem) -> Iterator[Plan]:
    node, expected = problem.node, problem.expected
    if expected == "list" and isinstance(node, YamlMapping):
        if problem.path == ("environment",):
            yield MappingToList(path, node.span)
        elif problem.path in (("build", "run"), ("weights",)):
            yield WrapInList(path, node.span)
    elif expected == "list" and problem.path != ("weights",):
        yield WrapInList(path, node.span)
    elif expected == "text" and isinstance(node, YamlMapping) and "environment" in problem.path:
        yield MappingToList(path, node.span)
    elif expected == "text" and isinstance(node, YamlSequence):
        if len(node.items) == 1 and isinstance(node.items[0], YamlScalar):
            yield UnwrapItem(path, node.span)
    elif expected == "mapping" and isinstance(node, YamlSequence):
        yield ListToMapping(path, node.span)
    elif isinstance(node, YamlScalar):
        yield from _scalar_plans(path, node, problem)


def _scalar_plans(path: str, node: YamlScalar, problem: DecodeProblem) -> Iterator[Plan]:
    if problem.expected == "truth" and _is_truth(node):
        yield SetScalar(path, node.span, _TRUTHS[node.value.lower()], text=False)
    elif problem.expected == "truth" and _names_gpu(node.value):
        yield SetScalar(path, node.span, "true", text=False, decision=_CHOSEN)
    elif problem.expected == "integer" and node.value.strip().isdecimal():
        yield SetScalar(path, node.span, node.value.strip(), text=False)
    elif problem.expected == "command":
        yield QuoteScalar(path, node.span)
    elif problem.path == ("concurrency",) and node.value.strip().isdecimal():
        yield WrapInMapping(path, node.span, "max")
    elif problem.expected == "source" or _is_source_item(node, problem):
        yield WrapInMapping(path, node.span, "uri")


def _names_gpu(value: str) -> bool:
    """Whether ``value`` speaks of a GPU that there is."""
    tier = nearest(value)
    return tier is not None and tier.is_gpu


def _is_source_item(node: YamlNode, problem: DecodeProblem) -> bool:
    """Whether it is an item of the list of sources of a weight."""
    is_item = len(problem.path) == 4 and problem.path[0] == "weights"
    return is_item and problem.path[2] == "source" and isinstance(node, YamlScalar)
