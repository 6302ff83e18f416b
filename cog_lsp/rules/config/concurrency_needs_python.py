"""Running more than one prediction at once needs Python 3.11.

## What it does

Reports `concurrency.max` or `@cog.concurrent` above 1 with an older `python_version`.

## Why it matters

Cog refuses it: with `concurrency.max` every command stops, with the decorator the build stops.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.10"
predict: predict.py:Predictor
concurrency:
  max: 4
```

```python title=predict.py
from cog import BasePredictor


class Predictor(BasePredictor):
    async def predict(self, prompt: str) -> str:
        return prompt
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.11"
predict: predict.py:Predictor
concurrency:
  max: 4
```

```python title=predict.py
from cog import BasePredictor


class Predictor(BasePredictor):
    async def predict(self, prompt: str) -> str:
        return prompt
```

## Fix

Writes `3.11`. Unsafe: the code then runs on a different Python.

## Sources

- `pkg/config/validate.go`, and `pkg/image/build.go` for the decorator, in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import interfaces_of
from cog_lsp.knowledge.cog import python_versions
from cog_lsp.project import Project
from cog_lsp.rules.config._python_version import PythonVersion, read_python_version
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import SetScalar
from cog_lsp.rules.rule import Report, rule
from cog_lsp.text import Span


@rule(
    code="COG133",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Writes the required version.",
    covers=("concurrency-python", "config-schema"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the version when it is too old for what is asked."""
    path, values, known = project.config.path, project.config.values, python_versions()
    version = values.build.python_version if values.build is not None else None
    found = read_python_version(version.value) if version is not None and version.value else ""
    if version is None or not isinstance(found, PythonVersion):
        return
    least = known.for_concurrency
    if found.major != least[0] or found.minor >= least[1]:
        return
    if (found.major, found.minor) < known.minimum:
        return
    asked = _asked(project)
    if asked is not None:
        where, span, number = asked
        yield Report(
            path,
            version.span,
            f"running {number} predictions at once needs Python {least[0]}.{least[1]} or newer",
            key="build.python_version",
            related=(Related(where, span, f"{number} at once"),),
            plans=(
                SetScalar(
                    path,
                    version.span,
                    f"{least[0]}.{least[1]}",
                    caution="the code then runs on a different Python",
                ),
            ),
        )


def _asked(project: Project) -> tuple[str, Span, int] | None:
    """Where more than one at a time is asked for, and how many; cog.yaml goes first."""
    values = project.config.values
    if values.concurrency is not None and values.concurrency.max is not None:
        number = values.concurrency.max
        return (project.config.path, number.span, number.value) if number.value > 1 else None
    for interface in interfaces_of(project)[:1]:
        asked = interface.concurrency
        if asked is not None and asked.max > 1 and interface.target is not None:
            return interface.target.file.path, asked.span, asked.max
    return None
