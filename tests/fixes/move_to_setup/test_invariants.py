"""What holds for every move, whatever it moves and however the file is laid out."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections import Counter
from collections.abc import Callable

import pytest

from cog_lsp.fixes.move_to_setup import move_to_setup
from cog_lsp.fixes.result import Refusal
from cog_lsp.rules.plan import MoveToSetup
from cog_lsp.text import Span, apply_edits, edits_between, split_lines

from .support import Case, moved, read_cases

METHODS = (ast.FunctionDef, ast.AsyncFunctionDef)
CASES = [case for case in read_cases() if "refused" not in case.expected]


def tabs_and_crlf(text: str) -> str:
    indented = re.sub(r"^(?: {4})+", lambda m: "\t" * (len(m[0]) // 4), text, flags=re.MULTILINE)
    return indented.replace("\n", "\r\n")


def two_blanks_and_no_last_newline(text: str) -> str:
    indented = re.sub(r"^(?: {4})+", lambda m: " " * (len(m[0]) // 2), text, flags=re.MULTILINE)
    return indented.removesuffix("\n")


@pytest.mark.parametrize("layout", [tabs_and_crlf, two_blanks_and_no_last_newline])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_layout_of_the_file_is_kept(case: Case, layout: Callable[[str], str]) -> None:
    assert case.after is not None
    other = Case(f"{case.name} {layout}", layout(case.marked), layout(case.after), case.expected)
    assert moved(other).text == other.after


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_result_parses(case: Case) -> None:
    ast.parse(moved(case).text)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_no_comment_is_lost_or_made(case: Case) -> None:
    assert comments(moved(case).text) == comments(case.before)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_load_has_left_the_method(case: Case) -> None:
    wanted = ast.dump(ast.parse(case.plan.call.text(case.before), mode="eval").body)
    assert count(wanted, method(case, case.before)) > 0
    assert count(wanted, method(case, moved(case).text)) < count(wanted, method(case, case.before))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_second_time_there_is_nothing_left_to_do(case: Case) -> None:
    """The same load, wherever it stands now, is no load of a prediction any more."""
    text = moved(case).text
    call = case.plan.call.text(case.before)
    setup = text.find(call, text.index("def setup("))
    if setup < 0:
        return
    plan = MoveToSetup("predict.py", case.plan.runner, "setup", Span(setup, setup + len(call)))
    assert isinstance(move_to_setup(text, plan), Refusal)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_what_is_no_part_of_it_is_left_alone(case: Case) -> None:
    """Every line that changes is in the class, and those outside its methods stay as they are."""
    text = moved(case).text
    edits = edits_between(case.before, text)
    assert apply_edits(case.before, edits) == text
    first = min(
        node.lineno for node in ast.parse(case.before).body if isinstance(node, ast.ClassDef)
    )
    head = "".join(split_lines(case.before)[: first - 1])
    assert text.startswith(head)
    assert fields(case.before) == fields(text)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_no_line_has_trailing_blanks_that_had_none(case: Case) -> None:
    def trailing(text: str) -> set[str]:
        return {line for line in text.split("\n") if line != line.rstrip()}

    assert trailing(moved(case).text) <= trailing(case.before)


def comments(text: str) -> Counter[str]:
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return Counter(token.string for token in tokens if token.type == tokenize.COMMENT)


def method(case: Case, text: str) -> ast.AST:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, METHODS) and inner.name == case.plan.function:
                    return inner
    raise AssertionError(f"no method {case.plan.function}")


def count(wanted: str, tree: ast.AST) -> int:
    return sum(ast.dump(node) == wanted for node in ast.walk(tree))


def fields(text: str) -> list[str]:
    """The statements of all classes and of the module that are no methods."""
    found: list[str] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef | ast.Module):
            found += [
                ast.dump(inner)
                for inner in node.body
                if not isinstance(inner, (*METHODS, ast.ClassDef, ast.Pass))
            ]
    return found
