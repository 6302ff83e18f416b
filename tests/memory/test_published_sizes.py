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

from cog_lsp.knowledge.checkpoints import checkpoint_named, checkpoint_named_after
from cog_lsp.memory import Amount

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


@pytest.fixture(scope="module")
def amounts() -> list[Amount]:
    """The estimate for each row."""
    return [_amount(row["load"]) for row in ROWS]


def _amount(load: str) -> Amount:
    size = component(f"self.m = {load}", top=_TOP).size
    assert size is not None, f"no size for {load}"
    return size.amount


def test_there_are_enough_and_each_has_a_source() -> None:
    assert len({row["load"] for row in ROWS}) == len(ROWS) >= 60
    assert all(re.fullmatch(r"https://[a-zA-Z0-9.-]+/\S+", group["source"]) for group in GROUPS)


def test_no_size_comes_from_where_the_table_has_its_parameters() -> None:
    for group in GROUPS:
        for row in group["rows"]:
            (name, *_) = re.findall(r"'([^']+)'", row["load"])
            known = checkpoint_named(name, "") or checkpoint_named_after(name)
            assert known is None or known.source != group["source"], row["load"]


def test_half_of_the_estimates_are_within_three_percent_and_nine_of_ten_within_ten(
    amounts: list[Amount],
) -> None:
    errors = [
        (amount.low + amount.high) / 2 / row["bytes"] - 1
        for row, amount in zip(ROWS, amounts, strict=True)
    ]
    for error, row in sorted(zip(errors, ROWS, strict=True), key=lambda pair: -abs(pair[0])):
        print(f"{error:+8.2%} of {row['bytes'] / 1e9:9.3f} GB  {row['load']}")
    sizes = [abs(error) for error in errors]
    middle, ninth = median(sizes), quantiles(sizes, n=10)[-1]
    print(f"{len(sizes)} checkpoints: median {middle:.2%}, 90th percentile {ninth:.2%}")
    assert middle <= 0.03
    assert ninth <= 0.10


def test_no_estimate_says_more_than_it_can_know(amounts: list[Amount]) -> None:
    for row, amount in zip(ROWS, amounts, strict=True):
        assert amount.least <= row["bytes"], row["load"]
        assert amount.most is None or row["bytes"] <= amount.most, row["load"]
