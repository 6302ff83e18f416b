"""Half-open ranges of a text, counted in code points."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The code points from ``start`` up to, but not including, ``end``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def __bool__(self) -> bool:
        """A span is a place, so an empty one is still true."""
        return True

    def contains(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside this span (equal spans do)."""
        return self.start <= other.start and other.end <= self.end

    def touches(self, other: Span) -> bool:
        """Whether the two share a code point or meet at an end.

        A cursor is an empty span, so a cursor right behind a word touches it.
        """
        return self.start <= other.end and other.start <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one code point."""
        return self.start < other.end and other.start < self.end

    def text(self, source: str) -> str:
        """The part of ``source`` that this span covers."""
        return source[self.start : self.end]
