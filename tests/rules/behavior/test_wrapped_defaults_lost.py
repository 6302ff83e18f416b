"""COG421: which decorators keep defaults from being filled in."""

from __future__ import annotations

import pytest

from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Refusal
from cog_lsp.rules.behavior import no_inference_mode
from cog_lsp.rules.behavior.wrapped_defaults_lost import check

from .support import mended, predictor, shown

TOP = """\
import functools
import cog
from torch import no_grad


def timed(function):
    @functools.wraps(function)
    def inside(*args, **kwargs):
        return function(*args, **kwargs)

    return inside


def marked(function):
    function.marked = True
    return function
"""
DEFAULT = "def predict(self, x: int = Input(default=1)) -> int:\n    # why\n    return x"
WRAPS = (
    "torch.inference_mode()",
    "torch.no_grad()",
    "no_grad()",
    "torch.autocast('cuda')",
    "timed",
)
PLAIN = ("marked", "cog.streaming", "unknown.thing")


@pytest.mark.parametrize("decorator", WRAPS)
def test_wrapped(decorator: str) -> None:
    made = predictor(f"@{decorator}\n{DEFAULT}", TOP)
    assert shown(check, made) == [decorator]
    if decorator == "timed":
        return
    text = mended(check, made).documents["predict.py"].text
    assert f"        # why\n        with {decorator}:\n            return x\n" in text
    assert f"@{decorator}" not in text


@pytest.mark.parametrize("decorator", PLAIN)
def test_not_wrapped_as_far_as_anybody_knows(decorator: str) -> None:
    assert shown(check, predictor(f"@{decorator}\n{DEFAULT}", TOP)) == []


@pytest.mark.parametrize(
    "signature",
    ["self, x: int", "self, x: int = 1", "self, x: int = Input(description='how many')"],
)
def test_without_such_a_default_nothing_is_lost(signature: str) -> None:
    body = f"@torch.no_grad()\ndef predict({signature}) -> int:\n    return x"
    assert shown(check, predictor(body)) == []


def test_other_methods_may_be_wrapped() -> None:
    body = f"@torch.no_grad()\ndef go(self, x):\n    return x\n{DEFAULT}"
    assert shown(check, predictor(body)) == []


def test_older_servers_filled_defaults_in_themselves() -> None:
    config = 'build:\n  python_version: "3.12"\n  sdk_version: 0.16.2\nrun: predict.py:Predictor\n'
    assert shown(check, predictor(f"@torch.no_grad()\n{DEFAULT}", config=config)) == []


def test_the_docstring_stays_the_first_statement() -> None:
    body = DEFAULT.replace("    # why\n", '    """What it does."""\n\n    y = x\n\n')
    text = mended(check, predictor(f"@torch.no_grad()\n{body}")).documents["predict.py"].text
    assert (
        '        """What it does."""\n\n        with torch.no_grad():\n            y = x\n\n'
        "            return x\n"
    ) in text


def test_texts_of_several_lines_are_not_moved() -> None:
    body = DEFAULT.replace("return x", "return '''a\n  b'''")
    made = predictor(f"@torch.no_grad()\n{body}")
    (finding,) = check.run(made)
    assert isinstance(carry_out(made, finding.plans[0]), Refusal)


def test_no_fix_puts_such_a_decorator_there() -> None:
    setup = "def setup(self):\n    self.m = AutoModel.from_pretrained(MODEL)\n"
    for signature, count in (("self, x: int", 1), ("self, x: int = Input(default=1)", 0)):
        body = f"{setup}def predict({signature}) -> int:\n    return self.m(torch.ones(x))"
        (finding,) = no_inference_mode.check.run(predictor(body))
        assert len(finding.plans) == count
