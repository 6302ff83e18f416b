"""What a piece of a method reads, binds and changes: the facts that decide what may move."""

from __future__ import annotations

from collections import defaultdict

import libcst as cst

from cog_lsp.fixes.moving.effects import Effects, gather_effects
from cog_lsp.fixes.moving.facts import ClassFacts
from cog_lsp.fixes.moving.scope import MethodScope
from cog_lsp.fixes.python_edit import PythonSource


class MethodNames(MethodScope):
    """The names of one method with the effects of every piece of it, each found once.

    With ``facts``, a call of a method on self has the effects of that method on attributes.
    """

    def __init__(
        self, source: PythonSource, method: cst.FunctionDef, facts: ClassFacts | None = None
    ) -> None:
        super().__init__(source, method, facts)
        self._known: dict[cst.CSTNode, Effects] = {}

    def effects(self, node: cst.CSTNode) -> Effects:
        """The effects of ``node``, a unit or an expression of the method."""
        known = self._known.get(node)
        if known is None:
            known = gather_effects(self, node)
            self._known[node] = known
        return known

    def occurrences(self) -> dict[str, list[cst.Name]]:
        """Every place of the method where a local variable is read, bound or deleted."""
        found: dict[str, list[cst.Name]] = defaultdict(list)
        for node, variable in self.effects(self.method.body).names:
            found[variable].append(node)
        return found
