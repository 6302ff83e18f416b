"""A suppression comment silences nothing.

## What it does

Reports a `# cog-lsp: ignore[...]` comment, or a rule in it, that matches no finding: the problem is
gone, the comment is on the wrong line, or the rule's name is misspelled.

## Why it matters

A comment that silences nothing today may silence a real problem tomorrow, without anyone having
decided that.

## Example

```yaml title=cog.yaml
build:
  python_version: "3.12"  # cog-lsp: ignore[hardware-not-declared]
```

## Use instead

```yaml title=cog.yaml
build:
  python_version: "3.12"
```

## Fix

Deletes the comment, or the rule in it that silences nothing.

## Sources

- The grammar of the comments is cog-lsp's own: `docs/suppressing.md`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from cog_lsp.project import Project
from cog_lsp.rules.finding import Finding, Severity, Tag
from cog_lsp.rules.plan import DeleteText
from cog_lsp.rules.registry import find_rule
from cog_lsp.rules.rule import Report, Rule, rule
from cog_lsp.syntax.directives import RuleName, Suppression
from cog_lsp.text import Document, Span


class Used(Protocol):
    """What the engine knows of suppressions after it has applied them."""

    by_path: dict[str, tuple[Suppression, ...]]
    used: set[tuple[str, Suppression, str]]


@rule(
    code="COG901",
    severity=Severity.HINT,
    since="0.1.0",
    fix="Deletes the comment, or the rule in it.",
)
def check(project: Project) -> Iterator[Report]:
    """Nothing on its own: only after all rules have run is it known what was silenced."""
    return iter(())


def unused_suppressions(
    project: Project, suppressions: Used, active: Sequence[Rule]
) -> list[Finding]:
    """The findings of this rule, once the engine has applied ``suppressions``.

    A rule that is switched off is not judged: its comment may well be needed when it is on.
    """
    if check not in active or project.config.tree.problem is not None:
        # Of a project that cannot be read little is found, so there is little to silence.
        return []
    reports: list[Report] = []
    for path, comments in sorted(suppressions.by_path.items()):
        document = project.documents[path]
        for comment in comments:
            reports.extend(_judge(document, comment, suppressions.used, active))
    return [check.finding(report) for report in reports]


def _judge(
    document: Document,
    comment: Suppression,
    used: set[tuple[str, Suppression, str]],
    active: Sequence[Rule],
) -> Iterator[Report]:
    path = document.path
    if comment.all_rules:
        if (path, comment, "") not in used:
            yield _report(document, comment.span, "this comment silences nothing", comment)
        return
    idle = [name for name in comment.rules if (path, comment, name.name) not in used]
    unknown = [name for name in idle if find_rule(name.name) is None]
    judged = [name for name in idle if name in unknown or find_rule(name.name) in active]
    whole = len(judged) == len(comment.rules)
    for name in judged:
        asked = repr(name.name)
        message = (
            f"no rule is called {asked}" if name in unknown else f"{asked} silences nothing here"
        )
        span = comment.span if whole and len(judged) == 1 else name.span
        yield _report(document, span, message, comment, None if whole else name)


def _report(
    document: Document,
    span: Span,
    message: str,
    comment: Suppression,
    name: RuleName | None = None,
) -> Report:
    if name is None:
        cut, title = _with_blanks(document, comment), "Delete the comment that silences nothing"
    else:
        cut, title = _with_comma(document, comment, name), f"Delete {name.name!r} from the comment"
    return Report(
        document.path,
        span,
        message,
        key=span.text(document.text),
        tags=(Tag.UNNECESSARY,),
        plans=(DeleteText(document.path, cut, title),),
    )


def _with_blanks(document: Document, comment: Suppression) -> Span:
    """The comment with the blanks before it, or with its whole line when it stands alone."""
    lines = document.lines
    if comment.alone:
        return Span(lines.line_start(comment.line), lines.line_start(comment.line + 1))
    start = comment.span.start
    while start > 0 and document.text[start - 1] in " \t":
        start -= 1
    return Span(start, comment.span.end)


def _with_comma(document: Document, comment: Suppression, name: RuleName) -> Span:
    """The name with the comma that parts it from its neighbour."""
    at = comment.rules.index(name)
    if at + 1 < len(comment.rules):
        return Span(name.span.start, comment.rules[at + 1].span.start)
    if at > 0:
        return Span(comment.rules[at - 1].span.end, name.span.end)
    return name.span
