"""What Cog itself says of small projects, recorded once by running its own code over them.

``grid.jsonl`` has a line for each place of cog.yaml: a text with ``{v}`` in it, and by verdict the
values that were put there. ``cases*.jsonl`` have one project a line. A verdict is the step at which
Cog stops (``ok`` if it does not) and the kinds of its errors, never its words; ``from`` says
whether Cog's code gave it or the facts about Cog did.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

_FOLDER = Path(__file__).parent
RUNNER = """\
from cog import BaseRunner


class Runner(BaseRunner):
    def run(self, prompt: str) -> str:
        return prompt
"""


@dataclass(frozen=True)
class Verdict:
    """One project and what Cog says of it: ``stage`` is ``ok`` or the step that fails."""

    name: str
    files: Mapping[str, str]
    stage: str
    kinds: tuple[str, ...]

    @property
    def fails(self) -> bool:
        """Whether Cog stops at all."""
        return self.stage != "ok"

    def __str__(self) -> str:
        return self.name


def grid() -> Iterator[Verdict]:
    """The projects of the grid."""
    for line in (_FOLDER / "grid.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for verdict, values in row["verdicts"].items():
            stage, *kinds = verdict.split()
            for value in values:
                files = {"cog.yaml": row["cog.yaml"].replace("{v}", value), "run.py": RUNNER}
                yield Verdict(f"{row['place']} = {value!r}", files, stage, tuple(kinds))


def cases() -> Iterator[Verdict]:
    """The single projects."""
    for verdicts in rows().values():
        yield from verdicts


def rows() -> dict[str, list[Verdict]]:
    """The single projects by the check of Cog that they are about."""
    found: dict[str, list[Verdict]] = {}
    for path in sorted(_FOLDER.glob("cases*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            verdict = Verdict(case["id"], case["files"], case["stage"], tuple(case["kinds"]))
            found.setdefault(case["row"], []).append(verdict)
    return found
