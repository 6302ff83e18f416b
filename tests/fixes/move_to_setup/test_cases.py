"""What the fix makes of each fixture, to the letter."""

from __future__ import annotations

import pytest

from cog_lsp.fixes.move_to_setup import Moved
from cog_lsp.fixes.result import Applicability, Refusal

from .support import Case, read_cases

CASES = read_cases()


def test_the_fixtures_are_there() -> None:
    assert len(CASES) > 150
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    result = case.run()
    if "refused" in case.expected:
        assert isinstance(result, Refusal), result
        assert result.reason == case.expected["refused"]
        return
    assert isinstance(result, Moved), result
    assert result.text == case.after
    if "unsafe" in case.expected:
        assert result.applicability is Applicability.UNSAFE
        assert case.expected["unsafe"] in result.note
    else:
        assert (result.applicability, result.note) == (Applicability.SAFE, "")
    assert result.attributes == tuple(case.expected["attributes"].split())
    assert result.title == case.expected.get("title", result.title)
