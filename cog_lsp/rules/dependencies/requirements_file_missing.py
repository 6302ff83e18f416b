"""The requirements file that cog.yaml names does not exist.

## What it does

Reports a path under `build.python_requirements` that does not exist or is a folder.

## Why it matters

Cog refuses the project: every command stops.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_requirements: requirement.txt
predict: predict.py:Predictor
```

```text title=requirements.txt
numpy==2.1.3
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
```

## Fix

Names the requirements file that exists, if there is one; otherwise creates an empty file. Both are
unsafe: what is installed changes.

## Sources

- `validateRequirementsFile` in `pkg/config/validate.go` of replicate/cog, at 6110c912
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.dependencies._shared import build_entry, one_of
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import CreateFile, Plan, SetScalar
from cog_lsp.rules.rule import Report, rule

_CANDIDATE = re.compile(r"[\w-]*requirements?[\w.-]*\.txt", re.IGNORECASE)


@rule(
    code="COG203",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Names the requirements file that exists, or creates one.",
    covers=("requirements-file-missing", "requirements-file-unreadable"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the path of a file that is known not to be there."""
    config = project.config
    entry = build_entry(project, "python_requirements")
    path = config.requirements_path
    # A path outside of the project, and a project that is nowhere on disk, cannot be judged.
    if entry is None or path is None or path.startswith(("/", "../")) or not project.names:
        return
    if project.inventory is not None and path in project.inventory.folders:
        message = f"`{path}`, which `python_requirements` names, is a folder"
        yield Report(config.path, entry.value.span, message, key="build.python_requirements")
        return
    if project.exists(path):
        return
    folder = posixpath.dirname(path)
    there = sorted(
        name
        for name in project.names
        if posixpath.dirname(name) == folder and _CANDIDATE.fullmatch(posixpath.basename(name))
    )
    plans: list[Plan] = [
        SetScalar(
            config.path,
            entry.value.span,
            name,
            title=f"Use {name}",
            decision="it is a different file",
        )
        for name in there
    ]
    if not there:
        decision = "the new file is empty"
        plans.append(CreateFile(path, "", title=f"Create an empty {path}", decision=decision))
    message = f"`{path}`, which `python_requirements` names, does not exist"
    if there:
        message += f"; did you mean {one_of(there)}?"
    yield Report(
        config.path,
        entry.value.span,
        message,
        key="build.python_requirements",
        plans=tuple(plans),
    )
