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
    first, last, start, end = _extent(lines, span)
    before = list(range(max(first - look.context, 0), first))
    after = list(range(last + 1, min(last + 1 + look.context, lines.line_count)))
    while before and not lines.line_text(before[0]).strip():
        before.pop(0)
    while after and not lines.line_text(after[-1]).strip():
        after.pop()
    draw = _one_line if first == last else _several_lines
    yield from draw(lines, look, (first, last), (start, end), before, after)


def _one_line(
    lines: LineIndex,
    look: FrameStyle,
    rows: tuple[int, int],
    columns: tuple[int, int],
    before: list[int],
    after: list[int],
) -> Iterator[str]:
    cells = Cells.of(lines.line_text(rows[0]))
    start, end = cells.column(columns[0]), cells.column(columns[1])
    window = window_around(cells.width, start, end, look.room)
    for line in (*before, rows[0]):
        yield _numbered(lines, look, window, line)
    at = window.place(start)
    yield _bare(look, " " * at + _marks(look, max(window.place(end) - at, 1)))
    for line in after:
        yield _numbered(lines, look, window, line)


def _several_lines(
    lines: LineIndex,
    look: FrameStyle,
    rows: tuple[int, int],
    columns: tuple[int, int],
    before: list[int],
    after: list[int],
) -> Iterator[str]:
    first, last = rows
    text = lines.line_text(first)
    cells = Cells.of(text)
    start = cells.column(columns[0])
    window = window_around(cells.width, start, start + 1, look.room - 2)
    for line in before:
        yield _numbered(lines, look, window, line, "  ")
    whole = not text[: columns[0]].strip()
    yield _numbered(lines, look, window, first, _mark(look, "/") + " " if whole else "  ")
    if not whole:
        yield _bare(look, " " + _mark(look, "_" * (window.place(start) + 1) + look.mark))
    bar = _mark(look, "|") + " "
    inner = list(range(first + 1, last + 1))
    if len(inner) >= _MOST_LINES:
        for line in inner[: _KEPT_AT_START - 1]:
            yield _numbered(lines, look, window, line, bar)
        yield look.style("." * max(look.gutter, 3), "blue", "bold")
        inner = inner[-_KEPT_AT_END:]
    for line in inner:
        yield _numbered(lines, look, window, line, bar)
    cells = Cells.of(lines.line_text(last))
    at = window.place(cells.column(max(columns[1] - 1, 0)))
    yield _bare(look, _mark(look, "|" + "_" * (at + 1) + look.mark))
    for line in after:
        yield _numbered(lines, look, window, line, "  ")


def _extent(lines: LineIndex, span: Span) -> tuple[int, int, int, int]:
    """First and last line of ``span``, and its columns in them; a line ending is not shown."""
    start, end = lines.point(span.start), lines.point(span.end)
    if end.line > start.line and end.column == 0:
        line = end.line - 1
        return start.line, line, start.column, lines.line_end(line) - lines.line_start(line)
    return start.line, end.line, start.column, end.column


def _numbered(lines: LineIndex, look: FrameStyle, window: Window, line: int, lead: str = "") -> str:
    number = look.style(f"{line + 1:>{look.gutter}} |", "blue", "bold")
    text = Cells.of(lines.line_text(line)).cut(window)
    return f"{number} {lead}{text}".rstrip()


def _bare(look: FrameStyle, text: str) -> str:
    return f"{look.style(' ' * look.gutter + ' |', 'blue', 'bold')} {text}"


def _marks(look: FrameStyle, count: int) -> str:
    return _mark(look, look.mark * count)


def _mark(look: FrameStyle, text: str) -> str:
    return look.style(text, look.tint, "bold")
