"""Odd input is refused with a reason that an author can act on; nothing ever raises."""

from __future__ import annotations

import ast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cog_lsp.fixes.move_to_setup import Moved, move_to_setup
from cog_lsp.fixes.result import Refusal
from cog_lsp.rules.plan import MoveToSetup
from cog_lsp.text import Span

from .support import move, read_cases

FILES = sorted({case.before for case in read_cases()})
QUIET = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
GOOD = """
class Predictor(BasePredictor):
    def predict(self, prompt: str) -> str:
        model = load_model("org/x")
        return model(prompt)
"""
LOAD = Span(GOOD.index("load_model"), GOOD.index("load_model") + len('load_model("org/x")'))


def reason(text: str, runner: str, function: str, call: Span) -> str:
    result = move_to_setup(text, MoveToSetup("predict.py", runner, function, call))
    assert isinstance(result, Refusal)
    assert result.title.startswith("Move ")
    return result.reason


def test_the_good_file_is_good() -> None:
    plan = MoveToSetup("predict.py", "Predictor", "predict", LOAD)
    assert isinstance(move_to_setup(GOOD, plan), Moved)


def test_a_file_that_does_not_parse() -> None:
    broken = GOOD + "def half(:\n"
    expected = "The file has to parse first: line 6: the file does not parse as Python."
    assert reason(broken, "Predictor", "predict", LOAD) == expected


def test_half_a_character() -> None:
    broken = GOOD + "x = '\ud800'\n"
    expected = "The file has to parse first: it contains a lone surrogate."
    assert reason(broken, "Predictor", "predict", LOAD) == expected


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("\n", "\r"),
        GOOD.replace("    def", "\f\n    def"),
        GOOD.replace("\n", "\r\n", 1),
        GOOD + "x = '\0\u2028\x85'\n",
    ],
    ids=["carriage returns", "form feed", "mixed line ends", "separators in a string"],
)
def test_unusual_characters(text: str) -> None:
    start = text.index("load_model")
    plan = MoveToSetup("predict.py", "Predictor", "predict", Span(start, start + len(LOAD)))
    result = move_to_setup(text, plan)
    assert isinstance(result, Moved), result
    assert "self.model = load_model" in result.text
    assert result.text.count("\r") >= text.count("\r") - 1


def test_an_empty_file() -> None:
    stale = "The place of the load no longer matches the file."
    assert reason("", "Predictor", "predict", Span(0, 0)) == stale


def test_a_place_that_is_out_of_date() -> None:
    stale = "The place of the load no longer matches the file."
    assert reason(GOOD, "Predictor", "predict", Span(LOAD.start + 1, LOAD.end)) == stale
    assert reason(GOOD, "Predictor", "predict", Span(9000, 9001)) == stale


def test_another_function() -> None:
    expected = "The load is not in a function named `run`."
    assert reason(GOOD, "Predictor", "run", LOAD) == expected


def test_another_class() -> None:
    expected = (
        "The load is in class `Predictor`, not in `Runner` or a class of this file that it"
        " inherits from."
    )
    assert reason(GOOD, "Runner", "predict", LOAD) == expected


def test_classes_that_inherit_from_each_other() -> None:
    text = GOOD.replace("BasePredictor", "Runner") + "class Runner(Predictor): pass\n"
    shifted = text.index("load_model")
    plan = MoveToSetup("predict.py", "Runner", "predict", Span(shifted, shifted + len(LOAD)))
    assert isinstance(move_to_setup(text, plan), Refusal | Moved)


def test_deep_nesting() -> None:
    deep = "(" * 3000 + ")" * 3000
    assert isinstance(move(GOOD.replace('load_model("org/x")', f"«load_model({deep})»")), Refusal)


@pytest.mark.parametrize("parameters", ["", "*args: str", "*, prompt: str"])
def test_a_method_without_self(parameters: str) -> None:
    text = GOOD.replace("self, prompt: str", parameters).replace("model(prompt)", "model()")
    text = text.replace('load_model("org/x")', '«load_model("org/x")»')
    result = move(text)
    assert isinstance(result, Refusal)
    assert result.reason == "`predict` has no `self` to keep the model on."


@given(st.sampled_from(FILES), st.data())
@QUIET
def test_any_expression_of_a_file(text: str, data: st.DataObject) -> None:
    """Whatever is named as the load, what comes out parses and leaves no name unbound."""
    names = [
        (cls.name, method.name, node)
        for cls in ast.walk(ast.parse(text))
        if isinstance(cls, ast.ClassDef)
        for method in cls.body
        if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(method)
        if isinstance(node, ast.Call | ast.Attribute | ast.Name | ast.Constant)
    ]
    runner, function, node = data.draw(st.sampled_from(names))
    lines = text.split("\n")
    ends = [0]
    for line in lines:
        ends.append(ends[-1] + len(line) + 1)

    def offset(line: int, column: int) -> int:
        return ends[line - 1] + len(lines[line - 1].encode()[:column].decode())

    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    span = Span(offset(node.lineno, node.col_offset), offset(node.end_lineno, node.end_col_offset))
    result = move_to_setup(text, MoveToSetup("predict.py", runner, function, span))
    if isinstance(result, Moved):
        compile(result.text, "predict.py", "exec", dont_inherit=True)
    else:
        assert result.reason.endswith(".")


@given(st.sampled_from(FILES), st.data())
@QUIET
def test_any_part_of_a_file(text: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(text)))
    other = data.draw(st.integers(cut, len(text)))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    plan = MoveToSetup("predict.py", "Predictor", "predict", Span(start, end))
    result = move_to_setup(text[:cut] + text[other:], plan)
    assert isinstance(result, Refusal | Moved)
