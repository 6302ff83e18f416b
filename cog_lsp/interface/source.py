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
    def _comment_starts(self) -> list[int]:
        return [comment.span.start for comment in self.facts.tree.comments]

    def text(self, node: py.Node) -> str:
        """The source of ``node``."""
        return node.span.text(self.facts.document.text)

    def slice(self, span: Span) -> str:
        """The source that ``span`` covers."""
        return span.text(self.facts.document.text)

    def comments_in(self, outer: Span, parts: Iterable[py.Node] = ()) -> tuple[Span, ...]:
        """The comments of ``outer`` that stand beside its ``parts`` and not inside one of them."""
        starts = self._comment_starts
        at = bisect_left(starts, outer.start)
        comments = self.facts.tree.comments
        inside: list[Span] = []
        while at < len(starts) and starts[at] < outer.end:
            span = comments[at].span
            if not any(part.span.contains(span) for part in parts):
                inside.append(span)
            at += 1
        return tuple(inside)
