"""A requirement from git names no commit.

## What it does

Reports `git+` requirements without a commit or a tag after an `@`: those that follow the default
branch, or a named branch. It also reports, as an error, a git requirement in a build whose image
has no git.

## Why it matters

The branch moves, so building the same project again may install different code. Docker, on the
other hand, reuses the layer as long as the line is the same, so a build may also keep installing
old code.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_packages:
    - git+https://github.com/openai/CLIP.git
predict: predict.py:Predictor
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
  python_packages:
    - git+https://github.com/openai/CLIP.git@dcba3cb2e2827b402d2701e7e1c7d9fed8a20ef1
predict: predict.py:Predictor
```

## Fix

If git is missing, adds it to `system_packages`. The commit has to be looked up by hand.

## Sources

- [pip: VCS support](https://pip.pypa.io/en/stable/topics/vcs-support/)
- [Cog: `python_requirements`](https://cog.run/yaml/#python_requirements), on git in
  `system_packages`
- `baseImageSystemPackages` in `pkg/dockerfile/base.go` and `installPythonCUDA` in
  `pkg/dockerfile/standard_generator.go` of replicate/cog, at 6110c912: both have git
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution import Package, resolution_of
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.plan import AppendItem
from cog_lsp.rules.rule import Report, rule

_GIT = re.compile(r"git\+[a-z+]+://[^\s#;]+")
# git itself, or what brings it, such as git-lfs.
_GIT_PACKAGE = re.compile(r"(?<![^\s])git(?:-[a-z]+)*(?![a-z0-9])")
_COMMIT_OR_TAG = re.compile(r"@(?:[0-9a-f]{7,40}|[^@/]*\d[^@/]*)$")


@rule(
    code="COG233",
    severity=Severity.INFORMATION,
    since="0.2.0",
    fix="Adds git to `system_packages` if the image has none.",
    covers=("inf-git-unpinned", "git-needs-system-package"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each line that follows a branch, and one where git is missing."""
    config = project.config
    resolution = resolution_of(project)
    found: list[tuple[Package, str]] = [
        (package, match[0])
        for package in resolution.packages
        if not package.dropped and (match := _GIT.search(package.text)) is not None
    ]
    for package, url in found:
        path = url.partition("://")[2].partition("/")[2]
        if _COMMIT_OR_TAG.search(path):
            continue
        branch = path.rpartition("@")[2] if "@" in path else ""
        follows = f"the branch `{branch}`" if branch else "the default branch"
        yield Report(
            package.path,
            package.span,
            f"`{url}` follows {follows}, so the next build may install different code; append "
            "`@` and a commit",
            key=url,
        )
    listed = " ".join(item.value for item in config.strings("build", "system_packages"))
    slim = resolution.base.cog is None and not resolution.gpu and resolution.python
    if found and slim and _GIT_PACKAGE.search(listed) is None:
        package = found[0][0]
        yield Report(
            package.path,
            package.span,
            f"the base image {resolution.base.fallback} has no git to fetch this with; add `git` "
            "to `system_packages`",
            key="git",
            plans=(AppendItem(config.path, ("build", "system_packages"), "git"),),
            severity=Severity.ERROR,
        )
