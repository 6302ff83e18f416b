"""A code frame: the lines around a place, numbered, with what is meant underlined.

One line::

    11 |     def predict(self, prompt: str):
    12 |         model = load("weights")
       |                 ^^^^^^^^^^^^^^^

Several lines::

    12 |         model = load(
       |  _______________^
    13 | |           "weights",
    14 | |       )
       | |_______^
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cog_lsp.cli.output.cells import Cells, Window, window_around
from cog_lsp.cli.style import Style, Tint
from cog_lsp.text import LineIndex, Span

_MOST_LINES = 8
_KEPT_AT_START = 4
_KEPT_AT_END = 2


@dataclass(frozen=True, slots=True)
class FrameStyle:
    """How frames look.

    ``gutter`` is the width of the line numbers, ``room`` the columns there are for source,
    ``context`` the lines shown above and below, ``mark`` the sign that underlines, in ``tint``.
    """

    style: Style
    gutter: int
    room: int
    tint: Tint
    context: int = 2
    mark: str = "^"


def draw_frame(lines: LineIndex, span: Span, look: FrameStyle) -> Iterator[str]:
    """The lines of the frame that shows ``span``."""
    view = _View.of(lines, span, look)
    lead = "" if view.first == view.last else "  "
    before = list(range(max(view.first - look.context, 0), view.first))
    after = list(range(view.last + 1, min(view.last + 1 + look.context, lines.line_count)))
    while before and not lines.line_text(before[0]).strip():
        before.pop(0)
    while after and not lines.line_text(after[-1]).strip():
        after.pop()
    yield from (view.source(line, lead) for line in before)
    yield from view.one_line() if view.first == view.last else view.several_lines()
    yield from (view.source(line, lead) for line in after)


@dataclass(frozen=True, slots=True)
class _View:
    """What is shown of a text: from ``start`` in line ``first`` to ``end`` in line ``last``.

    ``start`` and ``end`` are columns of the screen before the window cuts the lines.
    """

    lines: LineIndex
    look: FrameStyle
    first: int
    last: int
    start: int
    end: int
    window: Window

    @classmethod
    def of(cls, lines: LineIndex, span: Span, look: FrameStyle) -> _View:
        begin, behind = lines.point(span.start), lines.point(span.end)
        last, column = behind.line, behind.column
        if last > begin.line and column == 0:  # a line ending is not shown
            last -= 1
            column = lines.line_end(last) - lines.line_start(last)
        cells = Cells.of(lines.line_text(begin.line))
        start = cells.column(begin.column)
        if last == begin.line:
            end = cells.column(column)
            window = window_around(cells.width, start, end, look.room)
        else:
            end = Cells.of(lines.line_text(last)).column(column)
            window = window_around(cells.width, start, start + 1, look.room - 2)
        return cls(lines, look, begin.line, last, start, end, window)

    def one_line(self) -> Iterator[str]:
        yield self.source(self.first)
        at = self.window.place(self.start)
        count = max(self.window.place(self.end) - at, 1)
        yield self._bare(" " * at, self.look.mark * count)

    def several_lines(self) -> Iterator[str]:
        text = self.lines.line_text(self.first)
        if Cells.of(text[: len(text) - len(text.lstrip())]).width >= self.start:
            yield self.source(self.first, self._mark("/") + " ")
        else:
            yield self.source(self.first, "  ")
            yield self._bare(" ", "_" * (self.window.place(self.start) + 1) + self.look.mark)
        bar = self._mark("|") + " "
        inner = list(range(self.first + 1, self.last + 1))
        if len(inner) >= _MOST_LINES:
            yield from (self.source(line, bar) for line in inner[: _KEPT_AT_START - 1])
            yield self.look.style("." * max(self.look.gutter, 3), "blue", "bold")
            inner = inner[-_KEPT_AT_END:]
        yield from (self.source(line, bar) for line in inner)
        at = self.window.place(max(self.end - 1, 0))
        yield self._bare("", "|" + "_" * (at + 1) + self.look.mark)

    def source(self, line: int, lead: str = "") -> str:
        """A line of the text behind its number."""
        number = self.look.style(f"{line + 1:>{self.look.gutter}} |", "blue", "bold")
        text = Cells.of(self.lines.line_text(line)).cut(self.window)
        return f"{number} {lead}{text}".rstrip()

    def _bare(self, blanks: str, marks: str) -> str:
        margin = self.look.style(f"{' ' * self.look.gutter} |", "blue", "bold")
        return f"{margin} {blanks}{self._mark(marks)}"

    def _mark(self, text: str) -> str:
        return self.look.style(text, self.look.tint, "bold")
