"""COG411: which printed text never reaches the log."""

from __future__ import annotations

import pytest

from cog_lsp.rules.behavior.print_without_flush import check

from .support import mended, predictor, shown

LOST = {
    "redrawn": "for i in range(3):\n    print(f'\\r{i}/3', end='')",
    "ended by a carriage return": "for i in range(3):\n    print(i, end='\\r')",
    "written": "sys.stdout.write('working ')",
    "in a helper": "self.tell()",
    "after the last whole line": "print('start')\nprint('.', end='')",
}
ARRIVES = {
    "flushed": "print('.', end='', flush=True)",
    "flushed later": "print('.', end='')\nsys.stdout.flush()",
    "ended by a later print": "for i in range(3):\n    print('.', end='')\nprint('done')",
    "with a newline in it": "print('a', end='\\n\\n')",
    "to a file": "print('a', end='', file=open('/tmp/o', 'w'))",
    "a whole line": "sys.stderr.write(f'{x}: 1\\n')",
    "who knows": "sys.stdout.write(x)",
    "an end that is not known": "print('a', end=x)",
}


def made_of(lines: str) -> str:
    indented = "".join(f"    {line}\n" for line in lines.splitlines())
    return (
        f"def predict(self, x: str) -> str:\n{indented}    return x\n"
        "def tell(self):\n    print('working', end='')"
    )


@pytest.mark.parametrize("lines", LOST.values(), ids=LOST.keys())
def test_text_that_is_lost(lines: str) -> None:
    assert len(shown(check, predictor(made_of(lines)))) == 1


@pytest.mark.parametrize("lines", ARRIVES.values(), ids=ARRIVES.keys())
def test_text_that_arrives(lines: str) -> None:
    assert shown(check, predictor(made_of(lines))) == []


def test_setup_has_a_log_of_its_own() -> None:
    made = predictor(
        "def setup(self):\n    print('.', end='')\ndef predict(self, x: str) -> str:\n    return x"
    )
    assert shown(check, made) == []


def test_flush_is_added() -> None:
    text = mended(check, predictor(made_of(LOST["redrawn"]))).documents["predict.py"].text
    assert "end='', flush=True)" in text or "flush=True, end='')" in text
