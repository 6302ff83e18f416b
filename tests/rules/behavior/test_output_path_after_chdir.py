"""COG435: relative paths that Cog looks for in another folder."""

from __future__ import annotations

import pytest

from cog_lsp.rules.behavior.output_path_after_chdir import check

from .support import mended, predictor, shown


def moved(lines: str, change: str = "os.chdir('/src/project')") -> str:
    body = "".join(f"    {line}\n" for line in lines.split("\n"))
    return f"def setup(self):\n    {change}\n\ndef predict(self, text: str) -> Path:\n{body}"


RELATIVE = {
    "return Path('out.png')": "return Path('out.png').absolute()",
    "out = 'out.png'\nreturn Path(out)": "return Path(out).absolute()",
    "out = Path('results') / text\nreturn out": "return out.absolute()",
    "return Path('results') / 'out.png'": "return (Path('results') / 'out.png').absolute()",
    "return Path(os.path.join('results', f'o-{text}.png'))": (
        "return Path(os.path.join('results', f'o-{text}.png')).absolute()"
    ),
    "yield Path(f'out-{text}.png')": "yield Path(f'out-{text}.png').absolute()",
    "return [Path('a.png'), Path('/tmp/b.png')]": (
        "return [Path('a.png').absolute(), Path('/tmp/b.png')]"
    ),
}
ABSOLUTE = (
    "return Path('/tmp/out.png')",
    "return Path('out.png').absolute()",
    "return Path(os.path.abspath('out.png'))",
    "return Path(text)",
    "return Path(f'{text}/out.png')",
    "return Path(os.path.join('results', text))",
    "return Path(os.path.join('results', f'{text}.png'))",
    "out = 'a'\nout = text\nreturn Path(out)",
    "return 'out.png'",
)
STAYS = (
    "pass",
    "os.chdir('/src')",
    "os.chdir('.')",
    "os.chdir('/src/project/..')",
    "os.chdir(os.path.dirname(__file__))",
    "if self.x: os.chdir('/src/project')",
    "os.chdir('/src/project'); os.chdir('/src')",
)


@pytest.mark.parametrize("lines, after", RELATIVE.items())
def test_relative(lines: str, after: str) -> None:
    made = predictor(moved(lines))
    assert len(shown(check, made)) == 1
    assert f"        {after}\n" in mended(check, made).documents["predict.py"].text


@pytest.mark.parametrize("lines", ABSOLUTE)
def test_absolute_or_unknown(lines: str) -> None:
    assert shown(check, predictor(moved(lines))) == []


@pytest.mark.parametrize("change", STAYS)
def test_the_directory_stays_or_may_do_so(change: str) -> None:
    assert shown(check, predictor(moved("return Path('out.png')", change))) == []


@pytest.mark.parametrize("top", ["os.chdir('project')\n", ""])
def test_the_module_or_the_prediction_may_change_it(top: str) -> None:
    line = "" if top else "os.chdir('/tmp/project')\n"
    made = predictor(moved(f"{line}return Path('out.png')", "pass"), top)
    assert shown(check, made) == ["Path('out.png')"]
    (finding,) = check.run(made)
    assert "changed here" in finding.related[0].message
