"""COG449 and its fix: what a prediction keeps on self while another one runs."""

from __future__ import annotations

import pytest

from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Fix, Refusal
from cog_lsp.project import Project
from cog_lsp.rules.behavior import state_shared_while_concurrent
from cog_lsp.rules.config import concurrency_shares_state
from tests.projects import project

from .support import CONFIG, mended, predictor, shown

TOP = """\
import asyncio
from cog import concurrent
"""
METHODS = """\
def read(self):
    return self.x
async def quick(self):
    return self.x
async def slow(self):
    await asyncio.sleep(1)
"""
WAIT = "await asyncio.sleep(1)"
CONCURRENT = f"{CONFIG}concurrency:\n  max: 2\n"


def body(lines: str, kind: str = "async ", decorator: str = "") -> str:
    indented = "".join(f"    {line}\n" for line in lines.splitlines())
    return (
        f"{METHODS}{decorator}{kind}def predict(self, text: str, fast: bool = False) -> str:\n"
        f"{indented}    return text"
    )


RACES = {
    "a sleep": f"self.x = text\n{WAIT}\nprint(self.x)",
    "an async for": "self.x = text\nasync for part in stream():\n    print(self.x)",
    "an async with": "self.x = text\nasync with session() as s:\n    print(self.x)",
    "read by a method": f"self.x = text\n{WAIT}\nself.read()",
    "a method that waits": "self.x = text\nawait self.slow()\nprint(self.x)",
    "made of an input": f"self.x = text.upper()[:9]\n{WAIT}\nprint(self.x)",
    "chosen by an input": f"if fast:\n    self.x = 1\n{WAIT}\nprint(self.x)",
    "under a condition": f"self.x = text\nif fast:\n    {WAIT}\n    print(self.x)",
    "waited for in a value": "self.x = text\ny = await stream()\nprint(y, self.x)",
    "in a try": f"try:\n    self.x = text\n    {WAIT}\n    print(self.x)\nfinally:\n    pass",
}
NO_RACES = {
    "read before": f"self.x = text\nprint(self.x)\n{WAIT}",
    "given to what is waited for": "self.x = text\nawait stream(self.x)",
    "set again": f"self.x = ''\n{WAIT}\nself.x = text\nprint(self.x)",
    "waited for before": "self.x = await stream(text)\nprint(self.x)",
    "never waits": "self.x = text\nawait self.quick()\nprint(self.x)",
    "in the other branch": f"if fast:\n    self.x = text\n    {WAIT}\nelse:\n    print(self.x)",
    "a wait in the other branch": (
        f"self.x = text\nif fast:\n    {WAIT}\nelse:\n    print(self.x)"
    ),
    "the same for all": f"self.x = 'a'\n{WAIT}\nprint(self.x)",
    "a local variable": f"x = text\n{WAIT}\nprint(x)",
    "never read": f"self.x = text\n{WAIT}",
}


@pytest.mark.parametrize("lines", RACES.values(), ids=RACES.keys())
def test_what_another_prediction_replaces(lines: str) -> None:
    made = predictor(body(lines), top=TOP, config=CONCURRENT)
    assert shown(state_shared_while_concurrent.check, made) == ["self.x"]
    assert shown(concurrency_shares_state.check, made) == []


@pytest.mark.parametrize("lines", NO_RACES.values(), ids=NO_RACES.keys())
def test_what_it_does_not(lines: str) -> None:
    made = predictor(body(lines), top=TOP, config=CONCURRENT)
    assert shown(state_shared_while_concurrent.check, made) == []


def test_only_where_several_run_at_once() -> None:
    lines = RACES["a sleep"]
    for decorator, count in (("", 0), ("@concurrent(max=1)\n", 0), ("@concurrent(max=3)\n", 1)):
        made = predictor(body(lines, decorator=decorator), top=TOP)
        assert len(shown(state_shared_while_concurrent.check, made)) == count


@pytest.mark.parametrize(
    "name", ["a sleep", "made of an input", "waited for in a value", "in a try"]
)
def test_it_becomes_a_local_variable(name: str) -> None:
    lines = RACES[name]
    methods = METHODS.replace("self.x", "self.y")
    made = predictor(body(lines).replace(METHODS, methods), top=TOP, config=CONCURRENT)
    if name == "in a try":
        assert refusal(made) == "predict() may read `self.x` before setting it"
        return
    text = mended(state_shared_while_concurrent.check, made).documents["predict.py"].text
    wanted = body(lines.replace("self.x", "x")).replace(METHODS, methods)
    assert text == predictor(wanted, top=TOP).documents["predict.py"].text


def test_what_holds_an_input_by_its_name_goes() -> None:
    made = predictor(
        body(f"self.text = text\n{WAIT}\nprint(self.text)"), top=TOP, config=CONCURRENT
    )
    text = mended(state_shared_while_concurrent.check, made).documents["predict.py"].text
    assert text == predictor(body(f"{WAIT}\nprint(text)"), top=TOP).documents["predict.py"].text


REFUSED = {
    "read by a method": "`self.x` is also used outside predict()",
    "under a condition": "`self.x` is also used outside predict()",
    f"x = 1\nself.x = text\n{WAIT}\nprint(self.x)": "`x` means something else in predict()",
    f"self.text = text\ntext = ''\n{WAIT}\nprint(self.text)": (
        "`text` means something else in predict()"
    ),
    f"print(self.z)\nself.z = text\n{WAIT}\nprint(self.z)": (
        "predict() may read `self.z` before setting it"
    ),
    f"self.z = text\n{WAIT}\ndef put():\n    self.z = 1\nuse(put)\nprint(self.z)": (
        "a function inside predict() sets `self.z`"
    ),
    f"self.z = text\n{WAIT}\nprint(self.z, getattr(self, 'z'))": (
        "`self.z` is also used outside predict()"
    ),
}


@pytest.mark.parametrize(("lines", "reason"), REFUSED.items())
def test_no_edit_where_it_takes_more(lines: str, reason: str) -> None:
    text = body(RACES.get(lines, lines))
    if lines not in RACES:
        text = text.replace(METHODS, "")
    assert refusal(predictor(text, top=TOP, config=CONCURRENT)) == reason


def test_no_edit_where_a_class_from_elsewhere_may_read_it() -> None:
    made = predictor(body(RACES["a sleep"]).replace(METHODS, ""), top=TOP, config=CONCURRENT)
    texts = {path: document.text for path, document in made.documents.items()}
    texts["predict.py"] = texts["predict.py"].replace("(BasePredictor)", "(BasePredictor, Kit)")
    texts["predict.py"] = "from kits import Kit\n" + texts["predict.py"]
    assert refusal(project(texts)) == "`kits.Kit`, which is not part of this project, may use it"


def refusal(made: Project) -> str:
    (finding,) = state_shared_while_concurrent.check.run(made)
    outcome = carry_out(made, finding.plans[0])
    assert isinstance(outcome, Refusal) and not isinstance(outcome, Fix), outcome
    return outcome.reason
