"""One thing to say about an interface: what, where, and what a message or a fix needs to know."""

from __future__ import annotations

from dataclasses import dataclass, field

from cog_lsp.interface.causes import Cause
from cog_lsp.text import Span


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a file, and what stands there in a few words."""

    path: str
    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class Problem:
    """``cause`` at ``span`` of ``path``.

    ``subject`` is the input, field, class or method that it is about, ``text`` the source or name
    that is in the way, ``detail`` a word that tells cases of one cause apart (each cause's use of
    it is said where it is raised). ``related`` are other places that take part.
    """

    cause: Cause
    path: str
    span: Span
    subject: str = ""
    text: str = ""
    detail: str = ""
    related: tuple[Place, ...] = ()


@dataclass(slots=True)
class Problems:
    """The problems of one reading, in the order in which Cog would come to them."""

    found: list[Problem] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        """Note ``problem``; one that was noted before at the same place is not noted again."""
        if problem not in self.found:
            self.found.append(problem)
