"""What stays of a method once some of its statements have moved."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
from libcst.metadata import ExpressionContext

from cog_lsp.fixes.moving.gather import Selection
from cog_lsp.fixes.moving.names import MethodNames
from cog_lsp.fixes.moving.site import Site, Unit

DEFINITIONS = (cst.Import, cst.ImportFrom, cst.FunctionDef, cst.ClassDef)
"""Statements that bind a name and no other form of them could bind an attribute."""


class Remainder:
    """The statements of a method that a prediction still runs, and the names they use.

    ``gone``: the statements that move, and all that is inside of them. ``copied``: those of them
    that are kept in both places; more may be added. ``occurrences``: local variable → every place
    of the whole method that names it.
    """

    def __init__(self, site: Site, names: MethodNames, selection: Selection) -> None:
        self.site = site
        self.names = names
        self.gone = {inner for unit in selection.units for inner in site.inside(unit)}
        self.copied: set[Unit] = set(selection.kept)
        self.occurrences = names.occurrences()
        self._moved_names = self._names_in(*selection.units)
        if selection.anchor.expression is not None:
            self._moved_names |= self._names_in(selection.anchor.expression)

    def naming(self, variable: str) -> list[cst.Name]:
        """Where statements that stay (the copied ones among them) name a local variable."""
        copied = self._names_in(*self.copied)
        return [
            node
            for node in self.occurrences.get(variable, ())
            if node not in self._moved_names or node in copied
        ]

    def units(self) -> Iterator[Unit]:
        """The small statements that do not move, in source order."""
        for unit in self.site.units:
            if unit not in self.gone and not isinstance(unit, cst.BaseCompoundStatement):
                yield unit

    def bindings(self, variable: str) -> list[cst.Name]:
        """The places that stay and give the local name another value."""
        return [
            node
            for node in self.naming(variable)
            if self.names.contexts.get(node) is ExpressionContext.STORE
            and self.site.unit_of(node) not in self.copied
        ]

    def reads(self, variable: str) -> bool:
        """Whether anything that does not move uses the value of a local variable."""
        return any(
            node not in self._moved_names
            and self.names.contexts.get(node)
            not in (ExpressionContext.STORE, ExpressionContext.DEL)
            for node in self.occurrences.get(variable, ())
        )

    def _names_in(self, *nodes: cst.CSTNode) -> set[cst.Name]:
        return {name for node in nodes for name, _ in self.names.effects(node).names}
