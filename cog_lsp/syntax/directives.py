"""Comments that speak to cog-lsp, the same in YAML, Python and requirement files.

# cog-lsp: ignore[rule, other-rule] why
# cog-lsp: ignore-file[rule] why
# cog-lsp: hardware=gpu-l40s
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from cog_lsp.text import LineIndex, Span

_DIRECTIVE = re.compile(r"#\s*cog-lsp\s*:\s*(?P<body>.*?)\s*$")
_IGNORE = re.compile(r"(?P<word>ignore(?:-file)?)\s*(?:\[(?P<rules>[^\]]*)\])?(?P<reason>.*)$")
_NAME = re.compile(r"[A-Za-z0-9_-]+")
_ASSIGNMENT = re.compile(r"(?P<key>[A-Za-z_-]+)\s*=\s*(?P<value>\S*)(?P<rest>.*)$")


@dataclass(frozen=True, slots=True)
class RuleName:
    """A rule named in a suppression, by slug or code, with its place."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Suppression:
    """``ignore[...]`` for one line, or ``ignore-file[...]``. No rules means every rule.

    ``line`` is the line of the comment; ``alone`` says that nothing else stands there, so that the
    comment speaks of the line below it.
    """

    span: Span
    scope: Literal["line", "file"]
    rules: tuple[RuleName, ...]
    all_rules: bool
    reason: str
    line: int
    alone: bool


@dataclass(frozen=True, slots=True)
class Setting:
    """``key=value`` in a directive, with the place of the value."""

    span: Span
    key: str
    value: str
    value_span: Span


@dataclass(frozen=True, slots=True)
class BadDirective:
    """A ``# cog-lsp:`` comment that says nothing we know."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Directives:
    """All directives of one text, in order."""

    suppressions: tuple[Suppression, ...] = ()
    settings: tuple[Setting, ...] = ()
    bad: tuple[BadDirective, ...] = ()


def read_directives(comments: Iterable[tuple[Span, str]], lines: LineIndex) -> Directives:
    """The directives among ``comments`` (each its span and its text with the ``#``)."""
    suppressions: list[Suppression] = []
    settings: list[Setting] = []
    bad: list[BadDirective] = []
    for span, text in comments:
        match = _DIRECTIVE.search(text)
        if match is None:
            continue
        at = span.start + match.start("body")
        body = match["body"]
        ignore = _IGNORE.match(body)
        if ignore and not ignore["reason"].startswith("["):
            suppressions.append(_suppression(ignore, span, at, lines))
        elif assignment := _ASSIGNMENT.match(body):
            value = Span(at + assignment.start("value"), at + assignment.end("value"))
            settings.append(Setting(span, assignment["key"], assignment["value"], value))
        else:
            bad.append(BadDirective(span, body))
    return Directives(tuple(suppressions), tuple(settings), tuple(bad))


def _suppression(match: re.Match[str], span: Span, at: int, lines: LineIndex) -> Suppression:
    rules: tuple[RuleName, ...] = ()
    if match["rules"] is not None:
        start = at + match.start("rules")
        rules = tuple(
            RuleName(name[0], Span(start + name.start(), start + name.end()))
            for name in _NAME.finditer(match["rules"])
        )
    place = lines.point(span.start)
    return Suppression(
        span=span,
        scope="file" if match["word"] == "ignore-file" else "line",
        rules=rules,
        all_rules=match["rules"] is None,
        reason=match["reason"].strip(),
        line=place.line,
        alone=not lines.line_text(place.line)[: place.column].strip(),
    )
