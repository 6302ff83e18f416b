"""cog.yaml does not parse as YAML.

## What it does

Reports the place where cog.yaml stops being valid YAML. All other files keep their findings.

## Why it matters

No Cog command runs: all of them read cog.yaml first.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
   gpu: true
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  gpu: true
```

## Fix

None: only the author knows what was meant.

## Sources

- Cog reads its configuration before anything else: `pkg/config/parse.go` in replicate/cog.
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule


@rule(code="COG101", severity=Severity.ERROR, since="0.1.0", covers=("yaml-syntax", "config-parse"))
def check(project: Project) -> Iterator[Report]:
    """Findings for the one problem that the YAML reader met."""
    problem = project.config.tree.problem
    if problem is not None:
        message = f"cog.yaml is not valid YAML here: {problem.message}"
        yield Report(project.config.path, problem.span, message, key="yaml")
