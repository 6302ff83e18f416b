"""COG408: which progress no client reads, and that it can be read after the fix."""

from __future__ import annotations

import contextlib
import io
import re

import pytest

from cog_lsp.rules.behavior.progress_not_parsed import check

from .support import mended, predictor, shown

CLIENTS = re.compile(r"^\s*(\d+)%\s*\|.+?\|\s*(\d+)\/(\d+)")
TOP = "from tqdm import tqdm, trange\nimport tqdm as bars\n"
PRINTS = {
    "print(f'step {i + 1}/{n}')": True,
    'print(f"step {i + 1} of {n}")': True,
    "print(f'Generating {i}/{n}, {x} left')": True,
    "print(f'{100 * i // n}%')": False,
    "print('step %d of %d' % (i, n))": False,
    "print('step ' + str(i) + ' of ' + str(n))": False,
}
OTHERS = (
    "print(f'{100 * i // n:3d}%|{\"#\" * i}| {i}/{n}')",
    "print(f'seed {i}')",
    "print(f'Retry attempt {i + 1}/{n}')",
    "print(f'step {i}/{n} failed: {x}')",
    "print(f'{x}/{i}.png')",
    "print(f'step {i}/{n}', file=sys.stderr)",
)
HIDDEN = {
    "tqdm(x, desc='Sampling')": "tqdm(x, postfix='Sampling')",
    "bars.tqdm(x, desc=f'{x} now', total=3)": "bars.tqdm(x, postfix=f'{x} now', total=3)",
    "trange(5, desc='Sampling')": "trange(5, postfix='Sampling')",
    "tqdm(x, ncols=0)": "",
    "tqdm(x, unit_scale=True)": "",
}
READ = (
    "tqdm(x)",
    "tqdm(x, total=5, leave=False)",
    "tqdm(x, desc=None)",
    "tqdm(x, desc='a', disable=True)",
    "tqdm(x, desc='a', disable=self.quiet())",
    "tqdm(x, desc='a', file=sys.stderr)",
)


def loop(line: str) -> str:
    return (
        "def predict(self, x: str) -> str:\n    n = len(x)\n    for i in range(n):\n"
        f"        {line}\n    return x"
    )


def bar(call: str) -> str:
    return f"def predict(self, x: str) -> str:\n    for c in {call}:\n        x += c\n    return x"


@pytest.mark.parametrize("line, is_fixable", PRINTS.items())
def test_prints(line: str, is_fixable: bool) -> None:
    made = predictor(loop(line))
    assert shown(check, made) == [line]
    (finding,) = check.run(made)
    assert bool(finding.plans) == is_fixable
    if not is_fixable:
        return
    after = mended(check, made).documents["predict.py"].text
    (written,) = re.findall(r"print\(.*\)", after)
    log = io.StringIO()
    with contextlib.redirect_stdout(log):
        exec(written, {"i": 2, "n": 5, "x": "a"})
    found = CLIENTS.match(log.getvalue())
    assert found is not None and int(found[3]) == 5 and int(found[2]) in (2, 3)


@pytest.mark.parametrize("line", OTHERS)
def test_other_prints(line: str) -> None:
    assert shown(check, predictor(loop(line))) == []


@pytest.mark.parametrize("lines", ("{p}\n        {y}", "{y}\n        {p}"))
def test_what_is_yielded_beside_it_is_told_of_there(lines: str) -> None:
    text = "f'step {i} of {n}'"
    beside = lines.format(p=f"print({text})", y=f"yield {text}")
    assert shown(check, predictor(loop(beside))) == []
    apart = lines.format(p=f"print({text})", y=f"x = {text}\n        yield x")
    assert shown(check, predictor(loop(apart))) == [f"print({text})"]


def test_one_print_in_the_right_form_is_enough() -> None:
    lines = "print(f'step {i}/{n}')\n        print(f'{100 * i // n}%|##| {i}/{n} steps')"
    assert shown(check, predictor(loop(lines))) == []


BAR = "{100 * i // n:3d}%|{'#' * i}| {i}/{n}"
REDRAWN = {
    f'print(f"\\r{BAR}", end="", flush=True)': f'print(f"\\r{BAR}", end="\\n", flush=True)',
    f"print(f\"{BAR}\", end='\\r')": f'print(f"{BAR}", end="\\n")',
}
ON_LINES = (f'print(f"{BAR}\\n", end="")', f'print(f"{BAR}", end="\\n")', f'print(f"\\r{BAR}")')


@pytest.mark.parametrize("line, after", REDRAWN.items())
def test_a_bar_that_stays_on_its_line(line: str, after: str) -> None:
    made = predictor(loop(line))
    assert shown(check, made) == [line]
    assert f"        {after}\n" in mended(check, made).documents["predict.py"].text


@pytest.mark.parametrize("line", ON_LINES)
def test_a_bar_on_lines_of_its_own(line: str) -> None:
    assert shown(check, predictor(loop(line))) == []


def test_no_bar_goes_before_a_text_that_stays_on_its_line() -> None:
    made = predictor(loop('print(f"\\rstep {i}/{n}", end="")'))
    (finding,) = check.run(made)
    assert finding.plans == ()


def test_outside_of_a_loop_nothing_counts() -> None:
    made = predictor("def predict(self, n: int) -> str:\n    print(f'step 1/{n}')\n    return ''")
    assert shown(check, made) == []


@pytest.mark.parametrize("call, after", HIDDEN.items())
def test_bars_that_hide_their_numbers(call: str, after: str) -> None:
    made = predictor(bar(call), TOP)
    assert len(shown(check, made)) == 1
    if after:
        assert f"for c in {after}:" in mended(check, made).documents["predict.py"].text


@pytest.mark.parametrize("call", READ)
def test_bars_that_are_read_or_off(call: str) -> None:
    assert shown(check, predictor(bar(call), TOP)) == []


def test_a_description_that_comes_later() -> None:
    made = predictor(
        "def predict(self, x: str) -> str:\n    b = tqdm(x)\n    for c in b:\n"
        "        b.set_description(c)\n    return x",
        TOP,
    )
    assert shown(check, made) == ["b.set_description(c)"]
    assert "b.set_postfix_str(c)" in mended(check, made).documents["predict.py"].text


def test_in_setup_no_progress_is_asked_for() -> None:
    made = predictor(
        "def setup(self):\n    for c in tqdm('ab', desc='a'):\n        print(c)\n"
        "def predict(self) -> str:\n    return ''",
        TOP,
    )
    assert shown(check, made) == []
