"""COG415: what is loaded before setup()."""

from __future__ import annotations

import pytest

from cog_lsp.rules.behavior.load_at_import import check

from .support import found, predictor

BODY = "def predict(self, x: str) -> str:\n    return x"
LOAD = "AutoModel.from_pretrained(MODEL)"


@pytest.mark.parametrize(
    ("top", "place"),
    [
        (f"m = {LOAD}\n", f"predict.py:{LOAD}"),
        (f"def load():\n    return {LOAD}\n\n\nm = load()\n", "predict.py:load()"),
        (f"class Engine:\n    m = {LOAD}\n", ""),
        (f"def load():\n    return {LOAD}\n", ""),
        (f"if __name__ == '__main__':\n    m = {LOAD}\n", ""),
        ("t = AutoTokenizer.from_pretrained(MODEL)\n", ""),
    ],
)
def test_the_named_module(top: str, place: str) -> None:
    assert found(check, predictor(BODY, top)) == [place][: bool(place)]


def test_a_module_that_it_imports() -> None:
    engine = "from transformers import AutoModel\n\nm = AutoModel.from_pretrained('org/model')\n"
    made = predictor(
        "def predict(self, x: str) -> str:\n    return engine.m(x)",
        "import engine\n",
        engine=engine,
    )
    assert found(check, made) == ["engine.py:AutoModel.from_pretrained('org/model')"]
