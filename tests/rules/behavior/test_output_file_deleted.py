"""COG406: which returned files are gone, and which stay."""

from __future__ import annotations

import pytest

from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Refusal
from cog_lsp.rules.behavior.output_file_deleted import check
from cog_lsp.rules.finding import Severity

from .support import mended, predictor, shown

TOP = "import glob\n\n\ndef make_file():\n    return tempfile.NamedTemporaryFile(suffix='.png')\n"
GONE = {
    "below a folder that is with": (
        "def predict(self, x: str) -> Path:\n"
        "    with tempfile.TemporaryDirectory() as d:\n"
        "        p = os.path.join(d, 'o.png')\n        self.draw(p)\n        return Path(p)",
        "Path(p)",
    ),
    "after the block": (
        "def predict(self, x: str) -> Path:\n"
        "    with tempfile.TemporaryDirectory() as d:\n        p = f'{d}/o.png'\n"
        "        self.draw(p)\n    return Path(p)",
        "Path(p)",
    ),
    "a folder's name": (
        "def predict(self, x: str) -> Path:\n"
        "    d = tempfile.TemporaryDirectory()\n    out = Path(d.name) / 'o.png'\n"
        "    return out",
        "out",
    ),
    "a file in a with": (
        "def predict(self, x: str) -> Path:\n"
        "    with tempfile.NamedTemporaryFile(suffix='.png') as f:\n"
        "        self.draw(f.name)\n        return Path(f.name)",
        "Path(f.name)",
    ),
    "a file that dies with the function": (
        "def predict(self, x: str) -> Path:\n"
        "    f = tempfile.NamedTemporaryFile(suffix='.png')\n    self.draw(f)\n"
        "    return Path(f.name)",
        "Path(f.name)",
    ),
    "an item of a list": (
        "def predict(self, x: str) -> list[Path]:\n    out = []\n"
        "    with tempfile.TemporaryDirectory() as d:\n        for i in range(3):\n"
        "            out.append(Path(f'{d}/{i}.png'))\n    return out",
        "Path(f'{d}/{i}.png')",
    ),
    "in a helper": (
        "def predict(self, x: str) -> Path:\n    return self.go(x)\n"
        "def go(self, x):\n    with tempfile.TemporaryDirectory() as d:\n"
        "        return Path(d, 'o.png')",
        "Path(d, 'o.png')",
    ),
    "what a helper gives, by a name": (
        "def predict(self, x: str) -> Path:\n    out = self.go(x)\n    print(out)\n"
        "    return out\n"
        "def go(self, x):\n    with tempfile.TemporaryDirectory() as d:\n"
        "        return Path(d, 'o.png')",
        "Path(d, 'o.png')",
    ),
    "a file that a function makes": (
        "def predict(self, x: str) -> Path:\n    f = make_file()\n    return Path(f.name)",
        "Path(f.name)",
    ),
    "found by a walk": (
        "def predict(self, x: str) -> Path:\n    with tempfile.TemporaryDirectory() as d:\n"
        "        for root, _, files in os.walk(d):\n            for f in files:\n"
        "                if f.endswith('.mp4'):\n"
        "                    return Path(os.path.join(root, f))\n    raise ValueError(x)",
        "Path(os.path.join(root, f))",
    ),
    "the first that fits": (
        "def predict(self, x: str) -> Path:\n    with tempfile.TemporaryDirectory() as d:\n"
        "        return Path(glob.glob(f'{d}/*.mp4')[0])",
        "Path(glob.glob(f'{d}/*.mp4')[0])",
    ),
    "the next that fits": (
        "def predict(self, x: str) -> Path:\n    with tempfile.TemporaryDirectory() as d:\n"
        "        return Path(next(Path(d).rglob('*.mp4')))",
        "Path(next(Path(d).rglob('*.mp4')))",
    ),
    "the last of a sorted list": (
        "def predict(self, x: str) -> Path:\n    with tempfile.TemporaryDirectory() as d:\n"
        "        found = sorted(Path(d).iterdir())\n        out = found[-1]\n"
        "        return Path(out)",
        "Path(out)",
    ),
    "one of those in a folder": (
        "def predict(self, x: str) -> Path:\n    with tempfile.TemporaryDirectory() as d:\n"
        "        for p in Path(d).glob('*'):\n            return Path(p)\n    raise ValueError(x)",
        "Path(p)",
    ),
    "in a try": (
        "def predict(self, x: str) -> Path:\n    try:\n"
        "        with tempfile.TemporaryDirectory() as d:\n            return Path(d) / 'o'\n"
        "    except OSError:\n        raise",
        "Path(d) / 'o'",
    ),
    "removed by finally": (
        "def predict(self, x: str) -> Path:\n    d = tempfile.mkdtemp()\n    try:\n"
        "        out = os.path.join(d, 'o.png')\n        return Path(out)\n"
        "    finally:\n        shutil.rmtree(d)",
        "Path(out)",
    ),
    "unlinked by finally": (
        "def predict(self, x: str) -> Path:\n    out = Path(tempfile.mkstemp()[1])\n    try:\n"
        "        return out\n    finally:\n        if out.exists():\n            out.unlink()",
        "out",
    ),
}


@pytest.mark.parametrize("body, place", GONE.values(), ids=GONE.keys())
def test_a_file_that_is_gone(body: str, place: str) -> None:
    made = predictor(body, top=TOP)
    assert shown(check, made) == [place]
    assert [finding.severity for finding in check.run(made)] == [Severity.ERROR]


STAYS = {
    "a folder that nobody deletes": (
        "def predict(self, x: str) -> Path:\n    d = tempfile.mkdtemp()\n    return Path(d) / 'o'"
    ),
    "a file that does not delete itself": (
        "def predict(self, x: str) -> Path:\n"
        "    with tempfile.NamedTemporaryFile(delete=False) as f:\n        return Path(f.name)"
    ),
    "a file beside the temporary one": (
        "def predict(self, x: str) -> Path:\n"
        "    with tempfile.NamedTemporaryFile() as f:\n        return Path(f.name + '.png')"
    ),
    "copied out": (
        "def predict(self, x: str) -> Path:\n    with tempfile.TemporaryDirectory() as d:\n"
        "        shutil.copy(os.path.join(d, 'o'), '/tmp/o')\n        return Path('/tmp/o')"
    ),
    "a list of names": (
        "def predict(self, x: str) -> Path:\n    with tempfile.TemporaryDirectory() as d:\n"
        "        return Path('/tmp') / os.listdir(d)[0]"
    ),
    "the file's name, from a walk": (
        "def predict(self, x: str) -> Path:\n    with tempfile.TemporaryDirectory() as d:\n"
        "        for root, _, files in os.walk(d):\n            for f in files:\n"
        "                return Path(f)\n    raise ValueError(x)"
    ),
    "a number for each path": (
        "def predict(self, x: str) -> Path:\n    with tempfile.TemporaryDirectory() as d:\n"
        "        for i, p in enumerate(Path(d).glob('*')):\n"
        "            return Path('/tmp') / str(i)\n    raise ValueError(x)"
    ),
    "moved out one by one": (
        "def predict(self, x: str) -> list[Path]:\n    out = []\n"
        "    with tempfile.TemporaryDirectory() as d:\n        for p in glob.glob(d + '/*'):\n"
        "            out.append(Path(shutil.move(p, '/tmp')))\n    return out"
    ),
    "what is in it": (
        "def predict(self, x: str) -> str:\n    with tempfile.TemporaryDirectory() as d:\n"
        "        return open(os.path.join(d, 'o')).read()"
    ),
    "bound twice": (
        "def predict(self, x: str) -> Path:\n    out = '/tmp/o'\n"
        "    with tempfile.TemporaryDirectory() as d:\n        p = os.path.join(d, 'o')\n"
        "        p = shutil.move(p, out)\n        return Path(p)"
    ),
    "a file that a function keeps": (
        "def predict(self, x: str) -> Path:\n    f = self.make()\n    return Path(f.name)\n"
        "def make(self):\n    self.f = tempfile.NamedTemporaryFile()\n    return self.f"
    ),
    "moved out of where a helper wrote it": (
        "def predict(self, x: str) -> Path:\n    with tempfile.TemporaryDirectory() as d:\n"
        "        out = self.go(d)\n        out = shutil.move(out, '/tmp')\n    return out\n"
        "def go(self, d):\n    return Path(d) / 'o'"
    ),
    "kept on self": (
        "def predict(self, x: str) -> Path:\n    f = tempfile.NamedTemporaryFile()\n"
        "    self.files.append(f)\n    return Path(f.name)"
    ),
    "finally removes something else": (
        "def predict(self, x: str) -> Path:\n    d = tempfile.mkdtemp()\n    try:\n"
        "        return Path('/tmp/o')\n    finally:\n        shutil.rmtree(d)"
    ),
    "finally removes the folder's file only": (
        "def predict(self, x: str) -> Path:\n    d = tempfile.mkdtemp()\n    try:\n"
        "        return Path(d) / 'o'\n    finally:\n        os.remove('/tmp/in.png')"
    ),
}


@pytest.mark.parametrize("body", STAYS.values(), ids=STAYS.keys())
def test_a_file_that_stays(body: str) -> None:
    assert shown(check, predictor(body, top=TOP)) == []


def test_a_yielded_file_is_a_race() -> None:
    made = predictor(
        "def predict(self, x: str) -> Iterator[Path]:\n"
        "    with tempfile.TemporaryDirectory() as d:\n        yield Path(d) / 'o'"
    )
    assert [finding.severity for finding in check.run(made)] == [Severity.WARNING]


@pytest.mark.parametrize(
    "call", ["tempfile.NamedTemporaryFile()", "tempfile.NamedTemporaryFile(suffix='.x')"]
)
def test_the_file_is_told_to_stay(call: str) -> None:
    made = predictor(f"def predict(self, x: str) -> Path:\n    f = {call}\n    return Path(f.name)")
    assert "delete=False" in mended(check, made).documents["predict.py"].text


def test_a_folder_is_told_to_stay_only_where_python_knows_how() -> None:
    body = (
        "def predict(self, x: str) -> Path:\n"
        "    with tempfile.TemporaryDirectory() as d:\n        return Path(d) / 'o'"
    )
    text = mended(check, predictor(body)).documents["predict.py"].text
    assert "tempfile.TemporaryDirectory(delete=False) as d" in text


OLD = 'build:\n  python_version: "3.11"\nrun: predict.py:Predictor\n'
BLOCKS = {
    "plain": (
        "with tempfile.TemporaryDirectory() as d:\n        # where it goes\n"
        "        p = Path(d) / 'o'\n\n        self.draw(\n            p,\n        )\n"
        "        return p",
        "        d = tempfile.mkdtemp()\n        # where it goes\n        p = Path(d) / 'o'\n\n"
        "        self.draw(\n            p,\n        )\n        return p\n",
    ),
    "with a comment and arguments": (
        "with tempfile.TemporaryDirectory(prefix='o', dir='/tmp') as d:  # why\n"
        "        return Path(d) / 'o'",
        "        d = tempfile.mkdtemp(prefix='o', dir='/tmp')  # why\n"
        "        return Path(d) / 'o'\n",
    ),
    "imported by name": (
        "with TD() as d:\n        return Path(d) / 'o'",
        "        d = mkdtemp()\n        return Path(d) / 'o'\n",
    ),
}
REFUSED = (
    "with tempfile.TemporaryDirectory() as d, open(x) as f:\n        return Path(d) / f.read()",
    "with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as d:\n"
    "        return Path(d) / 'o'",
    "with tempfile.TemporaryDirectory() as d:\n        x = '''a\n  b'''\n"
    "        return Path(d) / x",
    "with tempfile.TemporaryDirectory() as d: return Path(d) / 'o'",
)


@pytest.mark.parametrize("lines, after", BLOCKS.values(), ids=BLOCKS.keys())
def test_an_older_python_makes_a_folder_that_stays(lines: str, after: str) -> None:
    body = f"def predict(self, x: str) -> Path:\n    {lines}"
    made = predictor(body, "from tempfile import TemporaryDirectory as TD\n", config=OLD)
    text = mended(check, made).documents["predict.py"].text
    assert text.endswith(after) and ("= mkdtemp(" not in text or "mkdtemp\n" in text)


@pytest.mark.parametrize("lines", REFUSED)
def test_a_block_that_cannot_go(lines: str) -> None:
    made = predictor(f"def predict(self, x: str) -> Path:\n    {lines}", config=OLD)
    (finding,) = check.run(made)
    assert isinstance(carry_out(made, finding.plans[0]), Refusal)
