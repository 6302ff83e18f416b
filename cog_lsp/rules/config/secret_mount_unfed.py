"""No workflow passes the secret that a command mounts.

## What it does

Reports a mount in `build.run` whose `id` is not named by any `--secret`, in a project whose CI
workflows run `cog build` or `cog push`.

## Why it matters

Docker does not complain about a secret that is not passed: the file is missing, and the command
does something other than intended.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  run:
    - command: cat /etc/token
      mounts:
        - type: secret
          id: token
          target: /etc/token
predict: predict.py:Predictor
```

```yaml title=.github/workflows/push.yaml
on: push
jobs:
  push:
    runs-on: ubuntu-latest
    steps:
      - run: cog push r8.im/owner/name
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  run:
    - command: cat /etc/token
      mounts:
        - type: secret
          id: token
          target: /etc/token
predict: predict.py:Predictor
```

```yaml title=.github/workflows/push.yaml
on: push
jobs:
  push:
    runs-on: ubuntu-latest
    steps:
      - run: cog push r8.im/owner/name --secret id=token,env=TOKEN
```

## Fix

None.

## Sources

- `docs/yaml.md` in replicate/cog.
  [Docker: build secrets](https://docs.docker.com/build/building/secrets/).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.text import Span

_BUILDS = re.compile(r"\bcog\s+(?:build|push)\b")


@rule(
    code="COG151",
    severity=Severity.INFORMATION,
    since="0.2.0",
    covers=("inf-secret-mount-unfed",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each mount whose secret nobody passes."""
    build = project.config.values.build
    mounts = [mount for item in (build.run if build is not None else ()) for mount in item.mounts]
    if not mounts:
        return
    workflows = [
        document
        for path, document in sorted(project.documents.items())
        if path.startswith(".github/workflows/") and _BUILDS.search(document.text)
    ]
    for mount in mounts:
        named = re.compile(rf"\bid={re.escape(mount.id.value)}\b")
        if not mount.id.value or not workflows or any(named.search(w.text) for w in workflows):
            continue
        found = _BUILDS.search(workflows[0].text)
        span = Span(*found.span()) if found is not None else Span(0, 0)
        yield Report(
            project.config.path,
            mount.id.span,
            f"no workflow passes this secret; add `--secret id={mount.id.value},...` to `cog push`",
            key=mount.id.value,
            related=(Related(workflows[0].path, span, "the build"),),
        )
