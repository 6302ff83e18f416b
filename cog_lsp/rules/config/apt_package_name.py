"""An item of `system_packages` is not the name of a package.

## What it does

Reports an item with a blank, a line break or a character of the shell in it.

## Why it matters

Cog pastes the items into one line of the Dockerfile. Two names in one item work by chance; a
comment takes the other packages away, and a line break stops the build.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  system_packages:
    - ffmpeg libsm6
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  system_packages:
    - ffmpeg
    - libsm6
predict: predict.py:Predictor
```

## Fix

Takes the line break off the end of a name.

## Sources

- `pkg/dockerfile/standard_generator.go` in replicate/cog.
  [Debian policy, names of packages](https://www.debian.org/doc/debian-policy/ch-controlfields.html#source).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import Plan, SetScalar
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened

# A name, with a version, an architecture or a release behind it, as apt takes it.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9+.-]*(?::[a-z0-9]+)?(?:[=/][A-Za-z0-9.+:~^-]+\*?)?")


@rule(
    code="COG129",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Takes a line break off the end.",
    covers=("inf-apt-injection",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each item that is no name."""
    path, build = project.config.path, project.config.values.build
    packages = build.system_packages if build is not None else None
    for item in packages.items if packages is not None else ():
        text = item.value
        if _NAME.fullmatch(text) or text.startswith(("-", "$")):
            continue
        plans: tuple[Plan, ...] = ()
        severity: Severity | None = None
        if "\n" in text or text.startswith("<<"):
            severity = Severity.ERROR
            message = "a line break in a package's name breaks the Dockerfile in two"
            if _NAME.fullmatch(text.strip()):
                plans = (SetScalar(path, item.span, text.strip()),)
        elif not text.strip():
            message = "this package has no name"
        else:
            message = f"`{shortened(text)}` is no name of a package; write one a line"
        yield Report(path, item.span, message, key=text, plans=plans, severity=severity)
