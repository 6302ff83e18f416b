"""Where the fix says why it cannot be made."""

from __future__ import annotations

import pytest

from cog_lsp.fixes.log_progress import log_progress
from cog_lsp.fixes.result import Refusal
from cog_lsp.rules.plan import LogProgress
from cog_lsp.text import Span

from .support import fix, refused


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ('def f():\n    x = yield «"a"»\n    yield x\n', "line 2 uses the value that the yield"),
        ('def f():\n    g((yield «"a"»))\n    yield x\n', "line 2 uses the value that the yield"),
        ('def f():\n    x = o.append(«"a"»)\n    return o\n', "line 2 uses the result of the call"),
        ('def f():\n    yield «"a"»\n', "every value that f() yields is progress"),
        (
            'def f():\n    yield «"a"»\n\n\ndef g():\n    for x in f():\n        print(x)\n',
            "line 6 uses them",
        ),
        (
            'def f():\n    yield «"a"»\n\n\ndef g():\n    for x in f():  # all\n        yield x\n',
            "line 6 uses them",
        ),
        ('def f():\n    yield «"a"»\n\n\nprint(list(f()))\n', "line 5 uses them"),
        ('def f():\n    return «"a"»\n', "a progress value is no longer where it was found"),
        (
            'def f():\n    def g():\n        yield «"a"»\n    yield g\n',
            "is no longer where it was found",
        ),
        ('def f():\n    for x in [«"a"», 1]:\n        yield x\n', "where it cannot be removed"),
        ('def f():\n    yield from [«"a"», b]\n', "line 2 passes on a whole list"),
        ("def f():\n    yield from («x» for x in y)\n", "line 2 creates it in a comprehension"),
        (
            "def f(d):\n    o = []\n    g(lambda i: o.append(«f\"{i}/{len(d['n'])}\"»))\n"
            "    return o\n",
            "does not fit into one line",
        ),
        (
            'def f():\n    return [\n        «"a"»,  # say\n        b,\n    ]\n',
            "there is a comment next to the progress value in line 3",
        ),
        ('def g():\n    yield «"a"»\n', "the function f no longer exists in this file"),
        (
            'def f():\n    pass\n\n\ndef g():\n    yield «"a"»\n',
            "f no longer contains the progress",
        ),
        ('def f(:\n    yield «"a"»\n', "the file does not parse as Python"),
    ],
)
def test_one_sentence_says_why(source: str, reason: str) -> None:
    said = refused(source, "f")
    assert reason in said
    assert "\n" not in said


def test_a_stale_span_is_refused() -> None:
    text = 'def f():\n    yield "Loading"\n    yield payload\n'
    result = log_progress(text, LogProgress("predict.py", "f", (Span(20, 25),)))
    assert isinstance(result, Refusal)


def test_a_plan_without_values_is_refused() -> None:
    result = log_progress("def f():\n    yield 1\n", LogProgress("predict.py", "f", ()))
    assert isinstance(result, Refusal)


def test_a_name_logging_of_another_library_is_not_hidden() -> None:
    source = 'from diffusers.utils import logging\n\n\ndef f():\n    yield «"a"»\n    yield b\n'
    assert "the name `logging` means something else" in refused(source, "f", "logging")
    assert not isinstance(fix(source, "f", "print"), Refusal)
