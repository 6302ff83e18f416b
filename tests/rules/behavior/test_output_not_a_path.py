"""COG409: which outputs are no files."""

from __future__ import annotations

import pytest

from cog_lsp.rules.behavior.output_not_a_path import check

from .support import mended, predictor, shown

TEXTS = {
    "return '/tmp/o.png'": "return Path('/tmp/o.png')",
    "return f'/tmp/{x}.png'": "return Path(f'/tmp/{x}.png')",
    "return os.path.join('/tmp', x)": "return Path(os.path.join('/tmp', x))",
    "out = '/tmp/o.png'\n    return out": "return Path(out)",
    "return '/tmp/' + x": "return Path('/tmp/' + x)",
    "out = Path('/tmp') / x\n    return str(out)": "return Path(str(out))",
}
FILES = (
    "return Path('/tmp/o.png')",
    "out = Path('/tmp') / 'o.png'\n    return out",
    "return self.go(x)",
    "out = '/tmp/o'\n    out = Path(out)\n    return out",
    "os.makedirs('/tmp/out')\n    return Path('/tmp/out/o.png')",
    "d = Path(tempfile.mkdtemp())\n    return d / 'o.png'",
    "return x",
    "return 'it did not work'",
    "return f'step {x} of 9'",
)
FOLDERS = (
    "return Path(tempfile.mkdtemp())",
    "d = tempfile.mkdtemp()\n    self.go(d)\n    return Path(d)",
    "d = '/tmp/out'\n    os.makedirs(d, exist_ok=True)\n    return Path(d)",
    "d = Path('/tmp/out')\n    d.mkdir()\n    return d",
)


def made_of(lines: str, kind: str = "Path") -> str:
    return f"def predict(self, x: str) -> {kind}:\n    {lines}"


@pytest.mark.parametrize("lines", TEXTS)
def test_texts(lines: str) -> None:
    made = predictor(made_of(lines))
    assert len(shown(check, made)) == 1
    assert f"        {TEXTS[lines]}\n" in mended(check, made).documents["predict.py"].text


@pytest.mark.parametrize("lines", FILES)
def test_files(lines: str) -> None:
    assert shown(check, predictor(made_of(lines))) == []


@pytest.mark.parametrize("lines", FOLDERS)
def test_folders(lines: str) -> None:
    findings = list(check.run(predictor(made_of(lines))))
    assert ["folder" in finding.message for finding in findings] == [True]


@pytest.mark.parametrize(
    ("kind", "lines", "count"),
    [
        ("list[Path]", "return ['/tmp/a', Path('/tmp/b')]", 1),
        ("Iterator[Path]", "yield '/tmp/a'\n    yield Path('/tmp/b')", 1),
        (
            "list[Path]",
            "out = []\n    for c in x:\n        out.append(f'/tmp/{c}')\n    return out",
            1,
        ),
        ("str", "return '/tmp/a'", 0),
        ("list[str]", "return ['/tmp/a']", 0),
    ],
)
def test_each_part(kind: str, lines: str, count: int) -> None:
    assert len(shown(check, predictor(made_of(lines, kind)))) == count
