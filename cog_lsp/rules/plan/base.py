"""What all plans have in common."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """The base of all plans: what is common is only that ``path`` is the file they begin in."""

    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TitledPlan(Plan):
    """A plan whose rule knows best what to call it and how far to trust it.

    ``title`` is what the reader chooses by; where it is empty, the fix finds its own. ``caution``
    says in a clause why the fix may change what the project does, ``decision`` what the author has
    to decide where nothing that works is at stake: what was meant by something that is refused or
    does nothing, which hardware to pay for. With either the fix is unsafe. ``choice`` says that the
    edit is one of several that the author chooses from: it is offered in an editor, and ``--fix``
    never makes it.
    """

    title: str = ""
    caution: str = ""
    decision: str = ""
    choice: bool = False
