"""No predictor, however odd or half typed, is too much."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from cog_lsp import engine
from cog_lsp.interface import Stage
from cog_lsp.interface.openapi import openapi_of, to_json
from tests.interface.generated import predictors
from tests.interface.support import read
from tests.projects import project

CONFIG = "build:\n  python_version: '3.12'\nrun: predict.py:Predictor\n"


@settings(max_examples=150, deadline=None)
@given(predictors)
def test_a_predictor_is_read_and_what_is_readable_is_written(source: str) -> None:
    interface = read(source)
    for problem in interface.problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(source)
    if interface.is_readable:
        document = json.loads(to_json(openapi_of([interface])))
        assert document["components"]["schemas"]["Output"]["title"]
    else:
        assert not [p for p in interface.problems if p.cause.stage is Stage.DOCUMENT]


@settings(max_examples=60, deadline=None)
@given(predictors, st.integers(0, 200), st.integers(0, 40))
def test_a_predictor_with_a_piece_missing_breaks_no_rule(source: str, at: int, length: int) -> None:
    at = len(source) - at
    torn = source[:at] + source[at + length :]
    checked = engine.check(project({"cog.yaml": CONFIG, "predict.py": torn}))
    assert checked.faults == ()
