"""cog.yaml does not say which version of Python to use.

## What it does

Reports a `build` without `python_version`, or with an empty one, and a cog.yaml without `build`.

## Why it matters

Cog has required the version since 0.17, and every command stops. Without `build` it does not stop,
but asks Docker for an image called `python:-slim`, which cannot exist.

## Example

```yaml title=cog.yaml
build:
  gpu: false
predict: predict.py:Predictor
```

```yaml title=cog.yaml
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: false
  python_version: "3.12"
predict: predict.py:Predictor
```

## Fix

Writes the newest version that Cog documents and that the pinned torch has wheels for. Unsafe: it is
a guess at which Python the code needs.

## Sources

- `pkg/config/validate.go` in replicate/cog, and for a missing `build` the tag made in
  `pkg/dockerfile/standard_generator.go`.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.config._python_version import best_python
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import InsertKey, Plan, SetScalar
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax.yaml_tree import YamlMapping
from cog_lsp.text import Span

_PATH = ("build", "python_version")
_DECISION = "it is a guess at which Python the code needs"


@rule(
    code="COG107",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Writes a version that the pinned torch supports.",
    covers=(
        "python-version-missing",
        "schema-python-version-required",
        "inf-missing-build",
        "config-schema",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at ``build``, or at the first key when there is no ``build``."""
    config = project.config
    path, build, root = config.path, config.values.build, config.tree.root
    unread = config.values.unread
    if config.tree.problem is not None or unread & {(), ("build",), _PATH}:
        return
    if build is not None and build.python_version is not None and build.python_version.value:
        return
    version = best_python(project)
    example = f'`python_version: "{version}"`'
    insert: Plan = InsertKey(path, _PATH, version, decision=_DECISION)
    if build is None:
        entry = config.entry("build")
        first = root.entries[0].key.span if isinstance(root, YamlMapping) and root.entries else None
        span = entry.key.span if entry is not None else first or Span(0, 0)
        message = f"without `build` there is no Python version and no base image; write {example}"
        yield Report(path, span, f"{message} under `build`", key="build", plans=(insert,))
    else:
        entry = config.entry(*_PATH)
        span = entry.key.span if entry is not None else build.entry.key.span
        if entry is not None:
            insert = SetScalar(path, entry.value.span, version, decision=_DECISION)
        message = f"`build` needs a `python_version`, such as {example}"
        yield Report(path, span, message, key="build.python_version", plans=(insert,))
