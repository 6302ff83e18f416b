"""COG430: names without a file, and how far the fix may be trusted."""

from __future__ import annotations

import pytest

from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Applicability, Fix
from cog_lsp.rules.behavior.deprecated_mktemp import check

from .support import found, mended, predictor, shown

ONLY_WRITTEN = {
    "opened": "with open({}, 'wb') as file:\n    file.write(b'x')\nreturn Path(out)",
    "saved": "self.image().save({})\nreturn Path(out)",
    "by a module": "torch.save(self.x, str({}))\nyield Path(out)",
    "a method of its own": "Path({}).write_text('x')\nreturn Path(out)",
    "in a list": "made = []\nmade.append(Path({}))\nreturn made",
}
OTHERWISE_USED = {
    "a program": "subprocess.run(['ffmpeg', '-i', text, {}], check=True)\nreturn Path(out)",
    "a folder": "os.mkdir({})\nreturn Path(out)",
    "a question": "if os.path.exists({}):\n    return None\nreturn Path(out)",
    "read": "open({})\nreturn Path(out)",
    "bound again": "out = self.other({})\nreturn Path(out)",
    "made of it": "self.image().save({} + '.png')\nreturn Path(out + '.png')",
}


def body(lines: str, call: str = "tempfile.mktemp(suffix='.txt')") -> str:
    inner = "".join(f"    {line}\n" for line in lines.format("out").split("\n"))
    return f"def predict(self, text: str) -> Path:\n    out = {call}\n{inner}"


@pytest.mark.parametrize("lines", ONLY_WRITTEN.values(), ids=ONLY_WRITTEN)
def test_a_file_that_is_only_written_is_made(lines: str) -> None:
    made = "tempfile.NamedTemporaryFile(suffix='.txt', delete=False).name"
    assert f"    out = {made}\n" in after(body(lines))
    assert f"    out = Path({made})\n" in after(body(lines, "Path(tempfile.mktemp('.txt'))"))


@pytest.mark.parametrize("lines", OTHERWISE_USED.values(), ids=OTHERWISE_USED)
def test_one_that_may_be_in_the_way_gets_a_folder(lines: str) -> None:
    assert '    out = tempfile.mkdtemp() + "/output.txt"\n' in after(body(lines))


IN_A_FOLDER = {
    "tempfile.mktemp()": 'tempfile.mkdtemp() + "/output"',
    "tempfile.mktemp(suffix=f'.{text}')": "tempfile.mkdtemp() + \"/output\" + (f'.{text}')",
    "tempfile.mktemp('.a', 'b', '/c')": "tempfile.mkdtemp(prefix='b', dir='/c') + \"/output.a\"",
    "tempfile.mktemp('.a').upper()": '(tempfile.mkdtemp() + "/output.a").upper()',
}


@pytest.mark.parametrize("call, written", IN_A_FOLDER.items())
def test_the_folder_takes_the_other_arguments(call: str, written: str) -> None:
    assert f"    out = {written}\n" in after(body("os.mkdir({})\nreturn Path(out)", call))


CALLS = {
    "tempfile.mktemp()": "tempfile.NamedTemporaryFile(delete=False).name",
    "tempfile.mktemp('.png', 'a', '/src')": (
        "tempfile.NamedTemporaryFile(suffix='.png', prefix='a', dir='/src', delete=False).name"
    ),
    "tempfile.mktemp(\n    suffix=f'.{text}',\n)": (
        "tempfile.NamedTemporaryFile(suffix=f'.{text}', delete=False).name"
    ),
}


@pytest.mark.parametrize("call, after", CALLS.items())
def test_the_arguments_keep_their_meaning(call: str, after: str) -> None:
    indented = call.replace("\n", "\n    ")
    made = predictor(body("return Path({})", indented))
    assert f"    out = {after}\n" in mended(check, made).documents["predict.py"].text


NO_PLAN = (
    "tempfile.mktemp(*self.options)",
    "tempfile.mktemp(**self.options)",
    "tempfile.mktemp(  # a name\n)",
    "mktemp()",
)


@pytest.mark.parametrize("call", NO_PLAN)
def test_without_a_plan(call: str) -> None:
    made = predictor(body("return Path({})", call), "from tempfile import mktemp")
    (finding,) = check.run(made)
    assert finding.plans == ()


def test_a_helper_of_another_module_is_followed_and_other_names_are_not() -> None:
    made = predictor(
        "def predict(self, text: str) -> Path:\n    tempfile.mkstemp()\n    return fresh()",
        "from names import fresh",
        names="import tempfile\ndef fresh():\n    return tempfile.mktemp()\n"
        "def unused():\n    return tempfile.mktemp()\n",
    )
    assert found(check, made) == ["names.py:tempfile.mktemp()"]
    mine = "class tempfile:\n    def mktemp():\n        return 'x'\n"
    assert shown(check, predictor(body("return Path({})"), mine)) == []


def after(source: str) -> str:
    """The file after the fix, which has to be a safe one."""
    made = predictor(source)
    (finding,) = check.run(made)
    outcome = carry_out(made, finding.plans[0])
    assert isinstance(outcome, Fix)
    assert outcome.applicability is Applicability.SAFE
    return mended(check, made).documents["predict.py"].text
