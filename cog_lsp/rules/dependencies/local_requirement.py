"""A requirements file has a local reference in a form that Cog refuses.

## What it does

Reports lines of the requirements file that name something local in any form other than a bare path
to a wheel or a source archive (`./pkg-1.0-py3-none-any.whl`): a `file:` URL, `name @ path`, a local
`-r` or `--find-links`, an archive followed by a marker, extras or options, a folder.

## Why it matters

`cog build` stops when it writes the Dockerfile. No earlier command reports it.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_requirements: requirements.txt
predict: predict.py:Predictor
```

```text title=requirements.txt
numpy==2.1.3
-r requirements-extra.txt
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_requirements: requirements.txt
predict: predict.py:Predictor
```

```text title=requirements.txt
numpy==2.1.3
pillow==11.0.0
```

## Fix

Leaves only the path if the line names a wheel or an archive. Replaces `-r` with the lines of the
file that it names.

## Sources

- `ParseLocalArtifactRequirement` in `pkg/requirements/local_artifact.go` of replicate/cog, at
  6110c912; Cog reads local archives since 0.22.0
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution import LocalForm, Package
from cog_lsp.rules.dependencies._shared import replacing, requirements_file
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import InlineRequirements, Plan
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax.requirements import ARTIFACT_SUFFIXES

_ONLY_PATH = "write only the path of the wheel or archive"
_WORDS = {
    "req-file-url": f"a `file:` URL is not supported; {_ONLY_PATH}",
    "req-name-at-file-url": f"`name @ file:` is not supported; {_ONLY_PATH}",
    "req-name-at-path": f"`name @ path` is not supported; {_ONLY_PATH}",
    "req-local-option": "`{option}` with a local path is not supported; list its requirements here",
    "req-artifact-inline-option": "a local archive cannot have options or hashes",
    "req-artifact-marker": "a local archive cannot have an environment marker",
    "req-artifact-extras": "a local archive cannot have extras",
    "req-local-dir": "a local folder is not supported; build a wheel from it and list that",
}


@rule(
    code="COG204",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Leaves only the path of the archive, or inlines the other file.",
    covers=(
        "req-file-url",
        "req-name-at-file-url",
        "req-name-at-path",
        "req-local-option",
        "req-artifact-inline-option",
        "req-artifact-marker",
        "req-artifact-extras",
        "req-local-dir",
    ),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each line that Cog refuses."""
    for package in requirements_file(project):
        local = package.local
        if local is None or local.problem is None:
            continue
        words = _WORDS[local.problem].format(option=local.option)
        yield Report(
            package.path,
            package.span,
            f"Cog refuses `{package.text}` when it builds: {words}",
            key=package.text,
            plans=tuple(_plans(project, package, local)),
        )


def _plans(project: Project, package: Package, local: LocalForm) -> Iterator[Plan]:
    if local.option in ("-r", "--requirement"):
        included = posixpath.normpath(posixpath.join(posixpath.dirname(package.path), local.path))
        if included in project.documents and included != package.path:
            yield InlineRequirements(package.path, package.whole, included)
        return
    # `file:./x.whl` has a path that Cog takes; `file:///x.whl` is a place on this machine.
    path = re.sub(r"(?i)^file:(?!//)", "", local.path)
    is_archive = path.lower().endswith(ARTIFACT_SUFFIXES) and "://" not in path
    if is_archive and local.problem != "req-local-option":
        yield replacing(package, path, f"Leave only `{path}`", "the rest of the line is lost")
