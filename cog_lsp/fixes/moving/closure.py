"""What a statement needs before it can run in setup(): the earlier statements it rests on.

A backward walk over the statements that always run before it. Whatever binds or changes a needed
variable comes along; where that hangs on an input or on the turn of a loop, the walk raises
:class:`BlockedError` with the reason.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from cog_lsp.fixes.moving import vocabulary
from cog_lsp.fixes.moving.expressions import dotted
from cog_lsp.fixes.moving.facts import ClassFacts
from cog_lsp.fixes.moving.names import MethodNames
from cog_lsp.fixes.moving.roles import is_plain, kept_items, stranger
from cog_lsp.fixes.moving.scope import SELF
from cog_lsp.fixes.moving.site import BlockedError, Site, Unit


class Closure:
    """Finds what must move together; knows what was already found to move (``carried``)."""

    def __init__(self, site: Site, names: MethodNames, facts: ClassFacts) -> None:
        self.site = site
        self.names = names
        self.facts = facts
        self.carried: list[Unit] = []
        self.wrappers: dict[cst.With, list[cst.WithItem]] = {}
        self.cautions: list[str] = []
        self._pending: list[str] = []
        function = site.method.name.value
        self._input = "the input" if function in {"run", "predict"} else f"`{function}`'s argument"

    def carry(self, *units: Unit) -> None:
        """Note that ``units`` move."""
        self.carried.extend(unit for unit in units if unit not in self.carried)

    def require(self, at: Unit, piece: cst.CSTNode) -> list[Unit]:
        """The statements that ``piece`` (``at`` itself or an expression in it) needs to move.

        Those already carried are left out. Raises :class:`BlockedError`.
        """
        effects = self.names.effects(piece)
        self._pending = []
        self._check(piece)
        needed = dict.fromkeys(effects.reads | effects.changes, "")
        bound = set(effects.binds)
        found: list[Unit] = []
        wrappers: dict[cst.With, list[cst.WithItem]] = {}
        inner = at
        while True:
            place = self.site.units[inner]
            for unit in reversed(place.siblings[: place.index]):
                if self._absorb(unit, needed):
                    bound |= self.names.effects(unit).binds
                    if unit not in self.carried:
                        found.append(unit)
            if place.parent is None:
                break
            self._leave(place.parent, needed, at, wrappers)
            inner = place.parent
        self._settle(needed, bound)
        for block, items in wrappers.items():
            known = self.wrappers.setdefault(block, [])
            known.extend(item for item in items if item not in known)
        self.cautions.extend(each for each in self._pending if each not in self.cautions)
        return found

    def _absorb(self, unit: Unit, needed: dict[str, str]) -> bool:
        """Whether an earlier ``unit`` must come along; if so, ``needed`` is what it needs."""
        if unit not in self.carried and self._is_left_block(unit):
            self._check_left_block(unit, needed)
            return False
        effects = self.names.effects(unit)
        certain = needed.keys() & (effects.binds | effects.deletes)
        certain |= {
            v for v in needed.keys() & effects.changes if not is_plain(self.site, self.names, v)
        }
        likely = {
            v for v in needed.keys() & effects.touches if not is_plain(self.site, self.names, v)
        }
        if not certain and not likely:
            return False
        if unit not in self.carried:
            try:
                self._check(unit, min(certain or likely))
                if not certain:
                    self._settle_inputs(effects.reads)
                if isinstance(unit, cst.BaseCompoundStatement):
                    self._check_block(unit, certain or likely)
            except BlockedError:
                if certain:
                    raise
                return False
        nearest = min(certain or likely)
        why = needed[nearest] or nearest
        for variable in _surely_bound(unit, self.names) & needed.keys():
            del needed[variable]
        for variable in effects.reads | (effects.changes - effects.binds):
            needed.setdefault(variable, why)
        return True

    def _is_left_block(self, unit: Unit) -> bool:
        """Whether something inside ``unit``, a compound statement, moves out of it."""
        return isinstance(unit, cst.With | cst.Try | cst.TryStar) and any(
            inner in self.carried for inner in self.site.inside(unit)
        )

    def _check_left_block(self, block: Unit, needed: dict[str, str]) -> None:
        for unit in self.site.inside(block):
            if unit in self.carried or isinstance(unit, cst.BaseCompoundStatement):
                continue
            if any(unit in self.site.inside(moved) for moved in self.carried):
                continue
            affected = self.names.effects(unit).affects & needed.keys()
            if affected:
                raise BlockedError(
                    f"The load needs `{min(affected)}`, which line {self.site.line(unit)} changes."
                )

    def _leave(
        self,
        block: Unit,
        needed: dict[str, str],
        at: Unit,
        wrappers: dict[cst.With, list[cst.WithItem]],
    ) -> None:
        """Step out of ``block``, the compound statement around what was walked so far."""
        if isinstance(block, cst.With):
            kept = kept_items(self.site, self.names, block, needed.keys())
            if kept:
                wrappers[block] = kept
                for item in kept:
                    self._check(item)
                    if not vocabulary.is_plain_context(dotted(item.item)):
                        self._pending.append(
                            f"the load was inside `with {self.site.code(item.item)}`"
                        )
                    effects = self.names.effects(item)
                    for variable in effects.binds:
                        needed.pop(variable, None)
                    for variable in effects.reads:
                        needed.setdefault(variable, "")
        elif isinstance(block, cst.For | cst.While):
            self._refuse_turns(block, needed, at)
        for variable in _handler_names(block):
            if variable in needed:
                raise BlockedError(f"The load needs `{variable}`, the exception that was caught.")

    def _refuse_turns(self, loop: cst.For | cst.While, needed: dict[str, str], at: Unit) -> None:
        """Refuse what one turn of ``loop`` leaves to the next, also by statements that move.

        ``at`` itself may change an object: it does so to the same end each time.
        """
        changed: set[str] = set()
        if isinstance(loop, cst.For):
            changed |= self.names.effects(loop.target).binds
        for unit in self.site.inside(loop):
            if isinstance(unit, cst.BaseCompoundStatement):
                continue
            effects = self.names.effects(unit)
            changed |= effects.binds | effects.deletes
            if unit is not at:
                changed |= {v for v in effects.changes if not is_plain(self.site, self.names, v)}
        turning = sorted(changed & needed.keys())
        if turning:
            raise BlockedError(
                f"The load needs `{turning[0]}`, which changes in each iteration of the loop on"
                f" line {self.site.line(loop)}."
            )

    def _settle(self, needed: dict[str, str], bound: set[str]) -> None:
        """Judge what is still needed at the start of the method."""
        carried = {name for unit in self.carried for name in self.names.effects(unit).binds}
        for variable, why in sorted(needed.items()):
            if variable in self.names.parameters:
                raise BlockedError(self._because(variable, why))
            if variable == SELF:
                self._pending.append(f"the load is given `{self.names.receiver}` itself")
            elif variable.startswith(f"{SELF}."):
                if variable not in bound and variable not in carried:
                    self._settle_attribute(variable.partition(".")[2])
            elif variable not in bound and variable not in carried:
                raise BlockedError(
                    f"The load needs `{variable}`, which is not set on every path that leads to it."
                )

    def _settle_inputs(self, variables: set[str]) -> None:
        for variable in variables & self.names.parameters:
            raise BlockedError(self._because(variable, ""))

    def _settle_attribute(self, attribute: str) -> None:
        late = self.facts.is_set_late(attribute)
        if late is not None:
            raise BlockedError(
                f"The load needs `self.{attribute}`, which is first set in `{late}`."
            )
        if not self.facts.is_ready(attribute):
            self._pending.append(
                f"nothing in this file sets `self.{attribute}` before setup() ends"
            )
        changed = self.facts.setters_besides(attribute)
        if changed:
            self._pending.append(f"`self.{attribute}` is also set in `{min(changed)}`")

    def _because(self, parameter: str, why: str) -> str:
        if why:
            return f"The load needs `{why}`, which depends on {self._input} `{parameter}`."
        return f"The load depends on {self._input} `{parameter}`."

    def _check(self, piece: cst.CSTNode, wanted: str = "") -> None:
        """Refuse what no other place can run: yields, jumps and what differs each time.

        ``wanted`` is the variable for whose sake ``piece`` would come along.
        """
        line = self.site.line(piece)
        subject = (
            f"The load needs `{wanted}`; line {line}, which sets it,"
            if wanted
            else (f"Line {line}")
        )
        effects = self.names.effects(piece)
        if effects.yields:
            raise BlockedError(f"{subject} yields, so it cannot run in setup().")
        if effects.jumps:
            raise BlockedError(f"{subject} can leave its block early, so it cannot move.")
        if effects.odd_binding:
            raise BlockedError(f"{subject} binds names with `:=`, `global` or a pattern.")
        if effects.outer:
            raise BlockedError(
                f"The load needs `{min(effects.outer)}`, a name of the comprehension or function"
                " around it."
            )
        for call in effects.calls:
            if vocabulary.is_volatile(dotted(call.func)):
                raise BlockedError(
                    f"The load needs `{self.site.code(call)}`, which returns something different"
                    " in each prediction."
                )

    def _check_block(self, unit: Unit, wanted: set[str]) -> None:
        if stranger(self.site, self.names, unit, wanted) is not None:
            raise BlockedError(
                f"The load needs `{min(wanted)}`, which is set on line {self.site.line(unit)} in a"
                " block that also does other work."
            )


def _surely_bound(unit: Unit, names: MethodNames) -> set[str]:
    """The variables that ``unit`` gives a new value for certain."""
    if isinstance(unit, cst.AnnAssign) and unit.value is None:
        return set()
    if isinstance(
        unit,
        cst.Assign | cst.AnnAssign | cst.Import | cst.ImportFrom | cst.FunctionDef | cst.ClassDef,
    ):
        return set(names.effects(unit).binds)
    return set()


def _handler_names(block: Unit) -> Iterator[str]:
    if isinstance(block, cst.Try | cst.TryStar):
        for handler in block.handlers:
            if handler.name is not None and isinstance(handler.name.name, cst.Name):
                yield handler.name.name.value
