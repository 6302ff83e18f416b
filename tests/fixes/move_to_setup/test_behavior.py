"""A safe move keeps what predictions return and loads once instead of each time."""

from __future__ import annotations

import pytest

from cog_lsp.fixes.result import Applicability

from .support import Case, moved, read_cases
from .symbols import Outcome, run

SAFE = [
    case
    for case in read_cases()
    if not {"refused", "unsafe"} & case.expected.keys() and "inherited setup" not in case.expected
]


def runs(case: Case, text: str) -> Outcome:
    return run(text, case.plan.runner, case.plan.call.text(case.before))


def test_most_fixtures_run() -> None:
    failed = []
    for case in SAFE:
        try:
            runs(case, case.before)
        except Exception as error:
            failed.append((case.name, repr(error)))
    # The stand-ins are no text and no mapping, so a few fixtures are beyond them.
    assert len(failed) * 10 < len(SAFE), failed


@pytest.mark.parametrize("case", SAFE, ids=str)
def test_a_safe_move_keeps_the_outputs(case: Case) -> None:
    try:
        before = runs(case, case.before)
    except Exception as error:
        pytest.skip(f"beyond the stand-ins: {error!r}")
    result = moved(case)
    assert result.applicability is Applicability.SAFE
    after = runs(case, result.text)
    assert after.outputs == before.outputs
    assert after.loads_in_setup >= 1
    assert after.loads_in_predictions <= before.loads_in_predictions - 3
