"""How a line of source looks on a terminal: the columns that each code point takes up."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

TAB_STOP = 4
_REPLACEMENT = "\ufffd"
_ELLIPSIS = "..."
# What reorders text on the screen can make code read as what it is not (CVE-2021-42574).
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def printable(text: str) -> str:
    """``text`` without what would steer a terminal; line feeds and tabs stay."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if char in "\n\t" else _shown(char) for char in text)


@dataclass(frozen=True, slots=True)
class Cells:
    """One line of source as a terminal shows it.

    ``shown`` has what stands for each code point, ``edges`` the column at which each begins, and
    behind the last the width of the whole.
    """

    shown: tuple[str, ...]
    edges: tuple[int, ...]

    @classmethod
    def of(cls, line: str) -> Cells:
        """The cells of ``line``, which holds no line ending."""
        if line.isascii() and line.isprintable():
            return cls(tuple(line), tuple(range(len(line) + 1)))
        shown: list[str] = []
        edges = [0]
        for char in line:
            at = edges[-1]
            text = " " * (TAB_STOP - at % TAB_STOP) if char == "\t" else _shown(char)
            shown.append(text)
            edges.append(at + (len(text) if char == "\t" else _width(text)))
        return cls(tuple(shown), tuple(edges))

    @property
    def width(self) -> int:
        """The columns of the whole line."""
        return self.edges[-1]

    def column(self, index: int) -> int:
        """The column at which code point ``index`` begins; behind the line, that of its end."""
        return self.edges[min(index, len(self.shown))]

    def cut(self, window: Window) -> str:
        """What of the line is inside ``window``, with an ellipsis where something is left out."""
        if self.width <= window.end and window.start == 0:
            return "".join(self.shown).rstrip()
        text = "".join(
            char
            for char, start, end in zip(self.shown, self.edges, self.edges[1:], strict=False)
            if window.start <= start and end <= window.end
        )
        head = _ELLIPSIS if window.start and self.width else ""
        tail = _ELLIPSIS if self.width > window.end else ""
        # A wide character that straddles the window's start leaves a column that must stay taken.
        first = next((edge for edge in self.edges if edge >= window.start), window.start)
        return f"{head}{' ' * (first - window.start)}{text}{tail}".rstrip()


@dataclass(frozen=True, slots=True)
class Window:
    """The columns of the source that are shown, from ``start`` up to but not including ``end``."""

    start: int
    end: int

    @property
    def shift(self) -> int:
        """How far the ellipsis before it moves what is shown at ``start`` to the right."""
        return len(_ELLIPSIS) if self.start else 0

    def place(self, column: int) -> int:
        """Where ``column`` of the source is on the screen, brought into the window."""
        return min(max(column, self.start), self.end) - self.start + self.shift


def window_around(width: int, start: int, end: int, room: int) -> Window:
    """The ``room`` columns of a line of ``width`` that show best what is between two columns."""
    if width <= room:
        return Window(0, room)
    room = max(room - 2 * len(_ELLIPSIS), 1)
    if end <= room:
        return Window(0, room)
    lead = max((room - (end - start)) // 2, room // 4)
    first = max(min(start - lead, width - room), 0)
    return Window(first, first + room)


def _shown(char: str) -> str:
    category = unicodedata.category(char)
    steers = category in ("Cc", "Cs", "Zl", "Zp") or char in _BIDI
    return _REPLACEMENT if steers else char


def _width(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
