"""Edits: applying, ordering, conflicts, and the small ones between two texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cog_lsp.text import (
    Document,
    EditConflictError,
    Span,
    TextEdit,
    apply_edits,
    decode,
    edits_between,
    unified_diff,
)

TEXTS = st.text(alphabet=st.sampled_from("ab \n\r😀"), max_size=30)


def test_edits_are_meant_against_the_text_as_given() -> None:
    edits = [TextEdit(Span(4, 5), "E"), TextEdit(Span(0, 1), "AA"), TextEdit(Span(2, 2), "-")]
    assert apply_edits("abcde", edits) == "AAb-cdE"


def test_insertions_at_one_place_keep_their_order() -> None:
    assert apply_edits("x", [TextEdit(Span(0, 0), "1"), TextEdit(Span(0, 0), "2")]) == "12x"


def test_the_same_edit_twice_is_made_once() -> None:
    edit = TextEdit(Span(0, 0), "import os\n")
    assert apply_edits("x", [edit, edit]) == "import os\nx"


def test_overlapping_edits_are_refused() -> None:
    with pytest.raises(EditConflictError):
        apply_edits("abcd", [TextEdit(Span(0, 2), ""), TextEdit(Span(1, 3), "")])


@given(TEXTS, TEXTS)
def test_edits_between_two_texts_lead_from_one_to_the_other(old: str, new: str) -> None:
    assert apply_edits(old, edits_between(old, new)) == new


def test_edits_between_touch_only_what_differs() -> None:
    old = "one\ntwo\nthree\n"
    (edit,) = edits_between(old, "one\ntwos\nthree\n")
    assert edit == TextEdit(Span(7, 7), "s")


@given(TEXTS)
def test_a_text_has_no_edits_to_itself(text: str) -> None:
    assert edits_between(text, text) == ()
    assert unified_diff(text, text, "x") == ""


def test_a_diff_marks_a_last_line_without_an_end() -> None:
    assert unified_diff("a", "b", "f") == (
        "--- f\n+++ f\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+b\n"
        "\\ No newline at end of file\n"
    )


@pytest.mark.parametrize(
    ("text", "newline"), [("a\r\nb\n", "\r\n"), ("a\n", "\n"), ("a", "\n"), ("a\rb", "\r")]
)
def test_a_document_knows_its_line_ending(text: str, newline: str) -> None:
    assert Document("x", text).newline == newline


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xef\xbb\xbfa\r\n", "a\r\n"),
        ("é".encode("utf-16"), "é"),
        (b"# -*- coding: latin-1 -*-\n\xe9", "# -*- coding: latin-1 -*-\né"),
        (b"\xe9", None),
        (b"a\0b", None),
        (b"# coding: no-such-codec\n", None),
        (b"", ""),
    ],
)
def test_bytes_become_text_or_nothing(data: bytes, text: str | None) -> None:
    assert decode(data) == text


def test_spans_touch_at_their_ends_and_overlap_only_inside() -> None:
    word, cursor = Span(2, 5), Span(5, 5)
    assert word.touches(cursor)
    assert not word.overlaps(cursor)
    assert word.contains(Span(2, 5))
    with pytest.raises(ValueError, match="not a span"):
        Span(3, 2)
