"""`python_version` is an unquoted number, and YAML readers take `3.10` for `3.1`.

## What it does

Reports an unquoted version such as `3.10`, which YAML reads as the number 3.1.

## Why it matters

Cog keeps the source text, so it works. Dependabot, other linters and scripts that read cog.yaml get
3.1. Versions that stay the same as a number (`3.12`) are not reported.

## Example

```yaml title=cog.yaml
build:
  python_version: 3.10
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.10"
predict: predict.py:Predictor
```

## Fix

Quotes the version.

## Sources

- Cog's YAML library keeps a number's source text where text is wanted: `pkg/config/config_file.go`
  in replicate/cog. [YAML 1.2, the tag float](https://yaml.org/spec/1.2.2/#10214-floating-point).
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import QuoteScalar
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax.yaml_tree import YamlScalar


@rule(
    code="COG111",
    severity=Severity.HINT,
    since="0.2.0",
    fix="Quotes the version.",
    covers=("inf-python-unquoted",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at a plain version that ends in a zero."""
    build = project.config.values.build
    version = build.python_version if build is not None else None
    node = version.node if version is not None else None
    if not isinstance(node, YamlScalar) or node.style != "plain":
        return
    major, dot, minor = node.value.partition(".")
    if dot and major.isdecimal() and minor.isdecimal() and minor.endswith("0"):
        yield Report(
            project.config.path,
            node.span,
            f"other YAML parsers read {node.value} as the number {float(node.value):g}; "
            f'write "{node.value}"',
            key="build.python_version",
            plans=(QuoteScalar(project.config.path, node.span),),
        )
