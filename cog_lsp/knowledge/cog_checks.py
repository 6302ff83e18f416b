"""What Cog checks in a project, and what it accepts though it hurts: one row each, by id.

The rules say which rows they stand for (``@rule(covers=...)``); what a row means for a finding is
for them to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from cog_lsp.knowledge._tables import read_rows

_FILE = "cog_checks.toml"

Stage = Literal["load", "build", "push", "import", "start", "nothing"]
"""What fails: every command, the build, the push, ``cog weights import``, the container's start."""


@dataclass(frozen=True, slots=True)
class CogCheck:
    """One thing that Cog looks at, or does without looking.

    ``section`` groups the rows, ``stops`` is the first thing that fails, ``meaning`` says in a few
    words what is so when the row applies. ``left_out`` is why no rule stands for the row.
    """

    id: str
    section: str
    stops: Stage
    meaning: str
    source: str
    as_of: str
    left_out: str | None = None


@cache
def cog_checks() -> tuple[CogCheck, ...]:
    """Every row, in the order of the sections."""
    return read_rows(_FILE, "check", CogCheck)
