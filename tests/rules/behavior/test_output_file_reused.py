"""COG410: which files are overwritten before they are read."""

from __future__ import annotations

import pytest

from cog_lsp.rules.behavior.output_file_reused import check

from .support import predictor, shown

REUSED = {
    "appended": (
        "list[Path]",
        "out = []\n    for c in x:\n        self.draw(c, '/tmp/o.png')\n"
        "        out.append(Path('/tmp/o.png'))\n    return out",
        "Path('/tmp/o.png')",
    ),
    "by a name": (
        "list[Path]",
        "out = []\n    path = '/tmp/o.png'\n    for c in x:\n        self.draw(c, path)\n"
        "        out.append(Path(path))\n    return out",
        "Path(path)",
    ),
    "by a name of the module": (
        "list[Path]",
        "out = []\n    for c in x:\n        out.append(Path(TARGET))\n    return out",
        "Path(TARGET)",
    ),
    "yielded": (
        "Iterator[Path]",
        "for c in x:\n        p = Path('/tmp/o.png')\n        self.draw(c, p)\n        yield p",
        "p",
    ),
}
OWN = {
    "numbered": (
        "list[Path]",
        "out = []\n    for i, c in enumerate(x):\n        out.append(Path(f'/tmp/{i}.png'))\n"
        "    return out",
    ),
    "made up": (
        "list[Path]",
        "out = []\n    for c in x:\n        out.append(Path(tempfile.mkdtemp()) / 'o.png')\n"
        "    return out",
    ),
    "once": ("list[Path]", "out = []\n    out.append(Path('/tmp/o.png'))\n    return out"),
    "texts": ("Iterator[str]", "for c in x:\n        yield 'ready'"),
    "of a request": ("Path", "return Path('/tmp/o.png')"),
}
AT_ONCE = 'concurrency:\n  max: 4\nbuild:\n  python_version: "3.12"\nrun: predict.py:Predictor\n'


@pytest.mark.parametrize("kind, lines, place", REUSED.values(), ids=REUSED.keys())
def test_reused(kind: str, lines: str, place: str) -> None:
    text = f"def predict(self, x: str) -> {kind}:\n    {lines}"
    made = predictor(text, top="TARGET = '/tmp/o.png'\n")
    assert shown(check, made) == [place]


@pytest.mark.parametrize("kind, lines", OWN.values(), ids=OWN.keys())
def test_a_file_of_its_own(kind: str, lines: str) -> None:
    assert shown(check, predictor(f"def predict(self, x: str) -> {kind}:\n    {lines}")) == []


def test_predictions_that_run_at_once_share_a_fixed_name() -> None:
    body = "async def predict(self, x: str) -> Path:\n    return Path('/tmp/o.png')"
    assert shown(check, predictor(body, config=AT_ONCE)) == ["Path('/tmp/o.png')"]
    decorated = f"@cog.concurrent(max=2)\n{body}"
    assert shown(check, predictor(decorated, top="import cog\n")) == ["Path('/tmp/o.png')"]
    own = "async def predict(self, x: str) -> Path:\n    return Path(tempfile.mkdtemp()) / 'o'"
    assert shown(check, predictor(own, config=AT_ONCE)) == []
