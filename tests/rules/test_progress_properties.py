"""COG403 on generators made at random: progress beside a payload is found, a payload never is."""

from __future__ import annotations

import textwrap

from hypothesis import given, settings
from hypothesis import strategies as st

from cog_lsp import engine
from cog_lsp.fixes.carry_out import carry_out
from cog_lsp.fixes.result import Fix
from cog_lsp.rules.behavior.progress_in_output import check
from tests.fixes.log_progress.support import execute, steps
from tests.projects import project

CONFIG = 'build:\n  python_version: "3.12"\nrun: predict.py:Predictor\n'
HEAD = """\
import json
from typing import Any, Iterator

from cog import BasePredictor, Path


class Predictor(BasePredictor):
    def predict(self, prompt: str, steps: int) -> Iterator[Any]:
"""
PAYLOAD = 'yield Path("/tmp/out.png")'

words = st.sampled_from(("step", "Step", "progress:", "iteration", "Denoising", "Processing frame"))
counts = st.sampled_from(("i", "i + 1", "(i + 1)"))
totals = st.sampled_from(("steps", "len(self.parts)", "50"))
joints = st.sampled_from((" of ", "/", " / ", " out of "))
tails = st.sampled_from(("", "...", "\\n", "!", " done"))
# What a model makes; nothing tells it from any other text.
made = st.sampled_from(
    ("token", "self.answer(i)", "prompt", "self.items[i].caption", "text.strip()")
)
labels = st.sampled_from(("Step", "Chapter", "Item", "Scene", "Ingredient", "Frame", "Page", "Q"))
loops = st.sampled_from(
    ("for i in range(steps):", "for i, part in enumerate(self.parts):", "for i in tqdm(range(9)):")
)


@st.composite
def told(draw: st.DrawFn) -> str:
    """An expression that says how far the work is."""
    i, n, joint = draw(counts), draw(totals), draw(joints)
    text = f"{draw(words)} {{{i}}}{joint}{{{n}}}{draw(tails)}"
    at = draw(st.sampled_from(("i", "(i + 1)")))
    share = f"{at} / {n}"
    return draw(
        st.sampled_from(
            (
                f'f"{text}"',
                f'"{draw(words)} {{}}{joint}{{}}".format({i}, {n})',
                f'"{draw(words)} %d{joint}%d" % ({i}, {n})',
                f'"{draw(words)} " + str({i}) + "{joint}" + str({n})',
                f'" ".join(["step", str({i}), "of", str({n})])',
                f'f"{{100 * {at} // {n}}}%"',
                f'f"{{{share}:.0%}}"',
                share,
                f"int(100 * {at} / {n})",
                f'{{"progress": {share}, "status": "running"}}',
                f'{{"step": {i}, "message": f"{text}"}}',
                f'json.dumps({{"progress": {share}}})',
            )
        )
    )


@st.composite
def payloads(draw: st.DrawFn) -> str:
    """An expression that holds what a model makes, with numbers and words of progress about it."""
    i, n, joint, text = draw(counts), draw(totals), draw(joints), draw(made)
    label = draw(labels)
    return draw(
        st.sampled_from(
            (
                text,
                f'f"{label} {{{i}}}: {{{text}}}"',
                f'f"{label} {{{i}}}{joint}{{{n}}}: {{{text}}}"',
                f'f"{{{i}}}. {{{text}}}\\n"',
                f'"{label} " + str({i}) + ": " + {text}',
                f'"{label} %d{joint}%d: %s" % ({i}, {n}, {text})',
                f'{{"step": {i}, "text": {text}}}',
                f'{{"progress": {i} / {n}, "output": {text}}}',
                f'{{"status": "running", "result": {text}}}',
                f'json.dumps({{"step": {i}, "answer": {text}}})',
                f"Output(step={i}, text={text})",
                f"({i}, {text})",
                f'Path(f"/tmp/frame_{{{i}}}.png")',
                f'f"frame_{{{i}}}.png"',
                f"self.score({text}) / {n}",
            )
        )
    )


def findings(*statements: str, loop: str = "for i in range(steps):") -> int:
    """How many there are with ``statements`` in a loop, and a file behind it."""
    inner = "".join(f"            {line}\n" for line in statements)
    text = f"{HEAD}        {loop}\n{inner}        {PAYLOAD}\n"
    compile(text, "predict.py", "exec")
    return len(list(check.check(project({"cog.yaml": CONFIG, "predict.py": text}))))


@settings(max_examples=120, deadline=None, derandomize=True)
@given(told(), loops, st.booleans())
def test_progress_is_found(expr: str, loop: str, is_named: bool) -> None:
    lines = (f"told = {expr}", "yield told") if is_named else (f"yield {expr}",)
    assert findings(*lines, loop=loop) == 1, expr


@settings(max_examples=120, deadline=None, derandomize=True)
@given(payloads(), payloads(), loops)
def test_a_payload_is_left_alone(one: str, other: str, loop: str) -> None:
    assert findings(f"yield {one}", f"yield {other}", loop=loop) == 0, (one, other)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(told(), payloads())
def test_progress_is_found_among_payloads_and_they_are_not(one: str, other: str) -> None:
    assert findings(f"yield {one}", f"yield {other}") == 1, (one, other)


# How the progress gets into the output; {} is the expression.
WAYS = {
    "Iterator[Any]": "{loop}\n    yield {told}\nyield Path('/tmp/out.png')",
    "Iterator[str]": "{loop}\n    told = {told}\n    yield told\nyield Path('/tmp/out.png')",
    "List[Any]": (
        "out = []\n{loop}\n    out.append({told})\nout.append(Path('/tmp/out.png'))\nreturn out"
    ),
    "List[Path]": (
        "out = []\ntell = lambda i: out.append({told})\n{loop}\n    tell(i)\n"
        "out.append(Path('/tmp/out.png'))\nreturn out"
    ),
}
RUNNING = """\
import json
from typing import Any, Iterator, List

from cog import BasePredictor, Path


def tqdm(items):
    return items


class Predictor(BasePredictor):
    parts = "abcdefghi"

    def predict(self, prompt: str, steps: int) -> {}:
"""


@settings(max_examples=80, deadline=None, derandomize=True)
@given(told(), loops, st.sampled_from(sorted(WAYS)))
def test_the_fix_leaves_the_payload_and_counts_in_the_log(
    one: str, loop: str, returns: str
) -> None:
    body = WAYS[returns].format(told=one, loop=loop)
    text = RUNNING.format(returns) + textwrap.indent(body, " " * 8) + "\n"
    made = project({"cog.yaml": CONFIG, "predict.py": text})
    found = list(check.check(made))
    # A lambda is told the step by a name that may mean anything there.
    assert len(found) == 1 or "lambda" in body
    for report in found:
        outcome = carry_out(made, report.plans[0])
        assert isinstance(outcome, Fix), outcome
        after = engine.apply_fix(made, outcome).texts["predict.py"]
        output, lines = execute(after, "x", 9)
        assert [str(item) for item in (output if isinstance(output, list) else [output])] == [
            "/tmp/out.png"
        ]
        read = steps(lines)
        assert len(read) == 9, after
        assert read == sorted(read) and len({total for _, total in read}) == 1
        assert all(current <= total for current, total in read), after
        assert not list(check.check(project({"cog.yaml": CONFIG, "predict.py": after})))
