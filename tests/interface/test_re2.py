"""Patterns with the verdict of Go's own regexp package (1.26), recorded as data."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cog_lsp.interface.re2 import RegexError, is_found, parse_regex

_FILE = Path(__file__).with_name("re2_probes.jsonl")
PROBES = [json.loads(line) for line in _FILE.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("probe", PROBES, ids=[repr(probe["pattern"]) for probe in PROBES])
def test_probe(probe: dict[str, Any]) -> None:
    if probe["error"] is None:
        assert is_found(parse_regex(probe["pattern"]), probe["text"]) in (probe["found"], None)
    else:
        with pytest.raises(RegexError):
            parse_regex(probe["pattern"])


@pytest.mark.parametrize(
    ("pattern", "reason", "part"),
    [
        (r"a(?=b)", "invalid or unsupported Perl syntax", "(?="),
        (r"(?<!a)b", "invalid named capture", "(?<!a)b"),
        (r"(a)\1", "invalid escape sequence", r"\1"),
        (r"a++", "invalid nested repetition operator", "++"),
        (r"a{1001}", "invalid repeat count", "{1001}"),
        ("[a", "missing closing ]", "[a"),
    ],
)
def test_an_error_says_what_and_where(pattern: str, reason: str, part: str) -> None:
    with pytest.raises(RegexError) as caught:
        parse_regex(pattern)
    assert (caught.value.reason, caught.value.part) == (reason, part)


def test_a_script_is_known_by_name_only() -> None:
    assert is_found(parse_regex(r"\p{Greek}"), "a") is None


def test_a_pattern_that_costs_others_for_ever_costs_nothing_much() -> None:
    assert is_found(parse_regex("^(a+)+$"), "a" * 200 + "b") is False


@pytest.mark.parametrize("depth", [400, 5000])
def test_a_pattern_that_nests_absurdly_is_no_crash(depth: int) -> None:
    try:
        regex = parse_regex("(" * depth + "a" + ")" * depth)
    except RegexError as error:
        assert error.reason == "expression nests too deeply"
    else:
        assert is_found(regex, "a") in (True, None)


def test_a_pattern_too_large_to_run_is_not_judged() -> None:
    assert is_found(parse_regex("(?:a{500}){2}" * 40), "a") is None
