"""COG405: which models end with setup()."""

from __future__ import annotations

import pytest

from cog_lsp.rules.behavior.setup_result_lost import check
from cog_lsp.rules.finding import Severity

from .support import mended, predictor, shown

LOAD = "m = AutoModel.from_pretrained(MODEL)"
LOST = {
    "never used": LOAD,
    "moved": "m = AutoModel.from_pretrained(MODEL).to('cuda')\nm.eval()",
    "bound again": f"{LOAD}\nm = m.to('cuda')",
    "printed": f"{LOAD}\nprint(m)",
    "in a with": f"with torch.no_grad():\n    {LOAD}",
}
KEPT = {
    "on self": f"{LOAD}\nself.m = m",
    "handed on": f"{LOAD}\nself.p = pipeline('x', m)",
    "under another name": f"{LOAD}\nn = m\nself.m = n",
    "in a global": f"global m\n{LOAD}",
    "registered": f"{LOAD}\nregister(m)",
    "in a closure": f"{LOAD}\nself.go = lambda x: m(x)",
    "used up": f"{LOAD}\nself.names = m.config.names",
    "warming the cache": "AutoModel.from_pretrained(MODEL)",
}


def made_of(lines: str, predict: str = "return x") -> str:
    indented = "".join(f"    {line}\n" for line in lines.splitlines())
    return f"def setup(self):\n{indented}def predict(self, x: str) -> str:\n    {predict}"


@pytest.mark.parametrize("lines", LOST.values(), ids=LOST.keys())
def test_lost(lines: str) -> None:
    findings = list(check.run(predictor(made_of(lines))))
    assert [finding.severity for finding in findings] == [Severity.WARNING]


@pytest.mark.parametrize("lines", KEPT.values(), ids=KEPT.keys())
def test_kept(lines: str) -> None:
    assert shown(check, predictor(made_of(lines))) == []


@pytest.mark.parametrize("predict", ["return self.m(x)", "return m(x)"])
def test_an_error_where_predict_reads_it(predict: str) -> None:
    made = predictor(made_of(LOST["bound again"], predict))
    assert [finding.severity for finding in check.run(made)] == [Severity.ERROR]
    text = mended(check, made).documents["predict.py"].text
    assert "self.m = AutoModel.from_pretrained(MODEL)" in text
    assert "self.m = self.m.to('cuda')" in text and "return self.m(x)" in text


@pytest.mark.parametrize(
    ("predict", "top"),
    [
        ("return m(x)", "m = str\n"),
        ("m = str\n    return m(x)", ""),
        ("self.m = str\n    return self.m(x)", ""),
    ],
)
def test_no_error_where_predict_means_something_else(predict: str, top: str) -> None:
    findings = check.run(predictor(made_of(LOAD, predict), top))
    assert [finding.severity for finding in findings] == [Severity.WARNING]


def test_what_a_thread_of_setup_keeps_is_kept() -> None:
    body = (
        "def setup(self):\n    import threading\n    t = threading.Thread(target=self.load)\n"
        "    t.start()\ndef load(self):\n    self.m = AutoModel.from_pretrained(MODEL)\n"
        "def predict(self, x: str) -> str:\n    return self.m(x)"
    )
    assert shown(check, predictor(body)) == []
