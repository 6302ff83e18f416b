"""`.dockerignore` leaves out a file that the predictor needs.

## What it does

Reports patterns in `.dockerignore` that exclude the predictor's file, or a module of the project
that it imports, from the image. It is a warning for an existing file that is opened by its name
when the model is set up: it may be created on the way. The same goes for existing weights that are
loaded, unless something in the code may download them or cog.yaml has `weights`.

## Why it matters

The build succeeds, because Cog reads those files on this machine. The container does not start.

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

Adds a line that includes the file again.

## Sources

- [Docker: .dockerignore files](https://docs.docker.com/build/concepts/context/#dockerignore-files)
- `pkg/dockerfile/standard_generator.go` of replicate/cog, at 6110c912: `COPY . /src`
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import Phase, trace_of
from cog_lsp.project.loads import loads_of
from cog_lsp.project.weight_files import WEIGHT_FILES
from cog_lsp.rules.finding import Related, Severity
from cog_lsp.rules.plan import AppendLine
from cog_lsp.rules.rule import Report, rule
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.dockerignore import DockerIgnore, parse_dockerignore
from cog_lsp.text import Span

_NAME = ".dockerignore"
# What brings files, or calls a program that may.
_FETCHES = re.compile(
    r"(?i)download|fetch|retrieve|pget|\bgdown\b|\b(?:subprocess|requests|httpx|urllib|boto3|shutil|"
    r"tarfile|zipfile)\.|os\.(?:system|popen|symlink|rename)|\bget_"
)


@rule(
    code="COG601",
    severity=Severity.ERROR,
    since="0.2.0",
    fix="Includes the file again.",
    covers=("inf-dockerignore-hides-code",),
)
def check(project: Project) -> Iterator[Report]:
    """One finding for each file that is needed and left out."""
    document = project.documents.get(_NAME)
    if document is None:
        return
    ignore = parse_dockerignore(document.text)
    for path, place, severity in (*_code(project, ignore), *_opened(project), *_loaded(project)):
        pattern = ignore.hides(path)
        if pattern is None:
            continue
        needed = "the predictor needs it" if severity is None else "setup reads it"
        yield Report(
            _NAME,
            pattern.span,
            f"`{pattern.text}` excludes `{path}` from the image, but {needed}",
            key=path,
            related=(place,),
            plans=(AppendLine(_NAME, f"!{path}", title=f"Include {path} again"),),
            severity=severity,
        )


def _code(project: Project, ignore: DockerIgnore) -> Iterator[tuple[str, Related, Severity | None]]:
    """The files that are imported, from cog.yaml on, and left out, and where they are imported."""
    importers: dict[str, str] = {}
    pending: list[str] = []
    for ref in project.config.targets:
        if ref.file in project.python and ref.file not in importers:
            importers[ref.file] = project.config.path
            pending.append(ref.file)
            if ignore.hides(ref.file):
                place = Related(project.config.path, ref.span, f"{ref.key} names it")
                yield ref.file, place, None
    for path in pending:
        for target in project.python[path].imported_modules():
            inner = f"{target.module}.{target.member}".strip(".") if target.member else ""
            for module in filter(None, (target.module, inner)):
                found = project.module_path(path, module, target.level)
                if found is not None and found not in importers:
                    importers[found] = path
                    pending.append(found)
                    if ignore.hides(found):
                        span = _import_of(project, path, found)
                        yield found, Related(path, span, f"{path} imports it"), None


def _import_of(project: Project, importer: str, path: str) -> Span:
    """The first statement of the file ``importer`` that imports the file at ``path``."""
    tree = project.python[importer].tree
    imports = (node for node in py.walk(tree) if isinstance(node, py.Import | py.ImportFrom))
    for statement in sorted(imports, key=lambda found: found.span):
        if any(project.module_path(importer, *each) == path for each in _imported(statement)):
            return statement.span
    return Span(0, 0)


def _imported(statement: py.Import | py.ImportFrom) -> Iterator[tuple[str, int]]:
    """The modules that an import may mean, each with the number of dots before it."""
    if isinstance(statement, py.Import):
        for name in statement.names:
            yield name.name, 0
            yield name.name.partition(".")[0], 0
        return
    members = (f"{statement.module}.{name.name}" for name in statement.names)
    for module in (statement.module, *members):
        if module.strip("."):
            yield module.strip("."), statement.level


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


def _loaded(project: Project) -> Iterator[tuple[str, Related, Severity | None]]:
    """The weights that are there and are loaded, where nothing could have fetched them."""
    inventory = project.inventory
    if inventory is None or project.config.values.weights or _may_fetch(project):
        return
    for load in loads_of(project):
        text = load.identity.text if load.identity is not None else None
        if text is None or load.phase is Phase.PREDICT or load.event.guards:
            continue
        path = posixpath.normpath(text).removeprefix("/src/")
        if inventory.has(path):
            event = load.event
            place = Related(event.frame.path, event.node.span, "it is loaded here")
            yield path, place, Severity.WARNING


def _may_fetch(project: Project) -> bool:
    """Whether anything that runs in the container may bring files."""
    return any(
        _FETCHES.search(event.name or py.dotted(event.node.func) or "")
        for event in trace_of(project).calls
    )
