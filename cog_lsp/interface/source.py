"""One Python file as its source text: what Cog reads is often the text and not the tree."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import PythonFacts
from cog_lsp.text import Span


@dataclass(frozen=True, eq=False)
class Source:
    """The text and tree of one file."""

    facts: PythonFacts

    @property
    def path(self) -> str:
        """The file's name inside the project."""
        return self.facts.path

    @cached_property
    def _extras(self) -> list[Span]:
        tree = self.facts.tree
        return sorted([*(comment.span for comment in tree.comments), *tree.continuations])

    def text(self, node: py.Node) -> str:
        """The source of ``node``."""
        return node.span.text(self.facts.document.text)

    def slice(self, span: Span) -> str:
        """The source that ``span`` covers."""
        return span.text(self.facts.document.text)

    def extras_in(self, outer: Span, parts: Iterable[py.Node] = ()) -> tuple[Span, ...]:
        """The comments and line continuations of ``outer`` beside its ``parts``, not inside one.

        Cog's reader meets them as elements like any other.
        """
        extras = self._extras
        found: list[Span] = []
        for at in range(bisect_left(extras, Span(outer.start, outer.start)), len(extras)):
            if extras[at].start >= outer.end:
                break
            if not any(part.span.contains(extras[at]) for part in parts):
                found.append(extras[at])
        return tuple(found)
