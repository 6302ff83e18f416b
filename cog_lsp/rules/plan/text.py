"""Plans that change any text, whatever it means."""

from __future__ import annotations

from dataclasses import dataclass

from cog_lsp.rules.plan.base import Plan, TitledPlan
from cog_lsp.text import Span


@dataclass(frozen=True, slots=True)
class Suppress(Plan):
    """Silence ``rule`` for the line of ``span`` by a comment."""

    rule: str
    span: Span


@dataclass(frozen=True, slots=True)
class DeleteText(Plan):
    """Delete ``span``; ``title`` tells the reader what goes, ``safe`` that nothing changes."""

    span: Span
    title: str
    safe: bool = True


@dataclass(frozen=True, slots=True)
class ReplaceText(TitledPlan):
    """Put ``text`` in place of ``span``, as it is. For cog.yaml there are plans that know YAML."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class AppendLine(TitledPlan):
    """Add ``line`` as the last line of the file at ``path``, which is made if it is not there."""

    line: str


@dataclass(frozen=True, slots=True)
class CreateFile(TitledPlan):
    """Make the file ``path`` with ``text`` in it. Refused where something has that name."""

    text: str


@dataclass(frozen=True, slots=True)
class MoveLines(TitledPlan):
    """Move the whole lines of ``span`` to before the line in which ``before`` lies."""

    span: Span
    before: int
