"""COG419: which returned values nobody gets."""

from __future__ import annotations

import pytest

from cog_lsp.rules.behavior.generator_return_lost import check

from .support import mended, predictor, shown


def test_the_last_value_is_yielded_instead() -> None:
    made = predictor("def predict(self, x: str) -> Iterator[str]:\n    yield x\n    return x + x")
    assert shown(check, made) == ["return x + x"]
    assert "    yield x + x\n" in mended(check, made).documents["predict.py"].text


def test_one_in_between_still_ends_the_generator() -> None:
    made = predictor(
        "def predict(self, x: str) -> Iterator[str]:\n    if not x:\n        return 'empty'\n"
        "    yield x"
    )
    text = mended(check, made).documents["predict.py"].text
    assert "            yield 'empty'\n            return\n        yield x" in text


def test_of_what_it_yields_from() -> None:
    made = predictor(
        "def predict(self, x: str) -> Iterator[str]:\n    yield from self.go(x)\n"
        "def go(self, x):\n    yield x\n    return x + x"
    )
    assert shown(check, made) == ["return x + x"]
    assert "    yield x + x\n" in mended(check, made).documents["predict.py"].text


@pytest.mark.parametrize(
    "body",
    [
        "def predict(self, x: str) -> Iterator[str]:\n    yield x\n    return",
        "def predict(self, x: str) -> Iterator[str]:\n    yield x\n    return None",
        "def predict(self, x: str) -> Iterator[str]:\n    return (c for c in x)",
        "def predict(self, x: str) -> str:\n    return x",
        "def predict(self, x: str) -> Iterator[str]:\n    y = yield from self.go(x)\n"
        "    yield y\ndef go(self, x):\n    yield x\n    return x + x",
        "def predict(self, x: str) -> Iterator[str]:\n    def inner():\n        return x\n"
        "    yield inner()",
    ],
)
def test_nothing_is_lost(body: str) -> None:
    assert shown(check, predictor(body)) == []
