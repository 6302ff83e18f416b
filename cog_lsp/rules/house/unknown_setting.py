"""A setting of cog-lsp is not understood.

## What it does

Reports a key of `[tool.cog-lsp]` in pyproject.toml, or of cog-lsp.toml, that cog-lsp does not have;
a value of the wrong type; and the name of a rule or a severity that does not exist.

## Why it matters

A setting that is not understood does nothing, and nothing else says so.

## Example

```toml title=cog-lsp.toml
ignored = ["hardware-not-declared"]
```

## Use instead

```toml title=cog-lsp.toml
ignore = ["hardware-not-declared"]
```

## Fix

None.

## Sources

- The settings are cog-lsp's own: `docs/settings.md`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.settings import place_of
from cog_lsp.rules.finding import Severity
from cog_lsp.rules.registry import all_rules, unknown_names
from cog_lsp.rules.rule import Report, rule


@rule(code="COG902", severity=Severity.WARNING, since="0.1.0")
def check(project: Project) -> Iterator[Report]:
    """One finding for each thing in the settings file that does nothing."""
    settings = project.settings
    for problem in settings.problems:
        yield Report(problem.path, problem.span, problem.message, key=problem.message)
    document = project.documents.get(settings.path) if settings.path else None
    if document is None:
        return
    named = (*settings.select, *settings.ignore, *settings.severity)
    for name in unknown_names(dict.fromkeys(named)):
        span = place_of(document, name)
        if span is not None:
            yield Report(
                document.path, span, f"no rule is called {name!r}{_nearest(name)}", key=name
            )
    for name, level in settings.severity.items():
        span = place_of(document, name)
        if span is not None and not _is_level(level):
            message = f"{level!r} is not a severity; use error, warning, information, hint or off"
            yield Report(document.path, span, message, key=name)


def _is_level(level: str) -> bool:
    if level.lower() == "off":
        return True
    try:
        Severity.parse(level)
    except ValueError:
        return False
    return True


def _nearest(name: str) -> str:
    names = [known for found in all_rules() for known in (found.slug, found.code)]
    close = difflib.get_close_matches(name, names, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
