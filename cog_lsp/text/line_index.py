r"""Offsets to lines and columns and back, in the three units a client may count in.

Lines end at ``\n``, ``\r\n`` or ``\r`` and nowhere else: that is what the Language Server Protocol
says, and what ``str.splitlines`` does not do (it also splits at form feed, NEL, U+2028 and U+2029,
after which every later line number is wrong).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

Encoding = Literal["utf-8", "utf-16", "utf-32"]

_LINE_END = re.compile(r"\r\n|\n|\r")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")


def split_lines(text: str) -> list[str]:
    """The lines of ``text``, each with its own line ending; joined they are ``text`` again."""
    return _LINE.findall(text)


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """A place as a zero-based line and a zero-based column in code points."""

    line: int
    column: int


class LineIndex:
    """The lines of one immutable text. Building it is O(n); every look-up is O(log lines)."""

    __slots__ = ("_ascii", "_ends", "_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._ascii = text.isascii()
        self._starts = [0]
        self._ends: list[int] = []
        for match in _LINE_END.finditer(text):
            self._ends.append(match.start())
            self._starts.append(match.end())
        self._ends.append(len(text))

    @property
    def line_count(self) -> int:
        """How many lines the text has; an empty text has one."""
        return len(self._starts)

    def line_start(self, line: int) -> int:
        """Offset of the first code point of ``line``, clamped to the text."""
        if line >= len(self._starts):
            return len(self._text)
        return self._starts[max(line, 0)]

    def line_end(self, line: int) -> int:
        """Offset just behind the last code point of ``line``, its line ending left out."""
        if line >= len(self._ends):
            return len(self._text)
        return self._ends[max(line, 0)]

    def line_text(self, line: int) -> str:
        """The text of ``line`` without its line ending."""
        return self._text[self.line_start(line) : self.line_end(line)]

    def point(self, offset: int) -> Point:
        """The line and column of ``offset``; an offset outside the text is clamped to it."""
        offset = min(max(offset, 0), len(self._text))
        line = bisect_right(self._starts, offset) - 1
        return Point(line, offset - self._starts[line])

    def offset(self, point: Point) -> int:
        """The offset of ``point``; a column behind the line's end means the line's end."""
        start = self.line_start(point.line)
        return min(start + max(point.column, 0), max(self.line_end(point.line), start))

    def to_units(self, offset: int, encoding: Encoding) -> tuple[int, int]:
        """Line and column of ``offset``, the column counted in code units of ``encoding``."""
        point = self.point(offset)
        if self._ascii or encoding == "utf-32":
            return point.line, point.column
        start = self._starts[point.line]
        return point.line, _units(self._text[start : start + point.column], encoding)

    def from_units(self, line: int, units: int, encoding: Encoding) -> int:
        """The offset of a column counted in code units of ``encoding``.

        A column behind the line's end means the line's end, a line behind the text its end, as the
        protocol asks; a column inside a code point means that code point's start.
        """
        start, end = self.line_start(line), self.line_end(line)
        if self._ascii or encoding == "utf-32":
            return min(start + max(units, 0), max(end, start))
        offset, seen = start, 0
        while offset < end:
            seen += _units(self._text[offset], encoding)
            if seen > units:
                break
            offset += 1
        return offset


def _units(text: str, encoding: Encoding) -> int:
    if encoding == "utf-8":
        return len(text.encode("utf-8", "surrogatepass"))
    if encoding == "utf-16":
        return len(text) + sum(1 for char in text if ord(char) > 0xFFFF)
    return len(text)
