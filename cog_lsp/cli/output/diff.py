"""Unified diffs of what fixing would change, fit for ``patch -p0``."""

from __future__ import annotations

from collections.abc import Iterable

from cog_lsp.cli.style import Style, Tint
from cog_lsp.cli.targets import shown_path
from cog_lsp.cli.write import Change
from cog_lsp.text import split_lines, unified_diff

_TINTS: dict[str, Tint] = {"-": "red", "+": "green", "@": "cyan"}


def write_diff(changes: Iterable[Change], style: Style) -> str:
    """The diffs of ``changes``, one behind the other."""
    return "".join(
        _paint(unified_diff(change.old, change.new, shown_path(change.path)), style)
        for change in changes
    )


def _paint(diff: str, style: Style) -> str:
    if not style.on:
        return diff
    lines: list[str] = []
    for line in split_lines(diff):
        text = line.rstrip("\r\n")
        tint = _TINTS.get(line[:1])
        lines.append((style(text, tint) if tint is not None else text) + line[len(text) :])
    return "".join(lines)
