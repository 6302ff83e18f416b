"""Code frames: what is underlined stands under what is meant, whatever the line holds."""

from __future__ import annotations

import pytest

from cog_lsp.cli.output.cells import Cells, Window, printable, window_around
from cog_lsp.cli.output.frame import FrameStyle, draw_frame
from cog_lsp.cli.style import Style
from cog_lsp.text import LineIndex, Span


def frame(text: str, first: str, last: str | None = None, room: int = 60, context: int = 1) -> str:
    """The frame from where ``first`` begins to where the next ``last`` ends."""
    start = text.index(first)
    end = last if last is not None else first
    span = Span(start, text.index(end, start) + len(end))
    look = FrameStyle(Style(False), 2, room, "red", context)
    return "\n".join(draw_frame(LineIndex(text), span, look))


def test_one_line_with_its_context() -> None:
    assert frame("a = 1\nb = load(2)\nc = 3\nd = 4\n", "load(2)") == (
        " 1 | a = 1\n"
        " 2 | b = load(2)\n"
        "   |     ^^^^^^^\n"
        " 3 | c = 3"
    )  # fmt: skip


def test_blank_lines_at_the_edges_are_left_out() -> None:
    assert frame("a\n\nb\n\nc\n", "b", context=1) == " 3 | b\n   | ^"
    assert frame("a\n\nb\n\nc\n", "b", context=2).splitlines()[:2] == [" 1 | a", " 2 |"]


def test_tabs_and_wide_characters_take_their_columns() -> None:
    assert frame("\tx = f('漢字e\u0301\U0001f41f', 1)\n", ", 1") == (
        " 1 |     x = f('漢字e\u0301\U0001f41f', 1)\n"
        "   | " + " " * 19 + "^^^"
    )  # fmt: skip
    cells = Cells.of("a\tb漢e\u0301.")
    assert cells.edges == (0, 1, 4, 5, 7, 8, 8, 9)


def test_several_lines_from_the_middle_of_one() -> None:
    assert frame("a\nx = load(\n    'w',\n)\nb\n", "load", ")") == (
        " 1 |   a\n"
        " 2 |   x = load(\n"
        "   |  _____^\n"
        " 3 | |     'w',\n"
        " 4 | | )\n"
        "   | |_^\n"
        " 5 |   b"
    )  # fmt: skip


def test_several_lines_from_the_beginning_of_one() -> None:
    assert frame("if x:\n    load(\n        'w')\n", "load", ")") == (
        " 1 |   if x:\n"
        " 2 | /     load(\n"
        " 3 | |         'w')\n"
        "   | |____________^"
    )  # fmt: skip


def test_many_lines_are_cut_in_the_middle() -> None:
    text = "f(\n" + "".join(f"  {number},\n" for number in range(2, 20)) + ")\n"
    assert frame(text, "f", ")", context=0) == (
        " 1 | / f(\n"
        " 2 | |   2,\n"
        " 3 | |   3,\n"
        " 4 | |   4,\n"
        "...\n"
        "19 | |   19,\n"
        "20 | | )\n"
        "   | |_^"
    )  # fmt: skip


def test_line_ending_is_no_line_of_its_own() -> None:
    assert frame("a\r\nbc\r\n", "bc\r\n", context=0) == " 2 | bc\n   | ^^"


@pytest.mark.parametrize(("text", "offset"), [("abc", 3), ("", 0), ("abc\n", 4), ("abc\n", 3)])
def test_place_without_extent_is_marked(text: str, offset: int) -> None:
    look = FrameStyle(Style(False), 2, 40, "red", 0)
    lines = list(draw_frame(LineIndex(text), Span(offset, offset), look))
    assert len(lines) == 2
    assert lines[1].index("^") == 5 + LineIndex(text).point(offset).column


def test_long_line_is_cut_around_what_is_meant() -> None:
    text = "short\n" + "y + " * 40 + "LOAD" + " + z" * 40 + "\n\n" + "m" * 200
    assert frame(text, "LOAD", context=2) == (
        " 1 | ...\n"
        " 2 | ... y + y + y + y + y + y + LOAD + z + z + z + z + z + z ...\n"
        "   |                             ^^^^\n"
        " 3 |\n"
        " 4 | ...mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm..."
    )


def test_cut_line_is_marked_to_its_edge_only() -> None:
    source, marks = frame("x = [" + "a, " * 60 + "]", "[", "]", room=40).splitlines()
    assert len(source) == len(" 1 | ") + 37
    assert marks == "   |     " + "^" * 30


def test_wide_character_on_the_edge_of_the_window_leaves_a_blank() -> None:
    assert Cells.of("漢漢漢漢").cut(Window(1, 6)) == "... 漢漢..."


@pytest.mark.parametrize("width", [10, 50, 300])
@pytest.mark.parametrize(("start", "end"), [(0, 1), (5, 9), (140, 160), (290, 300)])
def test_window_shows_where_the_place_begins(width: int, start: int, end: int) -> None:
    window = window_around(width, start, end, 40)
    if start < width:
        assert window.start <= start < window.end
    assert window.end - window.start <= 40
    assert window.start >= 0


def test_what_steers_a_terminal_is_shown_as_a_replacement() -> None:
    assert frame("a\u202eb\x1b[31m = 'c'\x85\u2028", "c", context=0) == (
        " 1 | a\ufffdb\ufffd[31m = 'c'\ufffd\ufffd\n"
        "   |             ^"
    )  # fmt: skip
    assert printable("a\tb\n\x1b[0m\u2066\u00e9") == "a\tb\n\ufffd[0m\ufffd\u00e9"
