"""The requirements file is in an encoding that Cog does not read.

## What it does

Reports a requirements file in UTF-16, as `pip freeze > requirements.txt` writes it in Windows
PowerShell, and one in UTF-8 with a byte order mark, an invisible U+FEFF at its beginning, if the
mark does harm.

## Why it matters

Cog reads UTF-8 and takes the mark as part of the first line. A framework on that line is not
recognised, so a GPU build gets the default CUDA and not the one that the framework was built for.
Any other line keeps the mark in the image: if Cog puts an index before it, pip stops there.

In UTF-16, Cog does not recognise any package: not torch, whose CUDA and build it would choose, and
not `cog`, which it would leave out.

## Example

The first line starts with the mark.

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.12"
  python_requirements: requirements.txt
predict: predict.py:Predictor
```

```text title=requirements.txt
\ufefftorch==2.3.1
```

## Use instead

```yaml title=cog.yaml
build:
  gpu: true
  python_version: "3.12"
  python_requirements: requirements.txt
predict: predict.py:Predictor
```

```text title=requirements.txt
torch==2.3.1
```

## Fix

None: an edit changes the text, not the encoding it is saved in. In VS Code, use *Save with
Encoding*, UTF-8. In PowerShell: `pip freeze | Out-File -Encoding ascii requirements.txt`.

## Sources

- `ReadRequirements` in `pkg/requirements/requirements.go` of replicate/cog, at 6110c912, tried with
  such files
- `auto_decode` in `pip/_internal/utils/encoding.py`: pip drops a mark at a file's beginning only
"""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.resolution import Resolution, resolution_of
from cog_lsp.resolution.reading import find_pin, package_name
from cog_lsp.resolution.resolve import FRAMEWORKS
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.rule import Report, rule
from cog_lsp.text import Span


@rule(
    code="COG238",
    severity=Severity.WARNING,
    since="0.2.0",
    covers=("req-byte-order-mark", "req-utf-16"),
)
def check(project: Project) -> Iterator[Report]:
    """One finding at the first line of a file with a mark that does harm."""
    path, encoding = project.config.requirements_path, project.requirements_mark
    document = project.documents.get(path) if path is not None else None
    if document is None or not encoding or not document.text.strip():
        return
    first = document.line_span(0)
    severity: Severity | None = None
    if encoding == "utf-8":
        harm = _harm(resolution_of(project), first)
        if harm is None:
            return
        message, severity = harm
    else:
        name = encoding.upper().removesuffix("-LE").removesuffix("-BE")
        message = f"this file is in {name}, so Cog does not recognise any package in it"
    message += "; save it as UTF-8 without a byte order mark"
    yield Report(document.path, first, message, key=document.path, severity=severity)


def _harm(resolution: Resolution, first: Span) -> tuple[str, Severity | None] | None:
    """What comes of a mark before the line at ``first``; ``None`` if nothing does."""
    found = resolution.packages[0] if resolution.packages else None
    if found is not None and found.span.start <= first.end:
        name = package_name(found.text)
        if resolution.gpu and name in FRAMEWORKS:
            return (
                f"there is an invisible byte order mark before `{found.text}`, so Cog does not "
                f"recognise {name} or choose CUDA for it",
                None,
            )
        if find_pin(found.text) is not None:
            return None  # Cog writes a pin anew, without the mark
    if any(package.pip.indexes or package.pip.find_links for package in resolution.packages):
        return (
            "the file starts with an invisible byte order mark; Cog puts an index before this "
            "line, and pip stops at the mark",
            Severity.ERROR,
        )
    return None
