"""Reads the fixtures of this folder and runs the fix on them.

A fixture is a section of a text file laid out as Markdown (a file named so would have its blocks
reformatted): its heading is its name, the lines below say what is
expected, the first block is the file before, the second the file after (none for a refusal). The
marks « and » stand around the load in the first block.

The lines: ``unsafe:`` a part of the note, ``refused:`` the whole reason, ``title:``,
``attributes:``, ``function:`` and ``runner:`` where they are not those around the load,
``inherited setup:`` and ``inherited names:`` for base classes in other files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from cog_lsp.fixes.move_to_setup import InheritedSetup, Moved, Surroundings, move_to_setup
from cog_lsp.fixes.result import Refusal
from cog_lsp.rules.plan import MoveToSetup
from cog_lsp.text import Span

_HERE = Path(__file__).parent
_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_EXPECTED = re.compile(r"^([a-z ]+):(.*)$", re.MULTILINE)
_DEF = re.compile(r"^[ \t]*(?:async )?def (\w+)", re.MULTILINE)
_CLASS = re.compile(r"^class (\w+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    """One fixture: the marked file before, the file after, and what else is expected."""

    name: str
    marked: str
    after: str | None
    expected: dict[str, str]

    def __str__(self) -> str:
        return self.name

    @property
    def before(self) -> str:
        return unmarked(self.marked)[0]

    @property
    def plan(self) -> MoveToSetup:
        text, call = unmarked(self.marked)
        above = text[: call.start]
        function = self.expected.get("function") or _DEF.findall(above)[-1]
        runner = self.expected.get("runner") or (_CLASS.findall(above) or ["Predictor"])[-1]
        return MoveToSetup("predict.py", runner, function, call)

    @property
    def around(self) -> Surroundings:
        kind = self.expected.get("inherited setup")
        setup = None if kind is None else InheritedSetup("async" in kind, "weights" in kind)
        names = self.expected.get("inherited names", "").split()
        return Surroundings(setup, frozenset(names))

    def run(self) -> Moved | Refusal:
        return move_to_setup(self.before, self.plan, self.around)


def unmarked(marked: str) -> tuple[str, Span]:
    """The text without the marks, and what stood between them."""
    start, end = marked.index("«"), marked.index("»") - 1
    return marked.replace("«", "").replace("»", ""), Span(start, end)


def read_cases(*names: str) -> list[Case]:
    """The fixtures of the files ``names``, of all of them when none is named."""
    paths = [_HERE / f"{name}.txt" for name in names] or sorted(_HERE.glob("*.txt"))
    found: list[Case] = []
    for path in paths:
        for section in re.split(r"^## ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            heading, _, body = section.partition("\n")
            blocks = _BLOCK.findall(body)
            head = body.partition("```")[0]
            expected = {key: value.strip() for key, value in _EXPECTED.findall(head)}
            after = blocks[1] if len(blocks) > 1 else None
            found.append(Case(f"{path.stem}: {heading.strip()}", blocks[0], after, expected))
    return found


def moved(case: Case) -> Moved:
    """The outcome of a fixture that must not be refused, computed once for each."""
    result = _moved.get(case.name)
    if result is None:
        outcome = case.run()
        assert isinstance(outcome, Moved), outcome
        result = _moved.setdefault(case.name, outcome)
    return result


_moved: dict[str, Moved] = {}


def move(marked: str, **expected: str) -> Moved | Refusal:
    """The outcome for a marked text that is no fixture."""
    return Case("", marked, None, expected).run()
