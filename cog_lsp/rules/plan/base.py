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
    says in a clause why the fix may change what the project does: with one the fix is unsafe,
    without one it is safe. ``choice`` says that the edit is one of several that the author chooses
    from: it is offered in an editor, and ``--fix`` never makes it.
    """

    title: str = ""
    caution: str = ""
    choice: bool = False
