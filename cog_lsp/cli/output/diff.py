"""Unified diffs of what fixing would change, fit for ``patch -p0`` and ``git apply -p0``.

A file that is made has ``/dev/null`` for its former name; one that gets another name has the lines
by which git says so.
"""

from __future__ import annotations

from collections.abc import Iterable

from cog_lsp.cli.style import Style, Tint
from cog_lsp.cli.targets import shown_path
from cog_lsp.cli.write import Change
from cog_lsp.text import split_lines, unified_diff

_TINTS: dict[str, Tint] = {"-": "red", "+": "green", "@": "cyan"}


def write_diff(changes: Iterable[Change], style: Style) -> str:
    """The diffs of ``changes``, one behind the other."""
    return "".join(_paint(_diff(change), style) for change in changes)


def _diff(change: Change) -> str:
    name = shown_path(change.path)
    if change.old is None:
        return unified_diff("", change.new, "/dev/null", name)
    if change.takes is None:
        return unified_diff(change.old, change.new, name)
    new = shown_path(change.takes)
    head = f"diff --git {name} {new}\nrename from {name}\nrename to {new}\n"
    return head + unified_diff(change.old, change.new, name, new)


def _paint(diff: str, style: Style) -> str:
    if not style.on:
        return diff
    lines: list[str] = []
    for line in split_lines(diff):
        text = line.rstrip("\r\n")
        tint = _TINTS.get(line[:1])
        lines.append((style(text, tint) if tint is not None else text) + line[len(text) :])
    return "".join(lines)
