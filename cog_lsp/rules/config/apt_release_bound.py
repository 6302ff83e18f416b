"""A package of `system_packages` is not in the release that the image is made of.

## What it does

Reports packages that newer releases of Ubuntu and Debian do not have any more, with the name that
they have there: `libgl1-mesa-glx`, `libssl1.1`, `python3.8-dev` and the like.

## Why it matters

The release under the image follows from the versions: Ubuntu 20.04, 22.04 or 24.04 with CUDA,
Debian without. A package that only an old one has stops the build on the others, after a bump of
torch or Python for instance.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  system_packages:
    - libgl1-mesa-glx
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  system_packages:
    - libgl1
predict: predict.py:Predictor
```

## Fix

Writes the name that all releases have, where there is one.

## Sources

- [Ubuntu packages](https://packages.ubuntu.com/) and [Debian packages](https://packages.debian.org/);
  the images: `pkg/config/cuda_compatibility.json` in replicate/cog.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.knowledge.packages import apt_packages
from cog_lsp.project import Project
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import Plan, SetScalar
from cog_lsp.rules.rule import Report, rule


@rule(
    code="COG150",
    severity=Severity.WARNING,
    since="0.2.0",
    fix="Writes the name that all releases have.",
    covers=("inf-apt-release",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each package that is bound to a release."""
    path, build = project.config.path, project.config.values.build
    packages = build.system_packages if build is not None else None
    for item in packages.items if packages is not None else ():
        bound = next((row for row in apt_packages() if re.fullmatch(row.pattern, item.value)), None)
        if bound is None:
            continue
        message = f"`{item.value}` is only in {bound.only_in}"
        plans: tuple[Plan, ...] = ()
        if bound.instead is not None:
            message += f"; `{bound.instead}` is in all of them"
            plans = (SetScalar(path, item.span, bound.instead),)
        yield Report(path, item.span, message, key=item.value, plans=plans)
