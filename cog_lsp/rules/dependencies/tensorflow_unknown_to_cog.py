"""Cog does not know which CUDA this TensorFlow was built for.

## What it does

Reports a TensorFlow that is not in Cog's table when `gpu` is on and `cuda` is not set. The table
has one release per minor version, and Cog compares the strings: 2.15.1 is not 2.15.0.

It is a warning if the release is newer than any in the table: the installed Cog may know it.

## Why it matters

A Cog that does not know the version refuses the project: every command stops.

## Example

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.11"
  python_packages:
    - tensorflow==2.15.1
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  cuda: "12.2"
  python_version: "3.11"
  python_packages:
    - tensorflow==2.15.1
predict: predict.py:Predictor
```

## Fix

Sets `cuda` to that of the known release with the same minor version, or pins that release. Unsafe:
what is installed changes.

## Sources

- `pkg/config/tf_compatibility.json` and `cudaFromTF` in `pkg/config/compatibility.go` of
  replicate/cog, at 6110c912
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.knowledge.compatibility import TensorFlowRelease, tensorflow_releases
from cog_lsp.project import Project
from cog_lsp.resolution import Framework, resolution_of
from cog_lsp.resolution.cuda import cudnns_for
from cog_lsp.resolution.versions import equal_minor, greater
from cog_lsp.rules.dependencies._shared import COG, replacing
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import InsertKey, Plan
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG227",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Sets `cuda`, or pins the release that Cog knows.",
    covers=("tf-unknown-cuda",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the requirement that Cog cannot place."""
    resolution = resolution_of(project)
    tensorflow = resolution.framework("tensorflow")
    if tensorflow is None or "tf-unknown-cuda" not in resolution.choice.problems:
        return
    package = tensorflow.package
    known = tensorflow_releases()
    newer = greater(tensorflow.token, known[-1].version)
    near = next((row for row in known if equal_minor(row.version, tensorflow.token)), None)
    there = near.version if near else f"{known[0].version} to {known[-1].version}"
    refuses = "an older Cog refuses it" if newer else "Cog refuses it"
    yield Report(
        package.path,
        package.span,
        f"{COG} does not know which CUDA `{package.text}` was built for (it knows {there}), "
        f"and without `build.cuda` {refuses}: set `cuda`, or pin a release that it knows",
        key="tensorflow",
        plans=tuple(_plans(project, tensorflow, near)) if near is not None else (),
        severity=Severity.WARNING if newer else None,
    )


def _plans(project: Project, tensorflow: Framework, near: TensorFlowRelease) -> Iterator[Plan]:
    if near.cudnn in cudnns_for(near.cuda):
        yield InsertKey(
            project.config.path,
            ("build", "cuda"),
            near.cuda,
            title=f"Set `cuda` to {near.cuda}, that of {near.version}",
            caution="Cog's table does not have it for this release",
        )
    text = f"tensorflow=={near.version}"
    yield replacing(tensorflow.package, text, f"Pin `{text}`", "it is a different release")
