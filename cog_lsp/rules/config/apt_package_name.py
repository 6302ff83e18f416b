"""An item of `system_packages` is not a package name.

## What it does

Reports an item that contains a space, a line break or a shell metacharacter.

## Why it matters

Cog pastes the items into one line of the Dockerfile, which the shell interprets. Two names in one
item happen to work (so that is only a hint); `>=1.2` after a name creates a file instead of
constraining the version, a `#` comments out the packages after it, and a line break stops the
build.

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

Splits several names into one item each, and removes a trailing line break or `>=1.2`.

## Sources

- `pkg/dockerfile/standard_generator.go` in replicate/cog.
  [Debian policy, names of packages](https://www.debian.org/doc/debian-policy/ch-controlfields.html#source).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import Plan, SetScalar, SplitWords
from cog_lsp.rules.rule import Report, rule
from cog_lsp.rules.words import shortened

# A name, with a version, an architecture or a release behind it, as apt takes it.
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9+.-]*(?::[a-z0-9]+)?(?:[=/][A-Za-z0-9.+:~^-]+\*?)?")

_REDIRECTED = re.compile(rf"(?P<name>{_NAME.pattern})\s*>=?\s*[\w.+~:-]+")


@rule(
    code="COG129",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Splits the names into one item each.",
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
            message = "a line break in a package name splits the Dockerfile's line in two"
            if _NAME.fullmatch(text.strip()):
                plans = (SetScalar(path, item.span, text.strip()),)
        elif not text.strip():
            message = "this package name is empty"
        elif all(_NAME.fullmatch(word) for word in text.split()):
            severity = Severity.HINT
            message = f"`{shortened(text)}` is several packages in one item; write one per item"
            plans = (SplitWords(path, item.span),)
        elif (redirected := _REDIRECTED.fullmatch(text)) is not None:
            message = (
                f"the shell reads the `>` in `{shortened(text)}` as a redirection to a file, "
                f"so it does not constrain the version; write `{redirected['name']}`"
            )
            plans = (SetScalar(path, item.span, redirected["name"]),)
        else:
            message = f"`{shortened(text)}` is not a package name; write only names, one per item"
        yield Report(path, item.span, message, key=text, plans=plans, severity=severity)
