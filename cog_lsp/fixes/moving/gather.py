"""Everything that moves with a load: what it needs, what finishes it, what only announces it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from cog_lsp.fixes.moving import vocabulary
from cog_lsp.fixes.moving.anchor import Anchor, anchors
from cog_lsp.fixes.moving.closure import Closure
from cog_lsp.fixes.moving.facts import ClassFacts
from cog_lsp.fixes.moving.names import SELF, MethodNames, dotted
from cog_lsp.fixes.moving.site import Blocked, Site, Unit


@dataclass(frozen=True, slots=True)
class Selection:
    """What moves: whole ``units`` in source order, and the anchor's expression if it has one.

    ``wrappers`` are the ``with`` statements that stay around what moved out of them, each with
    the items it keeps there. ``cautions`` are reasons to look twice.
    """

    anchor: Anchor
    units: tuple[Unit, ...]
    wrappers: dict[cst.With, list[cst.WithItem]]
    cautions: tuple[str, ...]


def select(site: Site, names: MethodNames, facts: ClassFacts) -> Selection:
    """What moves for the load of ``site``. Raises :class:`Blocked` if nothing can."""
    reason: Blocked | None = None
    for anchor in anchors(site, names):
        try:
            return _Gathering(site, names, facts, anchor).run()
        except Blocked as blocked:
            reason = blocked
    assert reason is not None
    raise reason


class _Gathering:
    def __init__(
        self, site: Site, names: MethodNames, facts: ClassFacts, anchor: Anchor
    ) -> None:
        self.site = site
        self.names = names
        self.anchor = anchor
        self.closure = Closure(site, names, facts)
        self.order = {unit: index for index, unit in enumerate(site.units)}

    def run(self) -> Selection:
        self._refuse_mixed_block()
        piece = self.anchor.expression or self.anchor.unit
        found = self.closure.require(self.anchor.unit, piece)
        self._carry(*found)
        if self.anchor.expression is None:
            self._carry(self.anchor.unit)
            self._add_finishing()
        self._add_environment()
        self._add_messages()
        units = tuple(sorted(self.closure.carried, key=self.order.__getitem__))
        return Selection(
            self.anchor, units, self.closure.wrappers, tuple(self.closure.cautions)
        )

    def _carry(self, *units: Unit) -> None:
        self.closure.carried.extend(unit for unit in units if unit not in self.closure.carried)

    def _refuse_mixed_block(self) -> None:
        unit = self.anchor.unit
        if self.anchor.expression is not None or not isinstance(unit, cst.BaseCompoundStatement):
            return
        for inner in self.site.inside(unit):
            if isinstance(inner, cst.If):
                asked = self.names.effects(inner.test).reads & self.names.parameters
                if asked:
                    raise Blocked(
                        f"Whether it is loaded depends on the input `{min(asked)}` (line"
                        f" {self.site.line(inner)})."
                    )
        leaf = self.site.unit_of(self.site.call)
        if leaf is unit:
            raise Blocked(f"The load stands in the head of the block on line {self._line(unit)}.")
        stranger = self.closure.stranger(unit, self.names.effects(leaf).affects)
        if stranger is not None:
            kind = "try" if isinstance(unit, cst.Try | cst.TryStar) else "branch"
            raise Blocked(
                f"The load stands in the {kind} on line {self._line(unit)} together with other"
                f" work (line {self._line(stranger)})."
            )

    def _line(self, node: cst.CSTNode) -> int:
        return self.site.line(node)

    def _add_finishing(self) -> None:
        """Carry the later statements that finish what was loaded, up to its first real use."""
        objects = set(self.names.effects(self.anchor.unit).affects)
        used: set[str] = set()
        for unit in list(self._following()):
            effects = self.names.effects(unit)
            if unit not in self.closure.carried and self._finishes(unit, objects, used):
                try:
                    self._carry(*self.closure.require(unit, unit), unit)
                except Blocked:
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
            return bool(hit) and self.closure.stranger(unit, objects) is None
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
        """Whether a statement reads attributes at most, or logs: no real use of a model."""
        if isinstance(unit, cst.Assign | cst.AnnAssign):
            effects = self.names.effects(unit)
            return not effects.calls and not effects.changes
        return self._is_log(unit)

    def _before(self) -> list[Unit]:
        """The statements that always run before something that moves, and do not move."""
        found: dict[Unit, None] = {}
        for moving in [self.anchor.unit, *self.closure.carried]:
            inner: Unit | None = moving
            while inner is not None:
                place = self.site.units[inner]
                found.update(dict.fromkeys(place.siblings[: place.index]))
                inner = place.parent
        return [unit for unit in found if unit not in self.closure.carried]

    def _add_environment(self) -> None:
        """Carry what sets the scene for the load without a variable: variables of the
        environment, downloads of the very files it reads."""
        for unit in sorted(self._before(), key=self.order.__getitem__, reverse=True):
            if self._is_log(unit):
                continue
            effects = self.names.effects(unit)
            calls = [dotted(call.func) for call in effects.calls]
            writes = any(map(vocabulary.writes_files, calls))
            shared = self._shared(unit) if writes or self._makes_folder(calls) else None
            if shared is None and not self._sets_environment(unit):
                if any(map(vocabulary.fetches_weights, calls)) and self._asks_input(unit):
                    self.closure.cautions.append(
                        f"line {self._line(unit)} may fetch the weights for each input"
                    )
                continue
            try:
                if not self._is_scene(unit):
                    self.closure.require(unit, unit)
                    continue
                self._carry(*self.closure.require(unit, unit), unit)
            except Blocked as blocked:
                if shared is not None and writes:
                    raise Blocked(
                        f"Line {self._line(unit)} writes `{shared}`, which the load reads, anew"
                        " for each prediction."
                    ) from blocked

    def _is_scene(self, unit: Unit) -> bool:
        """Whether a statement can be run in setup() for what it does to the disk."""
        return isinstance(unit, cst.Expr | cst.Assign | cst.If | cst.Try | cst.With | cst.For)

    def _makes_folder(self, calls: list[str]) -> bool:
        return any(call.endswith(("makedirs", "mkdir")) for call in calls)

    def _sets_environment(self, unit: Unit) -> bool:
        if isinstance(unit, cst.Assign):
            return any(vocabulary.sets_environment(dotted(t.target)) for t in unit.targets)
        if isinstance(unit, cst.Expr) and isinstance(unit.value, cst.Call):
            return vocabulary.sets_environment(dotted(unit.value.func))
        if isinstance(unit, cst.If | cst.Try | cst.With):
            inner = [
                each
                for each in self.site.inside(unit)
                if not isinstance(each, cst.BaseCompoundStatement)
            ]
            return any(map(self._sets_environment, inner)) and all(
                self.closure.is_idle(each) or self._sets_environment(each) for each in inner
            )
        return False

    def _shared(self, unit: Unit) -> str | None:
        """A path that ``unit`` and something that moves both name, as text or by a constant."""
        effects = self.names.effects(unit)
        pieces: list[cst.CSTNode] = [self.anchor.expression or self.anchor.unit]
        pieces += self.closure.carried
        for piece in pieces:
            other = self.names.effects(piece)
            common = effects.paths & other.paths
            common |= set(filter(vocabulary.names_place, effects.modules & other.modules))
            plain = filter(self.closure.is_plain, effects.reads & other.reads)
            common |= set(filter(vocabulary.names_place, plain))
            if common:
                return min(common)
        return None

    def _asks_input(self, unit: Unit) -> bool:
        return bool(self.names.effects(unit).reads & self.names.parameters)

    def _is_log(self, unit: Unit) -> bool:
        return (
            isinstance(unit, cst.Expr)
            and isinstance(unit.value, cst.Call)
            and vocabulary.logs(dotted(unit.value.func))
        )

    def _add_messages(self) -> None:
        """Carry the log lines right beside what moves that speak of the load."""
        waiting: list[Unit] = list(self.closure.carried)
        if self.anchor.expression is not None:
            waiting.append(self.anchor.unit)
        while waiting:
            moving = waiting.pop()
            place = self.site.units[moving]
            beside = place.siblings[max(place.index - 1, 0) : place.index]
            if moving is not self.anchor.unit or self.anchor.expression is None:
                beside += place.siblings[place.index + 1 : place.index + 2]
            for unit in beside:
                if unit not in self.closure.carried and self._carry_message(unit):
                    waiting.append(unit)

    def _carry_message(self, unit: Unit) -> bool:
        """Carry ``unit`` if it only logs that the model is being loaded; whether it does."""
        if not self._is_log(unit) or not isinstance(unit, cst.Expr):
            return False
        effects = self.names.effects(unit)
        if not vocabulary.announces(" ".join(_texts(unit))) or effects.awaits:
            return False
        bound = {v for each in self.closure.carried for v in self.names.effects(each).binds}
        clocks = self._clocks(unit, effects.reads - bound)
        foreign = effects.reads - bound - clocks.keys()
        if any(not variable.startswith(f"{SELF}.") for variable in foreign):
            return False
        self._carry(*clocks.values(), unit)
        return True

    def _clocks(self, log: Unit, variables: set[str]) -> dict[str, Unit]:
        """The variables that only time the load for ``log``, with the statements that set them."""
        found: dict[str, Unit] = {}
        for variable in variables:
            binding = [
                unit
                for unit in self.site.units[log].siblings
                if variable in self.names.effects(unit).binds
                and isinstance(unit, cst.Assign)
            ]
            uses = len(self.names.occurrences().get(variable, ()))
            inside = sum(name == variable for _, name in self.names.effects(log).names)
            if len(binding) == 1 and uses == inside + 1:
                value = cst.ensure_type(binding[0], cst.Assign).value
                if isinstance(value, cst.Call) and vocabulary.is_clock(dotted(value.func)):
                    found[variable] = binding[0]
        return found


def _texts(unit: cst.Expr) -> Iterator[str]:
    class Search(cst.CSTVisitor):
        def __init__(self) -> None:
            super().__init__()
            self.found: list[str] = []

        def visit_SimpleString(self, node: cst.SimpleString) -> None:
            value = node.evaluated_value
            self.found.append(value if isinstance(value, str) else "")

        def visit_FormattedStringText(self, node: cst.FormattedStringText) -> None:
            self.found.append(node.value)

    search = Search()
    unit.visit(search)
    yield from search.found
