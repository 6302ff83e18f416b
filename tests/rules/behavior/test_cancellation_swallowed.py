"""COG407: which handlers keep a canceled prediction running."""

from __future__ import annotations

import pytest

from cog_lsp.rules.behavior.cancellation_swallowed import check

from .support import mended, predictor, shown

RUN = "subprocess.run(['generate', x], check=True)"
SWALLOWS = {
    "a bare except": f"try:\n    {RUN}\nexcept:\n    pass",
    "by its name": f"try:\n    {RUN}\nexcept BaseException as e:\n    print(e)",
    "in a tuple": f"try:\n    {RUN}\nexcept (ValueError, BaseException):\n    pass",
    "around a loop": "try:\n    for c in x:\n        print(c)\nexcept:\n    pass",
    "around a model": "try:\n    self.m(x)\nexcept:\n    pass",
    "around a helper that runs one": "try:\n    self.go(x)\nexcept:\n    pass",
    "after one that lets errors pass": (
        f"try:\n    {RUN}\nexcept ValueError:\n    raise\nexcept:\n    pass"
    ),
}
SILENT = {
    "errors only": f"try:\n    {RUN}\nexcept Exception:\n    pass",
    "raised again": f"try:\n    {RUN}\nexcept:\n    print('no')\n    raise",
    "raised as another": f"try:\n    {RUN}\nexcept BaseException as e:\n    raise OSError from e",
    "the cancellation is dealt with before": (
        f"try:\n    {RUN}\nexcept cog.CancelationException:\n    raise\nexcept:\n    pass"
    ),
    "what takes no time": "try:\n    n = x.strip()\nexcept:\n    n = ''",
    "the process ends": f"try:\n    {RUN}\nexcept:\n    sys.exit(1)",
}
SETUP = (
    "def setup(self):\n    self.m = AutoModel.from_pretrained(MODEL)\n"
    "def go(self, x):\n    self.m(x)\n"
)


def body(lines: str, kind: str = "def") -> str:
    indented = "".join(f"    {line}\n" for line in lines.splitlines())
    return f"{SETUP}{kind} predict(self, x: str) -> str:\n{indented}    return x"


@pytest.mark.parametrize("lines", SWALLOWS.values(), ids=SWALLOWS.keys())
def test_a_handler_that_swallows_it(lines: str) -> None:
    assert len(shown(check, predictor(body(lines)))) == 1


@pytest.mark.parametrize("lines", SILENT.values(), ids=SILENT.keys())
def test_a_handler_that_does_not(lines: str) -> None:
    assert shown(check, predictor(body(lines), top="import cog\n")) == []


def test_in_an_async_prediction_it_is_asyncio_that_cancels() -> None:
    assert shown(check, predictor(body(SWALLOWS["a bare except"], "async def"))) == []


def test_outside_of_predictions_nothing_is_canceled() -> None:
    made = predictor(
        f"def setup(self):\n    x = ''\n    try:\n        {RUN}\n    except:\n        pass\n"
        "def predict(self, x: str) -> str:\n    return x"
    )
    assert shown(check, made) == []


@pytest.mark.parametrize("kind", ["a bare except", "by its name"])
def test_exceptions_alone_are_caught_instead(kind: str) -> None:
    text = mended(check, predictor(body(SWALLOWS[kind]))).documents["predict.py"].text
    assert "except Exception" in text and "BaseException as" not in text


def test_a_loop_around_does_not_make_a_short_piece_long() -> None:
    lines = "for c in x:\n    try:\n        n = c.strip()\n    except:\n        n = ''"
    assert shown(check, predictor(body(lines))) == []
