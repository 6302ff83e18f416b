"""COG417 and COG418: compiled on each request, or by the first one."""

from __future__ import annotations

import pytest

from cog_lsp.rules.behavior import compile_in_predict, compile_without_warmup

from .support import mended, predictor, shown

LOAD = "def setup(self):\n    self.m = AutoModel.from_pretrained(MODEL)\n"
COMPILED = (
    "def setup(self):\n    m = AutoModel.from_pretrained(MODEL)\n    self.m = torch.compile(m)\n"
)
PREDICT = "def predict(self, x: str) -> str:\n    return self.m(x)"


@pytest.mark.parametrize(
    "lines", ["m = torch.compile(self.m)", "self.n = torch.compile(self.m, mode='max-autotune')"]
)
def test_each_request_compiles(lines: str) -> None:
    made = predictor(f"{LOAD}def predict(self, x: str) -> str:\n    {lines}\n    return x")
    assert len(shown(compile_in_predict.check, made)) == 1
    text = mended(compile_in_predict.check, made).documents["predict.py"].text
    assert text.index("torch.compile(") < text.index("def predict")


@pytest.mark.parametrize(
    "lines",
    [
        "if self.n is None:\n        self.n = torch.compile(self.m)",
        "if x:\n        self.n = torch.compile(self.m)",
    ],
)
def test_some_requests_may(lines: str) -> None:
    made = predictor(f"{LOAD}def predict(self, x: str) -> str:\n    {lines}\n    return x")
    assert shown(compile_in_predict.check, made) == []


@pytest.mark.parametrize("lines", ["", "self.m.eval()\n", "self.m = self.m.to('cuda')\n"])
def test_the_first_request_compiles(lines: str) -> None:
    setup = COMPILED + (f"    {lines}" if lines else "")
    made = predictor(setup + PREDICT)
    assert shown(compile_without_warmup.check, made) == ["torch.compile(m)"]


@pytest.mark.parametrize(
    "lines", ["self.m('warm')\n", "self.m.generate('warm')\n", "self.predict('warm')\n"]
)
def test_it_was_warmed_up(lines: str) -> None:
    made = predictor(f"{COMPILED}    {lines}{PREDICT}")
    assert shown(compile_without_warmup.check, made) == []
