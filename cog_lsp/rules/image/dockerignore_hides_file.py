"""`.dockerignore` leaves out a file that the predictor needs.

## What it does

Reports patterns of `.dockerignore` that leave the predictor's file, or a module of the project
that it imports, out of the image. A file that is opened by its name when the model is set up, and
that is there, is a warning: it may be made on the way.

## Why it matters

The build goes through, for Cog reads those files on this machine. The container does not start.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
```

```text title=.dockerignore
*.py
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
predict: predict.py:Predictor
```

```text title=.dockerignore
*.py
!predict.py
```

## Fix

Adds a line that lets the file in again.

## Sources

- [Docker: .dockerignore files](https://docs.docker.com/build/concepts/context/#dockerignore-files)
- `pkg/dockerfile/standard_generator.go` of replicate/cog, at 6110c912: `COPY . /src`
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import Phase, trace_of
from cog_lsp.project.weight_files import WEIGHT_FILES
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import AppendLine
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax.dockerignore import parse_dockerignore
from cog_lsp.text import Span

_NAME = ".dockerignore"


@rule(
    code="COG601",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Lets the file in again.",
    covers=("inf-dockerignore-hides-code",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each file that is needed and left out."""
    document = project.documents.get(_NAME)
    if document is None:
        return
    ignore = parse_dockerignore(document.text)
    for path, place, severity in (*_code(project), *_opened(project)):
        pattern = ignore.hides(path)
        if pattern is None:
            continue
        needed = "the predictor needs" if severity is None else "setup opens"
        yield Report(
            _NAME,
            pattern.span,
            f"`{pattern.text}` leaves `{path}` out of the image, which {needed}",
            key=path,
            related=(place,),
            plans=(AppendLine(_NAME, f"!{path}", title=f"Let {path} in again"),),
            severity=severity,
        )


def _code(project: Project) -> Iterator[tuple[str, Related, Severity | None]]:
    """The files that are imported, from cog.yaml on, and where that is said."""
    places: dict[str, Related] = {}
    pending: list[str] = []
    for ref in project.config.targets:
        if ref.file in project.python and ref.file not in places:
            places[ref.file] = Related(project.config.path, ref.span, f"{ref.key} names it")
            pending.append(ref.file)
    for path in pending:
        facts = project.python[path]
        for target in facts.imported_modules():
            inner = f"{target.module}.{target.member}".strip(".") if target.member else ""
            for module in filter(None, (target.module, inner)):
                found = project.module_path(path, module, target.level)
                if found is not None and found not in places:
                    places[found] = Related(path, Span(0, 0), f"{path} imports it")
                    pending.append(found)
    for path, place in places.items():
        yield path, place, None


def _opened(project: Project) -> Iterator[tuple[str, Related, Severity | None]]:
    """The files that are there and are opened by name, whatever happens, before any request."""
    inventory = project.inventory
    if inventory is None:
        return
    for event in trace_of(project).calls:
        if event.name != "open" or event.phase is Phase.PREDICT or event.guards:
            continue
        name, mode = event.argument("file", 0), event.argument("mode", 1)
        text = name.value.text if name is not None else None
        if text is None or (mode is not None and mode.value.text not in ("r", "rb", "rt")):
            continue
        path = posixpath.normpath(text).removeprefix("/src/")
        if path in inventory.files and not path.endswith(WEIGHT_FILES):
            place = Related(event.frame.path, event.node.span, "it is opened here")
            yield path, place, Severity.WARNING
