# ruff: noqa: N802 - LibCST calls a visitor by the names of its nodes
"""Log lines right beside a load that speak of nothing else: they move with it."""

from __future__ import annotations

import libcst as cst

from cog_lsp.fixes.moving import vocabulary
from cog_lsp.fixes.moving.anchor import Anchor
from cog_lsp.fixes.moving.closure import Closure
from cog_lsp.fixes.moving.expressions import dotted
from cog_lsp.fixes.moving.names import MethodNames
from cog_lsp.fixes.moving.scope import SELF
from cog_lsp.fixes.moving.site import Site, Unit


def is_log(unit: Unit) -> bool:
    """Whether a statement only writes a message."""
    return (
        isinstance(unit, cst.Expr)
        and isinstance(unit.value, cst.Call)
        and vocabulary.logs(dotted(unit.value.func))
    )


def add_messages(site: Site, names: MethodNames, closure: Closure, anchor: Anchor) -> None:
    """Carry the messages that announce a moving statement, or say that it is done."""
    _Messages(site, names, closure).add(anchor)


class _Messages:
    def __init__(self, site: Site, names: MethodNames, closure: Closure) -> None:
        self.site = site
        self.names = names
        self.closure = closure

    def add(self, anchor: Anchor) -> None:
        for unit in list(self.closure.carried):
            self._look(unit, -1)
            self._look(unit, 1)
        if anchor.expression is not None:
            self._look(anchor.unit, -1)

    def _look(self, unit: Unit, step: int) -> None:
        """Carry the messages beside ``unit``, one after the other, before or after it."""
        place = self.site.units[unit]
        index = place.index + step
        while 0 <= index < len(place.siblings):
            beside = place.siblings[index]
            if beside not in self.closure.carried and not self._carry(beside, step):
                return
            index += step

    def _carry(self, unit: Unit, step: int) -> bool:
        """Carry ``unit`` if it is such a message; whether it is one."""
        if not is_log(unit):
            return False
        text = " ".join(_texts(unit))
        fits = vocabulary.announces(text) if step < 0 else vocabulary.concludes(text)
        effects = self.names.effects(unit)
        if not fits or effects.awaits:
            return False
        bound = self._moved_wholly(effects.reads)
        clocks = self._clocks(unit, effects.reads - bound)
        foreign = effects.reads - bound - clocks.keys()
        if any(not variable.startswith(f"{SELF}.") for variable in foreign):
            return False
        self.closure.carry(*clocks.values(), unit)
        return True

    def _moved_wholly(self, variables: set[str]) -> set[str]:
        """The ``variables`` that nothing but moving statements sets."""
        gone = {inner for unit in self.closure.carried for inner in self.site.inside(unit)}
        set_by_staying = {
            variable
            for unit in self.site.units
            if unit not in gone and not isinstance(unit, cst.BaseCompoundStatement)
            for variable in self.names.effects(unit).binds
        }
        moved = {variable for unit in gone for variable in self.names.effects(unit).binds}
        return variables & moved - set_by_staying

    def _clocks(self, message: Unit, variables: set[str]) -> dict[str, Unit]:
        """The variables that only time the load for ``message``, with the statements behind."""
        found: dict[str, Unit] = {}
        for variable in variables:
            setting = [
                unit
                for unit in self.site.units[message].siblings
                if isinstance(unit, cst.Assign) and variable in self.names.effects(unit).binds
            ]
            uses = len(self.names.occurrences().get(variable, ()))
            inside = sum(name == variable for _, name in self.names.effects(message).names)
            if len(setting) == 1 and uses == inside + 1:
                value = cst.ensure_type(setting[0], cst.Assign).value
                if isinstance(value, cst.Call) and vocabulary.is_clock(dotted(value.func)):
                    found[variable] = setting[0]
        return found


def _texts(unit: Unit) -> list[str]:
    search = _Texts()
    unit.visit(search)
    return search.found


class _Texts(cst.CSTVisitor):
    """Collects the text of strings, the fixed parts of f-strings among them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def visit_SimpleString(self, node: cst.SimpleString) -> None:
        value = node.evaluated_value
        self.found.append(value if isinstance(value, str) else "")

    def visit_FormattedStringText(self, node: cst.FormattedStringText) -> None:
        self.found.append(node.value)
