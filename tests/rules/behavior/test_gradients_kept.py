"""COG457: outputs that are kept with what the layers computed."""

from __future__ import annotations

import pytest

from cog_lsp.rules.behavior.gradients_kept import check

from .support import mended, predictor, shown

TOP = """\
HISTORY = []
"""
SETUP = """\
def setup(self):
    self.m = AutoModel.from_pretrained(MODEL).to('cuda').eval()
    self.t = AutoTokenizer.from_pretrained(MODEL)
    self.last, self.history, self.table = None, [], {}
def run_it(self, x):
    return self.m(x).logits
"""


def body(lines: str) -> str:
    indented = "".join(f"    {line}\n" for line in lines.splitlines())
    return f"{SETUP}def predict(self, x: str) -> str:\n{indented}    return x"


KEPT = {
    "an attribute": ("self.last = self.m(x)", "self.last"),
    "a part of it": ("y = self.m(x)\nself.last = y.logits[0]", "self.last"),
    "moved": ("self.last = self.m(x).logits.cpu()", "self.last"),
    "computed with": ("self.last = self.m(x).logits * 2 + 1", "self.last"),
    "by a helper": ("self.last = self.run_it(x)", "self.last"),
    "in a list": ("self.history.append(self.m(x).loss)", "self.history"),
    "in a table": ("self.table[x] = self.m(x)", "self.table"),
    "in a list of the module": ("y = self.m(x)\nHISTORY.append(y)", "HISTORY"),
    "in a variable of the module": ("global LAST\nLAST = self.m(x)", "LAST"),
    "in a with": ("with torch.autocast('cuda'):\n    self.last = self.m(x)", "self.last"),
}
FREED = {
    "detached": "self.last = self.m(x).logits.detach()",
    "a number": "self.history.append(self.m(x).loss.item())",
    "converted": "self.last = float(self.m(x).loss)",
    "without gradients": "with torch.no_grad():\n    self.last = self.m(x)",
    "a local variable": "last = self.m(x)\nhistory = []\nhistory.append(last)",
    "a local list of that name": "HISTORY = []\nHISTORY.append(self.m(x))",
    "through something else": "self.last = pool(self.m(x))",
    "no model": "self.last = self.t(x)",
    "with gradients for a purpose": "self.last = self.m(x)\nself.last.loss.backward()",
}


@pytest.mark.parametrize(("lines", "place"), KEPT.values(), ids=KEPT.keys())
def test_an_output_that_is_kept(lines: str, place: str) -> None:
    assert shown(check, predictor(body(lines), top=TOP)) == [place]


@pytest.mark.parametrize("lines", FREED.values(), ids=FREED.keys())
def test_an_output_that_is_freed(lines: str) -> None:
    assert shown(check, predictor(body(lines), top=TOP)) == []


def test_the_method_is_decorated() -> None:
    text = mended(check, predictor(body("self.last = self.m(x)"))).documents["predict.py"].text
    assert "    @torch.inference_mode()\n    def predict(" in text
