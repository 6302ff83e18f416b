"""When a method must keep its local name for what is an attribute now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst
from libcst import matchers

if TYPE_CHECKING:
    from cog_lsp.fixes.moving.holding import Holding

DEFINITIONS = (cst.Import, cst.ImportFrom, cst.FunctionDef, cst.ClassDef)
"""Statements that bind a name and no other form of them could bind an attribute."""

_LOOKS_AT_LOCALS = frozenset({"locals", "vars", "eval", "exec"})


def needs_alias(holding: Holding, variable: str) -> bool:
    """Whether ``variable = self.variable`` must stand where the method set ``variable``.

    Otherwise every use can name the attribute itself.
    """
    names = holding.names
    if variable in names.parameters or _is_bound_by_staying(holding, variable):
        return True
    if _LOOKS_AT_LOCALS & names.effects(names.method.body).modules:
        return True
    return any(
        not names.sees_receiver(node) or _shows_its_text(holding, node)
        for node in holding.staying(variable)
    )


def _shows_its_text(holding: Holding, node: cst.Name) -> bool:
    """Whether ``node`` stands in ``f"{node=}"``, which prints the code as well."""
    parent = holding.site.parents.get(node)
    return isinstance(parent, cst.FormattedStringExpression) and parent.equal is not None


def _is_bound_by_staying(holding: Holding, variable: str) -> bool:
    names = holding.names
    if holding.staying_bindings(variable) or variable in names.captures:
        return True
    if any(
        isinstance(unit, DEFINITIONS) and variable in names.effects(unit).binds
        for unit in holding.site.units
        if unit not in holding.gone
    ):
        return True
    return any(
        item.name.value == variable
        for node in matchers.findall(names.method, matchers.Nonlocal())
        for item in cst.ensure_type(node, cst.Nonlocal).names
    )
