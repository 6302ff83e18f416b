"""cog.yaml names something that does not exist, and Cog builds with another.

## What it does

Reports a reference whose name does not exist in the file, although the file has a function
`predict` (or `train`), which Cog takes instead.

## Why it matters

`cog build` succeeds. The server looks for the name as written, and the container fails to start.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
```

```python title=predict.py
def predict(x: str) -> str:
    return x
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:predict
```

```python title=predict.py
def predict(x: str) -> str:
    return x
```

## Fix

Writes the name of the function that exists into cog.yaml.

## Sources

- `target.go` in `pkg/schema/python` in replicate/cog, at 6110c912
- `load_predictor_from_ref` in `predictor.py` of `python/cog` in replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.interface import Cause, interfaces_of
from cog_lsp.project import Project
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.interface._reports import is_whole
from cog_lsp.rules.plan import SetScalar
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG333",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Names the function in cog.yaml.",
    covers=("start-ref-name-absent",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at each reference that is taken for another."""
    for interface in interfaces_of(project):
        for problem in interface.of((Cause.REF_NAME_ABSENT,)):
            if not is_whole(project, problem.path) or not interface.ref.name:
                continue
            place = Related(problem.path, problem.span, "the function that Cog takes instead")
            yield Report(
                project.config.path,
                interface.ref.span,
                f"`{interface.ref.file}` has no `{problem.subject}`: Cog builds with its function "
                f"`{problem.text}`, but the container fails to start; name `{problem.text}` here",
                key=interface.ref.key,
                related=(place,),
                plans=(
                    SetScalar(
                        project.config.path,
                        interface.ref.span,
                        f"{interface.ref.file}:{problem.text}",
                        title=f"Name `{problem.text}` in cog.yaml",
                    ),
                ),
            )
