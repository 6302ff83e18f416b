"""A mount of a command is not `type: secret` with an `id` and a `target`.

## What it does

Reports a mount in `build.run` whose `type`, `id` or `target` is missing or empty, and a `type`
other than `secret`.

## Why it matters

Cog refuses it, and every command stops.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  run:
    - command: cat /etc/token
      mounts:
        - type: cache
          id: token
predict: predict.py:Predictor
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

## Fix

Replaces another type with `secret`. Unsafe: `secret` is the only kind of mount that Cog supports,
but another kind may have been meant.

## Sources

- `pkg/config/data/config_schema_v1.0.json` in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.config import Mount
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import Plan, SetScalar
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import listed, shortened


@rule(
    code="COG123",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Writes `secret` as the type.",
    covers=("schema-run-mount", "run-secret-mount-only", "config-schema"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each mount that Cog refuses."""
    build = project.config.values.build
    unread = {id(problem.node) for problem in project.config.values.problems}
    for item in build.run if build is not None else ():
        for mount in (mount for mount in item.mounts if id(mount.node) not in unread):
            yield from _reports(project.config.path, mount)


def _reports(path: str, mount: Mount) -> Iterator[Report]:
    parts = {"type": mount.type, "id": mount.id, "target": mount.target}
    missing = [name for name, text in parts.items() if not text.value]
    if missing:
        yield Report(
            path,
            parts[missing[0]].span,
            f"a mount needs {listed(parts, 'and')}; this one is missing {listed(missing, 'and')}",
            key="mount",
        )
    if mount.type.value and mount.type.value != "secret":
        decision = "`secret` is the only kind of mount that Cog supports"
        plan: Plan = SetScalar(path, mount.type.span, "secret", decision=decision)
        yield Report(
            path,
            mount.type.span,
            f"Cog does not support mounts of type `{shortened(mount.type.value)}`, only `secret`",
            key="mount.type",
            plans=(plan,),
        )
