"""What comes of a plan: a fix with its edits, or a refusal with its reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from cog_lsp.rules.plan import TitledPlan
from cog_lsp.text import Span, TextEdit


class Applicability(Enum):
    """How far a fix may be trusted.

    ``SAFE``: the meaning is kept; it may run on save. ``UNSAFE``: the meaning may change or the
    author has to decide; never made without being asked for. ``SUGGESTION``: only shown.
    """

    SAFE = "safe"
    UNSAFE = "unsafe"
    SUGGESTION = "suggestion"


class Concern(Enum):
    """Why a fix is unsafe, the graver reason first; the value is what the reader is told."""

    BEHAVIOR = "may change behavior"
    DECISION = "your decision"


@dataclass(frozen=True, slots=True)
class FileEdit:
    """What happens to one file, by its path inside the project: its edits, then its new name.

    A file that is ``created`` is made empty first; its edits fill it. ``renamed_to`` is the path
    that the file has afterwards. A new name, of either kind, must be free.
    """

    path: str
    edits: tuple[TextEdit, ...] = ()
    created: bool = False
    renamed_to: str | None = None

    @classmethod
    def creating(cls, path: str, text: str) -> FileEdit:
        """The making of a file with ``text`` in it."""
        return cls(path, (TextEdit(Span(0, 0), text),) if text else (), created=True)


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that mend a finding.

    ``title`` is what the reader chooses by. ``note`` says why a fix is not safe, or what it cannot
    do; it is empty for a safe one. A suggestion has no edits and puts its text into ``note``.
    ``concern`` says of an unsafe fix what is at stake. ``short`` is what is left of a long note
    where there is little room.
    """

    title: str
    applicability: Applicability
    files: tuple[FileEdit, ...] = ()
    note: str = ""
    concern: Concern = Concern.BEHAVIOR
    short: str = ""

    @property
    def warning(self) -> str:
        """What to know before choosing it, in three words: the concern of an unsafe fix, or ""."""
        return self.concern.value if self.applicability is Applicability.UNSAFE else ""

    @property
    def creates(self) -> bool:
        """Whether it makes a file."""
        return any(file.created for file in self.files)

    @property
    def renames(self) -> bool:
        """Whether it gives a file another name."""
        return any(file.renamed_to is not None for file in self.files)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a plan cannot be carried out, in words for the reader."""

    title: str
    reason: str


Outcome = Fix | Refusal


def gravest(fixes: Iterable[Fix]) -> Concern:
    """What is at stake when all of ``fixes``, of which one at least is unsafe, are made at once."""
    unsafe = {fix.concern for fix in fixes if fix.applicability is Applicability.UNSAFE}
    return Concern.DECISION if unsafe == {Concern.DECISION} else Concern.BEHAVIOR


def made(
    plan: TitledPlan, title: str, *files: FileEdit, caution: str = "", decision: str = ""
) -> Fix:
    """The fix of ``plan`` that changes ``files``: as far to trust as the plan says, and what is
    given.

    The plan's own title, caution and decision come before those that are given.
    """
    cautions = [part for part in (plan.caution, caution) if part]
    decisions = [part for part in (plan.decision, decision) if part]
    note = "; ".join(dict.fromkeys((*cautions, *decisions)))
    level = Applicability.UNSAFE if note else Applicability.SAFE
    if plan.choice:
        level, note = Applicability.SUGGESTION, note or "one of several choices; pick one"
    concern = Concern.DECISION if decisions and not cautions else Concern.BEHAVIOR
    return Fix(plan.title or title, level, files, note, concern)
