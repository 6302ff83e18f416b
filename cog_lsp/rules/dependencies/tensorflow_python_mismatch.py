"""TensorFlow has no wheel for this Python.

## What it does

Reports a pinned TensorFlow whose minor version is in Cog's table, but not for this
`python_version`. TensorFlow 2.4 to 2.7 have no wheel for any Python that Cog accepts.

## Why it matters

pip finds nothing to install, and the build stops. Cog does not compare the two.

## Example

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.12"
  python_packages:
    - tensorflow==2.13.0
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.11"
  python_packages:
    - tensorflow==2.13.0
predict: predict.py:Predictor
```

## Fix

Sets `python_version` to the newest that TensorFlow has wheels for. Unsafe: it is a different
Python.

## Sources

- `pkg/config/tf_compatibility.json` of replicate/cog, at 6110c912
- [TensorFlow: tested build configurations](https://www.tensorflow.org/install/source#gpu)
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.cog import python_versions
from cog_lsp.knowledge.compatibility import tensorflow_releases
from cog_lsp.project import Project
from cog_lsp.resolution import resolution_of
from cog_lsp.resolution.versions import at_least, equal_minor, major_minor
from cog_lsp.rules.dependencies._shared import build_entry
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import Plan, SetScalar
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG230",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Sets a Python that TensorFlow has wheels for.",
    covers=("inf-tf-too-old",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the TensorFlow that cannot be installed."""
    config = project.config
    resolution = resolution_of(project)
    entry = build_entry(project, "python_version")
    python = major_minor(resolution.python)
    oldest = ".".join(map(str, python_versions().minimum))
    # Cog itself refuses an older Python.
    if entry is None or not at_least(python, oldest):
        return
    for package in resolution.named("tensorflow"):
        requirement = package.line.requirement if package.line is not None else None
        version = requirement.version if requirement is not None else None
        if requirement is None or version is None or requirement.marker is not None:
            continue
        release = next((r for r in tensorflow_releases() if equal_minor(r.version, version)), None)
        if release is None or python in release.pythons:
            continue
        newest = release.pythons[-1] if release.pythons else None
        if newest is None:
            there = f"it has none for Python {oldest}, the oldest that Cog accepts, or newer"
        else:
            there = f"its wheels go up to {newest}"
        plans: tuple[Plan, ...] = ()
        if newest is not None:
            plans = (
                SetScalar(
                    config.path,
                    entry.value.span,
                    newest,
                    title=f"Use Python {newest}",
                    caution="it is a different Python",
                ),
            )
        yield Report(
            package.path,
            package.span,
            f"TensorFlow {version} has no wheel for Python {python}: {there}",
            key="tensorflow",
            related=(Related(config.path, entry.span, "the Python version is set here"),),
            plans=plans,
        )
