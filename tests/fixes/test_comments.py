"""No fix of Python loses a comment, unless it says so."""

from __future__ import annotations

import pytest

from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Fix, Outcome, Refusal
from cog_lsp.rules.plan import DeleteText, Plan, ReplaceText, Suppress
from cog_lsp.text import Span

from ..projects import project

SOURCE = """\
import os


def save(name):
    return os.path.join(  # in the folder of the container
        "/tmp", name)  # not /src
"""


def place(start: str, end: str) -> Span:
    return Span(SOURCE.index(start), SOURCE.index(end) + len(end))


def outcome(plan: Plan) -> Outcome:
    return carry_out(project({"cog.yaml": "", "predict.py": SOURCE}), plan)


def test_what_would_lose_one_is_refused_with_its_words() -> None:
    refused = outcome(ReplaceText("predict.py", place("os.path.join", "name)  "), "name"))
    assert isinstance(refused, Refusal)
    assert "`# in the folder of the container` would be lost" in refused.reason


@pytest.mark.parametrize(
    "plan",
    [
        ReplaceText("predict.py", place("os.path", "join"), "make"),
        ReplaceText("predict.py", place("not", "/src"), "anywhere else"),
        DeleteText("predict.py", place("  # not", "/src"), "Delete it"),
        Suppress("predict.py", "some-rule", place("return", "return")),
    ],
    ids=["beside it", "in it", "meant to go", "beside another"],
)
def test_what_loses_none_is_made(plan: Plan) -> None:
    assert isinstance(outcome(plan), Fix)
