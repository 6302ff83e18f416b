"""The edits that all ways of mending an interface share."""

from __future__ import annotations

import pytest

from cog_lsp.fixes.interface.scene import BlockedError, without_lines
from cog_lsp.text import Span, apply_edits
from tests.projects import project


def without_gone(text: str) -> str:
    """``text`` after the call of gone() in it is deleted with its lines."""
    facts = project({"a.py": text}).python["a.py"]
    span = Span(text.index("gone("), text.index(")") + 1)
    edit = without_lines(facts.document, facts.tree, span, "the call")
    return apply_edits(text, [edit])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a = 1\ngone()\nb = 2\n", "a = 1\nb = 2\n"),
        ("gone()", ""),
        ("gone()\n\nb = 2\n", "b = 2\n"),
        ("a = 1\n\ngone()\n\n\nb = 2\n", "a = 1\n\n\nb = 2\n"),
        ("a = 1\ngone()\n\nb = 2\n", "a = 1\n\nb = 2\n"),
        ("class A:\n    gone(\n        1\n    )\n\n    b = 2\n", "class A:\n    b = 2\n"),
        ("a = 1\r\ngone()\nb = 2\n", "a = 1\r\nb = 2\n"),
        ("a = 1\ngone('#1')\n", "a = 1\n"),
    ],
)
def test_lines_that_go_leave_no_gap(text: str, left: str) -> None:
    assert without_gone(text) == left


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("gone()  # why\n", "the call shares its line with other code"),
        ("a = 1; gone()\n", "the call shares its line with other code"),
        ("gone(\n    1,  # why\n)\n", "the call contains a comment"),
    ],
)
def test_lines_with_more_in_them_stay(text: str, reason: str) -> None:
    with pytest.raises(BlockedError, match=reason):
        without_gone(text)
