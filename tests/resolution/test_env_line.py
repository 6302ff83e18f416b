"""What Docker makes of the one line that Cog writes of ``environment``."""

from __future__ import annotations

import pytest

from cog_lsp.resolution.env_line import EnvProblem, env_problems, expanded_names, split_words


def problems(*items: str) -> list[EnvProblem]:
    return env_problems([(name, value) for name, _, value in (i.partition("=") for i in items)])


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("b", None), ("", None), ('"b c"', None), ("'b c'", None), ("b\\ c", None), ("$B", None),
        ("${B}", None), ("${B:-x}", None), ("${B+x}", None), ("$(x)", None), ("a#b", None),
        ('{"a":1}', None), ("'b\\'", None), ("b ", None),
        ("b c", "blank"), (" b", "blank"), ("b\tc", "blank"), ("b\u00a0c", "blank"),
        ('{"a": 1}', "blank"), ("b & c", "blank"), ("${B:+x y}", "blank"),
        ('"b', "quote"), ("it's", "quote"), ('"b\\"', "quote"),
        ("${B", "substitution"), ("${}", "substitution"), ("${B:x}", "substitution"),
        ("${1x}", "substitution"),
        ("b\\", "backslash"), ("b\\\\", None),
        ("b c=d", "more"),
    ],
)  # fmt: skip
def test_one_variable(value: str, fault: str | None) -> None:
    assert [problem.fault for problem in problems(f"A={value}")] == ([fault] if fault else [])


def test_variables_are_read_in_the_order_of_their_names() -> None:
    assert problems("B=b\\", "A=x") == [EnvProblem(0, "backslash", "\\")]
    assert problems("A=b\\", "B=x") == [EnvProblem(0, "joins", "\\")]


def test_two_open_quotes_close_each_other() -> None:
    assert {problem.fault for problem in problems("A=it's", "B=it's")} == {"joins"}


def test_words_keep_their_quotes() -> None:
    assert split_words('A=\'b c\'  B="d\\" e" C=f\\ g') == ["A='b c'", 'B="d\\" e"', "C=f\\ g"]


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("$A/b${C}", ["A", "C"]),
        ("${A:-x}", ["A"]),
        ("'$A'", []),
        ("\\$A", []),
        ("$$", []),
        ('"$A"', ["A"]),
    ],
)
def test_variables_that_are_put_in(value: str, names: list[str]) -> None:
    assert list(expanded_names(value)) == names
