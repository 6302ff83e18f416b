"""Everything that moves with a load: what it needs, what finishes it, what only announces it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from cog_lsp.fixes.moving import vocabulary
from cog_lsp.fixes.moving.anchor import Anchor, anchors
from cog_lsp.fixes.moving.closure import Closure
from cog_lsp.fixes.moving.expressions import dotted
from cog_lsp.fixes.moving.facts import ClassFacts
from cog_lsp.fixes.moving.messages import add_messages, is_log
from cog_lsp.fixes.moving.names import MethodNames
from cog_lsp.fixes.moving.roles import stranger
from cog_lsp.fixes.moving.scene import add_scene
from cog_lsp.fixes.moving.site import BlockedError, Site, Unit


@dataclass(frozen=True, slots=True)
class Selection:
    """What moves: whole ``units`` in source order, and the anchor's expression if it has one.

    ``kept`` are those units that stay in the method as well. ``wrappers`` are the ``with``
    statements that stay around what moved out of them, each with the items it keeps there.
    ``cautions`` are reasons to look twice, ``objects`` the variables that were loaded or finished.
    """

    anchor: Anchor
    units: tuple[Unit, ...]
    kept: frozenset[Unit]
    wrappers: dict[cst.With, list[cst.WithItem]]
    cautions: tuple[str, ...]
    objects: frozenset[str]


def select(site: Site, names: MethodNames, facts: ClassFacts) -> Selection:
    """What moves for the load of ``site``. Raises :class:`BlockedError` if nothing can."""
    reason: BlockedError | None = None
    for anchor in anchors(site, names):
        try:
            return _Gathering(site, names, facts, anchor).run()
        except BlockedError as blocked:
            reason = blocked
    assert reason is not None
    raise reason


class _Gathering:
    def __init__(self, site: Site, names: MethodNames, facts: ClassFacts, anchor: Anchor) -> None:
        self.site = site
        self.names = names
        self.anchor = anchor
        self.closure = Closure(site, names, facts)
        self.objects: set[str] = set()

    def run(self) -> Selection:
        self._refuse_mixed_block()
        piece = self.anchor.expression or self.anchor.unit
        found = self.closure.require(self.anchor.unit, piece)
        self.closure.carry(*found)
        if self.anchor.expression is None:
            self.closure.carry(self.anchor.unit)
            self._add_finishing()
        kept = add_scene(self.site, self.names, self.closure, self.anchor)
        add_messages(self.site, self.names, self.closure, self.anchor)
        units = tuple(sorted(self.closure.carried, key=self.site.order))
        return Selection(
            self.anchor,
            units,
            kept,
            self.closure.wrappers,
            tuple(self.closure.cautions),
            frozenset(self.objects),
        )

    def _refuse_mixed_block(self) -> None:
        unit = self.anchor.unit
        if self.anchor.expression is not None or not isinstance(unit, cst.BaseCompoundStatement):
            return
        for inner in self.site.inside(unit):
            if isinstance(inner, cst.If):
                asked = self.names.effects(inner.test).reads & self.names.parameters
                if asked:
                    raise BlockedError(
                        f"Whether it is loaded depends on the input `{min(asked)}` (line"
                        f" {self.site.line(inner)})."
                    )
        leaf = self.site.unit_of(self.site.call)
        if leaf is unit:
            raise BlockedError(
                f"The load is in the header of the block on line {self._line(unit)}."
            )
        other = stranger(self.site, self.names, unit, self.names.effects(leaf).affects)
        if other is not None:
            kind = "try" if isinstance(unit, cst.Try | cst.TryStar) else "branch"
            raise BlockedError(
                f"The load is in the {kind} on line {self._line(unit)} together with other"
                f" work (line {self._line(other)})."
            )

    def _line(self, node: cst.CSTNode) -> int:
        return self.site.line(node)

    def _add_finishing(self) -> None:
        """Carry the later statements that finish what was loaded, up to its first real use."""
        objects = self.objects = set(self.names.effects(self.anchor.unit).affects)
        used: set[str] = set()
        for unit in list(self._following()):
            effects = self.names.effects(unit)
            if unit not in self.closure.carried and self._finishes(unit, objects, used):
                try:
                    self.closure.carry(*self.closure.require(unit, unit), unit)
                except BlockedError:
                    pass
                else:
                    objects |= effects.affects
                    continue
            if effects.affects & objects or not self._only_looks(unit):
                used |= objects & (effects.reads | effects.affects)

    def _following(self) -> Iterator[Unit]:
        inner: Unit | None = self.anchor.unit
        while inner is not None:
            place = self.site.units[inner]
            yield from place.siblings[place.index + 1 :]
            inner = place.parent
            if not isinstance(inner, cst.With | cst.Try | cst.TryStar):
                return

    def _finishes(self, unit: Unit, objects: set[str], used: set[str]) -> bool:
        effects = self.names.effects(unit)
        hit = objects & (effects.binds | effects.changes)
        if used & (hit | effects.reads) or effects.deletes:
            return False
        if isinstance(unit, cst.BaseCompoundStatement):
            return bool(hit) and stranger(self.site, self.names, unit, objects) is None
        if isinstance(unit, cst.AugAssign):
            return bool(hit)
        if not isinstance(unit, cst.Assign | cst.AnnAssign | cst.Expr) or unit.value is None:
            return False
        if not hit:
            return bool(objects & effects.reads) and self._is_finishing_call(unit)
        if effects.binds & objects:
            made = effects.reads & objects or isinstance(unit.value, cst.Call)
            return bool(made) and not self._is_use(unit.value, objects)
        return bool(effects.changes & objects)

    def _is_finishing_call(self, unit: cst.Assign | cst.AnnAssign | cst.Expr) -> bool:
        """Whether another object is finished with what was loaded (``load_state_dict``)."""
        call = unit.value
        return (
            isinstance(call, cst.Call)
            and isinstance(call.func, cst.Attribute)
            and vocabulary.finishes(call.func.attr.value)
            and self.names.root(call.func.value) is not None
        )

    def _is_use(self, value: cst.BaseExpression, objects: set[str]) -> bool:
        """Whether ``value`` puts a loaded object to work: calls it, or an unknown method of it."""
        for call in self.names.effects(value).calls:
            if self.names.root(call.func) in objects:
                method = call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
                if not vocabulary.finishes(method):
                    return True
        return False

    def _only_looks(self, unit: Unit) -> bool:
        """Whether a statement is no real use of a model: it logs, reads an attribute, or makes
        another object of it (``Net(**checkpoint["args"])``)."""
        if not isinstance(unit, cst.Assign | cst.AnnAssign):
            return is_log(unit)
        effects = self.names.effects(unit)
        if isinstance(unit.value, cst.Call) and not effects.reads & self.names.parameters:
            made_by = dotted(unit.value.func).rpartition(".")[2]
            return made_by[:1].isupper() and not effects.changes
        return not effects.calls and not effects.changes
