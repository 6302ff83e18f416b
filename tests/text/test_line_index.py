"""Offsets, lines and units, against the slowest implementation that could be right."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cog_lsp.text import Encoding, LineIndex, Point, split_lines

TEXTS = st.text(alphabet=st.sampled_from("ab\n\r\t\f\x0b\x85\u2028\u2029é😀"), max_size=40)
ENCODINGS: tuple[Encoding, ...] = ("utf-8", "utf-16", "utf-32")


def units(text: str, encoding: Encoding) -> int:
    return (
        len(text.encode(f"{encoding}-le" if encoding != "utf-8" else encoding))
        // {
            "utf-8": 1,
            "utf-16": 2,
            "utf-32": 4,
        }[encoding]
    )


@given(TEXTS)
def test_lines_end_where_the_protocol_says(text: str) -> None:
    index = LineIndex(text)
    expected = re.split(r"\r\n|\n|\r", text)
    assert [index.line_text(line) for line in range(index.line_count)] == expected


@given(TEXTS)
def test_split_lines_loses_nothing(text: str) -> None:
    assert "".join(split_lines(text)) == text


@given(TEXTS)
def test_every_offset_survives_the_way_through_units_and_back(text: str) -> None:
    index = LineIndex(text)
    for offset in range(len(text) + 1):
        point = index.point(offset)
        if offset > index.line_end(point.line):
            continue  # between \r and \n, which is no place of its own
        for encoding in ENCODINGS:
            line, column = index.to_units(offset, encoding)
            before = text[index.line_start(line) : offset]
            assert column == units(before, encoding)
            assert index.from_units(line, column, encoding) == offset


@pytest.mark.parametrize(
    ("line", "column", "expected"),
    [(0, 99, 2), (1, 0, 3), (1, 99, 4), (9, 0, 4), (-1, 0, 0), (0, -5, 0)],
)
def test_places_outside_the_text_are_clamped(line: int, column: int, expected: int) -> None:
    index = LineIndex("ab\nc")
    assert index.from_units(line, column, "utf-16") == expected
    assert index.offset(Point(line, column)) == expected


def test_a_column_inside_a_surrogate_pair_is_the_start_of_its_character() -> None:
    index = LineIndex("a😀b")
    assert index.from_units(0, 2, "utf-16") == 1
    assert index.from_units(0, 3, "utf-16") == 2


def test_an_empty_text_has_one_line() -> None:
    index = LineIndex("")
    assert index.line_count == 1
    assert index.to_units(0, "utf-16") == (0, 0)
