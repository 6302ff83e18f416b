"""COG432: what fills the log of a prediction, and what is only a bar."""

from __future__ import annotations

import pytest

from cog_lsp.rules.behavior.log_flood import check

from .support import mended, predictor, shown

TOP = "import logging\nimport tqdm as bars\nimport diffusers\nfrom tqdm import tqdm, trange\n"


def nested(outer: str, inner: str) -> str:
    return (
        f"def predict(self, x: str) -> str:\n    for c in {outer}:\n        for d in {inner}:\n"
        "            self.draw(d)\n    return x"
    )


NESTED = {
    ("tqdm(x)", "tqdm(c)"): "tqdm(c, disable=True)",
    ("enumerate(tqdm(x, desc='all'))", "trange(50)"): "trange(50, disable=True)",
    ("bars.tqdm(x)", "bars.tqdm(c, leave=False)"): "bars.tqdm(c, disable=True, leave=False)",
}
NOT_NESTED = (
    ("x", "tqdm(c)"),
    ("tqdm(x)", "c"),
    ("tqdm(x, disable=True)", "tqdm(c)"),
    ("tqdm(x)", "tqdm(c, disable=not self.verbose)"),
    ("tqdm(x)", "tqdm(c, file=self.log)"),
    ("tqdm(x)", "tqdm(c, **self.options)"),
)


@pytest.mark.parametrize("loops, after", NESTED.items())
def test_a_bar_in_a_bar(loops: tuple[str, str], after: str) -> None:
    made = predictor(nested(*loops), TOP)
    assert shown(check, made) == [loops[1]]
    assert f"for d in {after}:" in mended(check, made).documents["predict.py"].text


@pytest.mark.parametrize("loops", NOT_NESTED)
def test_one_bar_or_one_that_may_be_off(loops: tuple[str, str]) -> None:
    assert shown(check, predictor(nested(*loops), TOP)) == []


def test_a_helper_that_draws_a_bar_in_each_round() -> None:
    source = (
        "def predict(self, x: str) -> str:\n    for c in tqdm(x):\n        self.draw(c)\n"
        "    return x\n\ndef draw(self, c):\n    for d in tqdm(c):\n        print(d)\n"
    )
    assert shown(check, predictor(source, TOP)) == ["tqdm(c)"]
    after = "for c in tqdm(x):\n        pass\n    self.draw(x)"
    once = source.replace("for c in tqdm(x):\n        self.draw(c)", after)
    assert shown(check, predictor(once, TOP)) == []


@pytest.mark.parametrize("interval, after", [("0", "1"), ("0.01", "1"), ("0.1", ""), ("n", "")])
def test_a_bar_that_is_always_redrawn(interval: str, after: str) -> None:
    call = f"tqdm(x, mininterval={interval})"
    made = predictor(
        f"def predict(self, x: str, n: float) -> str:\n    for c in {call}:\n        self.go(c)\n"
        "    return x",
        TOP,
    )
    assert shown(check, made) == ([f"mininterval={interval}"] if after else [])
    if after:
        assert "tqdm(x, mininterval=1)" in mended(check, made).documents["predict.py"].text


LEVELS = {
    "logging.basicConfig(level=logging.DEBUG)": "logging.basicConfig(level=logging.INFO)",
    "logging.basicConfig(format='x', level='DEBUG')": (
        "logging.basicConfig(format='x', level='INFO')"
    ),
    "logging.getLogger().setLevel(logging.DEBUG)": "logging.getLogger().setLevel(logging.INFO)",
    "diffusers.logging.set_verbosity_debug()": "diffusers.logging.set_verbosity_warning()",
    "logging.basicConfig(level=10)": "",
}
OTHER_LEVELS = (
    "logging.basicConfig(level=logging.INFO)",
    "logging.basicConfig()",
    "logging.getLogger(__name__).setLevel(logging.DEBUG)",
    "logging.getLogger('me').setLevel(logging.DEBUG)",
    "diffusers.logging.set_verbosity_info()",
    "if os.environ.get('DEBUG'):\n    logging.basicConfig(level=logging.DEBUG)",
    "logging.basicConfig(level=logging.DEBUG if os.environ.get('DEBUG') else logging.INFO)",
)
PLAIN = "def predict(self, x: str) -> str:\n    return x"


@pytest.mark.parametrize("call, after", LEVELS.items())
def test_records_at_debug(call: str, after: str) -> None:
    made = predictor(PLAIN, f"{TOP}{call}\n")
    assert shown(check, made) == [call]
    (finding,) = check.run(made)
    assert bool(finding.plans) == bool(after)
    if after:
        assert f"\n{after}\n" in mended(check, made).documents["predict.py"].text


@pytest.mark.parametrize("call", OTHER_LEVELS)
def test_other_levels(call: str) -> None:
    assert shown(check, predictor(PLAIN, f"{TOP}{call}\n")) == []


PRINTS = {
    "range(1000)": ("print(i)", 1),
    "range(0, 5000, 5)": ("print(i)", 1),
    "range(999)": ("print(i)", 0),
    "range(len(x))": ("print(i)", 0),
    "range(5000)": ("if i % 100 == 0:\n            print(i)", 0),
    "range(2000)": ("print(i)\n        if self.done():\n            break", 0),
}


@pytest.mark.parametrize("loop", PRINTS)
def test_a_print_in_each_of_many_rounds(loop: str) -> None:
    line, count = PRINTS[loop]
    source = (
        f"def predict(self, x: str) -> str:\n    for i in {loop}:\n        {line}\n    return x"
    )
    assert len(shown(check, predictor(source, TOP))) == count
