"""The estimate against the bytes of weight files as they were published.

Run with ``-s`` to see each figure.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from statistics import median, quantiles
from typing import TypedDict, cast

import pytest

from .support import component

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_TOP = """\
import diffusers
import llama_cpp
import sentence_transformers
import transformers
import vllm
"""


class Published(TypedDict):
    load: str
    bytes: int


class Group(TypedDict):
    source: str
    rows: list[Published]


def _groups() -> list[Group]:
    text = Path(__file__).with_name("published_sizes.toml").read_text(encoding="utf-8")
    return cast("list[Group]", tomllib.loads(text)["published"])


GROUPS = _groups()
ROWS = [row for group in GROUPS for row in group["rows"]]


def _error(row: Published) -> float:
    """How far the middle of the estimate is from what was published, as a share of it."""
    size = component(f"self.m = {row['load']}", top=_TOP).size
    assert size is not None, f"no size for {row['load']}"
    return (size.amount.low + size.amount.high) / 2 / row["bytes"] - 1


@pytest.fixture(scope="module")
def errors() -> list[float]:
    return [_error(row) for row in ROWS]


def test_there_are_enough_and_each_has_a_source() -> None:
    assert len({row["load"] for row in ROWS}) == len(ROWS) >= 60
    assert all(re.fullmatch(r"https://[a-zA-Z0-9.-]+/\S+", group["source"]) for group in GROUPS)


def test_half_of_the_estimates_are_within_three_percent_and_nine_of_ten_within_ten(
    errors: list[float],
) -> None:
    for row, error in sorted(zip(ROWS, errors, strict=True), key=lambda pair: -abs(pair[1])):
        print(f"{error:+8.2%} of {row['bytes'] / 1e9:9.3f} GB  {row['load']}")
    sizes = [abs(error) for error in errors]
    middle, ninth = median(sizes), quantiles(sizes, n=10)[-1]
    print(f"{len(sizes)} checkpoints: median {middle:.2%}, 90th percentile {ninth:.2%}")
    assert middle <= 0.03
    assert ninth <= 0.10


def test_no_estimate_says_more_than_it_can_know(errors: list[float]) -> None:
    for row in ROWS:
        size = component(f"self.m = {row['load']}", top=_TOP).size
        assert size is not None
        most = size.amount.most
        assert size.amount.least <= row["bytes"], row["load"]
        assert most is None or row["bytes"] <= most, row["load"]
