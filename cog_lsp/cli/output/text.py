"""The report for people: each finding with its code, its other places, and what can be done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from cog_lsp.cli.output.cells import printable
from cog_lsp.cli.output.frame import FrameStyle, draw_frame
from cog_lsp.cli.report import Report, Reported
from cog_lsp.cli.style import SEVERITY_TINTS, Style
from cog_lsp.fixes.result import Applicability, Fix, Outcome, Refusal
from cog_lsp.rules.finding import Severity
from cog_lsp.text import Span

_MOST_ALTERNATIVES = 3
_MOST_PLACES = 4


def write_text(report: Report, style: Style, width: int) -> str:
    """The whole report; ``width`` is the columns that a line may take."""
    blocks = [
        *(_finding(found, style, width) for found in report.findings),
        (*_made(report, style), *_summary(report, style)),
    ]
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks)


def _finding(found: Reported, style: Style, width: int) -> Iterator[str]:
    finding = found.finding
    tint = SEVERITY_TINTS[finding.severity]
    level = style(f"{finding.severity.label}[{finding.rule}]", tint, "bold")
    message = printable(finding.message).replace("\n", "\n  ")
    where = style(printable(found.place.shown), "bold")
    yield f"{where}: {level} {finding.code} {style(message, 'bold')}"
    here = finding.path, finding.span
    beside = [note for note in finding.related if (note.path, note.span) == here]
    elsewhere = [note for note in finding.related if (note.path, note.span) != here]
    shown = elsewhere[:_MOST_PLACES]
    related = [(note, found.place_of(note.path, note.span)) for note in shown]
    last_row = max([found.place.end_row, *(place.row for _, place in related)])
    gutter = len(str(last_row + 2))
    look = FrameStyle(style, gutter, max(width - gutter - 3, 20), tint)
    margin = style(f"{' ' * gutter} |", "blue", "bold")
    document = found.document(finding.path)
    if document.text:
        yield margin
        yield from draw_frame(document.lines, finding.span, look)
        yield margin
    aside = replace(look, context=0, mark="-", tint="blue")
    for note in beside:
        yield f"{style('note', 'bold')}: {printable(note.message)}"
    for note, place in related:
        yield f"{style('note', 'bold')}: {printable(note.message)}"
        yield f"{' ' * gutter}{style('-->', 'blue', 'bold')} {printable(place.shown)}"
        lines = found.document(note.path).lines
        first = Span(note.span.start, min(note.span.end, lines.line_end(place.row - 1)))
        yield from draw_frame(lines, first, aside)
    if more := len(elsewhere) - len(shown):
        yield f"{style('note', 'bold')}: {_count(more, 'more place')}, which other formats list"
    yield from _help(found.outcomes, style)


def _help(outcomes: tuple[Outcome, ...], style: Style) -> Iterator[str]:
    word = style("help", "cyan", "bold")
    fixes = [outcome for outcome in outcomes if isinstance(outcome, Fix) and outcome.files]
    for number, fix in enumerate(fixes):
        if number == 0:
            yield f"{word}: {printable(fix.title)} {_how(fix)}"
            if fix.note:
                yield from _indented(fix.note)
        elif number <= _MOST_ALTERNATIVES:
            yield f"  or: {printable(fix.title)} {_how(fix)}".rstrip()
    if len(fixes) > 1 + _MOST_ALTERNATIVES:
        yield f"  or: {len(fixes) - 1 - _MOST_ALTERNATIVES} more, which an editor offers"
    for outcome in outcomes:
        if isinstance(outcome, Refusal):
            yield f"{word}: no fix ({printable(outcome.title)}): {printable(outcome.reason)}"
        elif not outcome.files:
            yield f"{word}: {printable(outcome.title)}"
            yield from _indented(outcome.short or outcome.note)


def _how(fix: Fix) -> str:
    """The flags that make a fix, and what to know before that."""
    return {
        Applicability.SAFE: "(safe: --fix)",
        Applicability.UNSAFE: f"({fix.warning}: --fix --unsafe-fixes)",
        Applicability.SUGGESTION: "(in an editor)",
    }[fix.applicability]


def _indented(text: str) -> Iterator[str]:
    for line in printable(text).split("\n"):
        yield f"      {line}".rstrip()


def _made(report: Report, style: Style) -> Iterator[str]:
    word = style("fixed", "green", "bold")
    for made in report.made:
        yield f"{word}: {printable(made.line)}"


def _summary(report: Report, style: Style) -> Iterator[str]:
    done = f"Made {_count(len(report.made), 'fix', 'es')}. " if report.made else ""
    silenced = f", {report.silenced} silenced by comments" if report.silenced else ""
    total = len(report.findings)
    if total == 0:
        left = style("No problems left" if done else "No problems found", "green", "bold")
        yield f"{done}{left} in {_count(report.projects, 'project')}{silenced}."
        return
    counts = Counter(found.finding.severity for found in report.findings)
    parts = [_severity(level, counts[level]) for level in reversed(Severity) if counts[level]]
    left = f"{_count(total, 'problem')}{' left' if done else ''}"
    yield f"{done}{style(f'Found {left}', 'bold')}: {', '.join(parts)}{silenced}."
    safe, unsafe = report.fixable()
    if report.unsafe and safe + unsafe:
        yield f"{safe + unsafe} fixable with --fix --unsafe-fixes."
    elif safe or unsafe:
        more = f"{unsafe}{' more' if safe else ''} fixable with --fix --unsafe-fixes"
        easy = f"{safe} fixable with --fix"
        yield ", ".join(part for part, count in ((easy, safe), (more, unsafe)) if count) + "."


def _severity(level: Severity, count: int) -> str:
    if level is Severity.INFORMATION:  # has no plural
        return f"{count} {level.label}"
    return _count(count, level.label)


def _count(count: int, noun: str, plural: str = "s") -> str:
    return f"{count} {noun}{'' if count == 1 else plural}"
