"""Whole rewritten files, and what has to hold for every one of them."""

from __future__ import annotations

import ast
import io
import re
import tokenize

import pytest

from cog_lsp.fixes.log_progress import log_progress
from cog_lsp.fixes.result import Applicability, Refusal
from cog_lsp.rules.plan import LogProgress
from cog_lsp.text import Span

from .cases_ending import CASES as ENDING
from .cases_layout import CASES as LAYOUT
from .cases_names import CASES as NAMES
from .cases_passed_on import CASES as PASSED_ON
from .cases_payload import CASES as PAYLOAD
from .support import HEAD, Case, Style, fixed, unmarked

CASES = [*ENDING, *PASSED_ON, *LAYOUT, *NAMES, *PAYLOAD]
EACH = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
BOTH_STYLES = pytest.mark.parametrize("style", ["print", "logging"])


@EACH
def test_the_rewritten_file(case: Case) -> None:
    text = fixed(case.source, case.function).text
    shown = text.partition("class Predictor(BasePredictor):\n")[2] if case.head == HEAD else text
    assert shown.strip("\n") == case.after.strip("\n")


@EACH
@BOTH_STYLES
def test_it_parses_and_keeps_every_comment(case: Case, style: Style) -> None:
    text = fixed(case.source, case.function, style).text
    ast.parse(text)
    assert comments(text) == comments(unmarked(case.source)[0])


@EACH
@BOTH_STYLES
def test_no_progress_is_left_in_the_output(case: Case, style: Style) -> None:
    before, spans = unmarked(case.source)
    items = {meaning(before, span) for span in spans}
    assert items & handed_over(before) == items
    assert not items & handed_over(fixed(case.source, case.function, style).text)


@EACH
@BOTH_STYLES
def test_a_second_application_has_nothing_to_do(case: Case, style: Style) -> None:
    _, spans = unmarked(case.source)
    text = fixed(case.source, case.function, style).text
    again = log_progress(text, LogProgress("predict.py", case.function, spans, style))
    assert isinstance(again, Refusal)


@EACH
def test_windows_line_ends_are_kept(case: Case) -> None:
    with_feeds = fixed(case.source, case.function, "logging").text
    source = case.source.replace("\n", "\r\n")
    assert fixed(source, case.function, "logging").text == with_feeds.replace("\n", "\r\n")


@EACH
@BOTH_STYLES
def test_the_reader_is_told_that_the_output_changes(case: Case, style: Style) -> None:
    result = fixed(case.source, case.function, style)
    assert result.applicability is Applicability.UNSAFE
    assert "no longer get the progress in the output" in result.note
    assert re.fullmatch(
        r"(Print progress to the log|Log progress with logging) instead of "
        r"(yielding|appending) it",
        result.title,
    )


@EACH
def test_no_line_is_longer_than_the_author_wrote_or_110(case: Case) -> None:
    text = fixed(case.source, case.function).text
    on_one = ("; ", "): print(", "lambda ")
    lines = [line for line in text.splitlines() if not any(mark in line for mark in on_one)]
    longest = max(len(line) for line in unmarked(case.source)[0].splitlines())
    assert max(len(line) for line in lines) <= max(100, longest + len("flush=True"))


def test_parentheses_around_a_value_may_belong_to_the_span_or_not() -> None:
    inner = fixed('def predict():\n    yield («"Loading"»)\n    yield b\n', "predict")
    outer = fixed('def predict():\n    yield «("Loading")»\n    yield b\n', "predict")
    assert inner == outer


def comments(text: str) -> list[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return sorted(token.string for token in tokens if token.type == tokenize.COMMENT)


def meaning(text: str, span: Span) -> str:
    return ast.dump(ast.parse(f"({span.text(text)})", mode="eval").body)


_ADDERS = (".append", ".insert", "tell")


def handed_over(text: str) -> set[str]:
    """Everything that the file yields, or adds to a list."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Yield) and node.value is not None:
            found.add(ast.dump(node.value))
        elif isinstance(node, ast.List):
            found.update(ast.dump(element) for element in node.elts)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(_ADDERS):
            found.add(ast.dump(node.args[-1]))
    return found
