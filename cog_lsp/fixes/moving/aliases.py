"""When a method must keep its local name for what is an attribute now."""

from __future__ import annotations

import libcst as cst
from libcst import matchers

from cog_lsp.fixes.moving.remainder import DEFINITIONS, Remainder

_LOOKS_AT_LOCALS = frozenset({"locals", "vars", "eval", "exec"})


def needs_alias(remainder: Remainder, variable: str) -> bool:
    """Whether ``variable = self.variable`` must stand where the method set ``variable``.

    Otherwise every use can name the attribute itself.
    """
    names = remainder.names
    if variable in names.parameters or _is_bound_by_staying(remainder, variable):
        return True
    if _LOOKS_AT_LOCALS & names.effects(names.method.body).modules:
        return True
    return any(
        not names.sees_receiver(node) or _shows_its_text(remainder, node)
        for node in remainder.naming(variable)
    )


def _shows_its_text(remainder: Remainder, node: cst.Name) -> bool:
    """Whether ``node`` stands in ``f"{node=}"``, which prints the code as well."""
    parent = remainder.site.parents.get(node)
    return isinstance(parent, cst.FormattedStringExpression) and parent.equal is not None


def _is_bound_by_staying(remainder: Remainder, variable: str) -> bool:
    names = remainder.names
    if remainder.bindings(variable) or variable in names.captures:
        return True
    if any(
        isinstance(unit, DEFINITIONS) and variable in names.effects(unit).binds
        for unit in remainder.site.units
        if unit not in remainder.gone
    ):
        return True
    return any(
        item.name.value == variable
        for node in matchers.findall(names.method, matchers.Nonlocal())
        for item in cst.ensure_type(node, cst.Nonlocal).names
    )
