"""How predictions reach what moved: which names become attributes, stay as copies, or go away."""

from __future__ import annotations

import libcst as cst
from libcst.metadata import ExpressionContext

from cog_lsp.fixes.moving.aliases import needs_alias
from cog_lsp.fixes.moving.expressions import is_simple
from cog_lsp.fixes.moving.facts import ClassFacts
from cog_lsp.fixes.moving.gather import Selection
from cog_lsp.fixes.moving.names import MethodNames
from cog_lsp.fixes.moving.naming import attribute_for, free_name
from cog_lsp.fixes.moving.remainder import DEFINITIONS, Remainder
from cog_lsp.fixes.moving.scope import SELF
from cog_lsp.fixes.moving.setup_view import SetupView, same_code
from cog_lsp.fixes.moving.site import BlockedError, Site, Unit, units_of


class Holding:
    """The fate of every name that what moves sets.

    ``attributes``: local name → attribute of self that holds its value. ``expression``: the
    attribute that holds the anchor's expression, if only that moves. ``remainder``: what stays of
    the method, with the statements that are kept in both places. ``aliases``: moved statement →
    local names set from self in its place. ``dropped``: statements that go away; ``trimmed``:
    ``del`` statements that lose names. ``present``: moved statements that setup() has already.
    """

    def __init__(
        self,
        site: Site,
        names: MethodNames,
        facts: ClassFacts,
        selection: Selection,
        setup: SetupView,
    ) -> None:
        self.site = site
        self.names = names
        self.facts = facts
        self.selection = selection
        self.setup = setup
        self.remainder = Remainder(site, names, selection)
        self.binders = self._binders()
        self.attributes: dict[str, str] = {}
        self.expression: str | None = None
        self.aliases: dict[Unit, list[str]] = {}
        self.dropped: set[Unit] = set()
        self.trimmed: dict[Unit, set[str]] = {}
        self.present: set[Unit] = set()
        self._decide()

    def leaves(self, unit: Unit) -> bool:
        """Whether nothing of ``unit`` stays where it was."""
        if unit in self.aliases or unit in self.remainder.copied:
            return False
        if unit in self.remainder.gone or unit in self.dropped:
            return True
        return isinstance(unit, cst.With) and all(map(self.leaves, units_of(unit.body)))

    def is_unused(self, item: cst.WithItem) -> bool:
        """Whether a context gives a name that nothing which stays uses."""
        bound = self.names.effects(item).binds
        return bool(bound) and not any(self.remainder.reads(variable) for variable in bound)

    def held(self) -> set[str]:
        """The variables, as the method names them, whose objects outlive a prediction."""
        bound = {v for unit in self.selection.units for v in self.names.effects(unit).binds}
        return set(self.attributes) | {v for v in bound if v.startswith(f"{SELF}.")}

    def _decide(self) -> None:
        self._refuse_shared_contexts()
        wanted = self._wanted()
        anchor = self.selection.anchor
        local = self.names.effects(anchor.unit).binds & self.binders.keys()
        if anchor.expression is None and not local and self.setup.has(anchor.unit):
            self.present.add(anchor.unit)
        if anchor.expression is None:
            wanted |= self._kept_anyway(wanted)
        else:
            self.expression = self._reuse_or_name(
                anchor.hint or attribute_for(anchor.load), anchor.expression
            )
        for variable in sorted(wanted, key=self._first_binding):
            self.attributes[variable] = self._attribute(variable)
        for variable in self.attributes:
            if needs_alias(self.remainder, variable):
                unit = self.binders[variable][0]
                self.aliases.setdefault(unit, []).append(variable)
        self._drop_releases()

    def _refuse_shared_contexts(self) -> None:
        """What a ``with`` opened is at another place once the load has read from it."""
        for block, items in self.selection.wrappers.items():
            for item in items:
                for variable in self.names.effects(item).binds:
                    if self.remainder.reads(variable):
                        raise BlockedError(
                            f"The load and other work share `{variable}`, opened on line"
                            f" {self.site.line(block)}."
                        )

    def _wanted(self) -> set[str]:
        """The local names whose values statements that stay still use."""
        wanted: set[str] = set()
        waiting = [v for v in self.binders if self.remainder.reads(v)]
        for unit in self.remainder.copied:
            waiting.extend(self.names.effects(unit).reads & self.binders.keys())
        while waiting:
            variable = waiting.pop()
            if variable in wanted:
                continue
            if self._copyable(variable):
                for unit in self.binders[variable]:
                    if unit not in self.remainder.copied:
                        self.remainder.copied.add(unit)
                        waiting.extend(self.names.effects(unit).reads & self.binders.keys())
            else:
                wanted.add(variable)
        for variable in sorted(wanted):
            if variable not in self.selection.objects:
                self._refuse_interleaved(variable)
            for unit in self.remainder.gone:
                if isinstance(unit, DEFINITIONS) and variable in self.names.effects(unit).binds:
                    raise BlockedError(
                        f"`{variable}` is defined on line {self.site.line(unit)} in a block that"
                        " has to move, and other work uses it."
                    )
        return wanted

    def _refuse_interleaved(self, variable: str) -> None:
        """A value that is made in several steps is one attribute only if all steps come first."""
        steps = [
            unit for unit in self.selection.units if variable in self.names.effects(unit).affects
        ]
        if len(steps) < 2:
            return
        end = self.site.source.span_of(steps[-1]).end
        turns = any(isinstance(b, cst.For | cst.While) for b in self.site.path(steps[-1]))
        for node in self.remainder.naming(variable):
            early = self.site.source.span_of(node).start < end
            stores = self.names.contexts.get(node) is ExpressionContext.STORE
            if early or stores or turns:
                raise BlockedError(
                    f"`{variable}` is set in several steps, but line {self.site.line(node)} uses it"
                    " in between."
                )

    def _copyable(self, variable: str) -> bool:
        """Whether the statements that set a variable can be in both places: they make no object."""
        return not self._changed_by_moved(variable) and all(
            map(_is_copyable, self.binders[variable])
        )

    def _changed_by_moved(self, variable: str) -> bool:
        return any(variable in self.names.effects(u).changes for u in self.selection.units)

    def _kept_anyway(self, wanted: set[str]) -> set[str]:
        """The load's own target, where nothing that stays names it and nothing else holds it."""
        anchor = self.selection.anchor.unit
        effects = self.names.effects(self.site.unit_of(self.site.call))
        own = effects.binds & self.binders.keys()
        if not own or own & wanted or any(v.startswith(f"{SELF}.") for v in effects.affects):
            return set()
        for unit in self.selection.units:
            other = self.names.effects(unit)
            if unit is not anchor and other.reads & own and other.affects - own:
                return set()
        return {variable for variable in own if variable.strip("_")}

    def _attribute(self, variable: str) -> str:
        anchor = self.selection.anchor
        if self.names.effects(anchor.unit).binds == {variable} and isinstance(
            anchor.unit, cst.Assign | cst.AnnAssign
        ):
            assert anchor.unit.value is not None
            return self._reuse_or_name(variable, anchor.unit.value)
        return self._free(variable)

    def _free(self, wanted: str) -> str:
        taken = self.facts.taken | set(self.attributes.values())
        return free_name(wanted.strip("_") or "model", taken)

    def _reuse_or_name(self, wanted: str, value: cst.BaseExpression) -> str:
        """The attribute to which setup() assigns ``value`` already, or a free name."""
        for statement in self.setup.statements:
            if not isinstance(statement, cst.Assign | cst.AnnAssign) or statement.value is None:
                continue
            attribute = _attribute_target(statement, self.setup.receiver)
            if attribute is None or not same_code(statement.value, value):
                continue
            own = self.facts.setters.get(attribute) == {"setup"}
            if own and self._same_locals(value):
                self.present.add(self.selection.anchor.unit)
                return attribute
        return self._free(wanted)

    def _same_locals(self, value: cst.BaseExpression) -> bool:
        """Whether setup() sets the local names of ``value`` by the same statements."""
        found = []
        for variable in self.names.effects(value).reads:
            if not variable.startswith(f"{SELF}."):
                if variable not in self.binders:
                    return False
                found += self.binders[variable]
        if not all(map(self.setup.has, found)):
            return False
        self.present.update(found)
        return True

    def _drop_releases(self) -> None:
        """Drop what lets go of a held object at the end: the next prediction needs it."""
        held = self.held()
        left = {
            v for v in self.binders if not any(u in self.remainder.copied for u in self.binders[v])
        }
        gone = held | left
        own = {v for v in held if v.startswith(f"{SELF}.")}
        for unit in self.remainder.units():
            effects = self.names.effects(unit)
            if isinstance(unit, cst.Del) and effects.deletes and effects.deletes <= gone:
                self.dropped.add(unit)
            elif effects.deletes & gone:
                self.trimmed[unit] = effects.deletes & gone
            elif effects.binds & own:
                if not _sets_none(unit):
                    raise BlockedError(
                        f"`{min(effects.binds & own)}` is set again on line {self.site.line(unit)}."
                    )
                self.dropped.add(unit)

    def _binders(self) -> dict[str, list[Unit]]:
        found: dict[str, list[Unit]] = {}
        for unit in self.selection.units:
            for variable in self.names.effects(unit).binds:
                if not variable.startswith(f"{SELF}."):
                    found.setdefault(variable, []).append(unit)
        return found

    def _first_binding(self, variable: str) -> int:
        nodes = self.remainder.occurrences.get(variable)
        return self.site.source.span_of(nodes[0]).start if nodes else 0


def _attribute_target(statement: cst.Assign | cst.AnnAssign, receiver: str | None) -> str | None:
    target: cst.BaseExpression
    if isinstance(statement, cst.Assign):
        if len(statement.targets) != 1:
            return None
        target = statement.targets[0].target
    else:
        target = statement.target
    if isinstance(target, cst.Attribute) and isinstance(target.value, cst.Name):
        return target.attr.value if target.value.value == receiver else None
    return None


def _is_copyable(unit: Unit) -> bool:
    if isinstance(unit, DEFINITIONS):
        return True
    if isinstance(unit, cst.Assign):
        target = unit.targets[0].target
        return len(unit.targets) == 1 and isinstance(target, cst.Name) and is_simple(unit.value)
    return isinstance(unit, cst.AnnAssign) and unit.value is not None and is_simple(unit.value)


def _sets_none(unit: Unit) -> bool:
    return (
        isinstance(unit, cst.Assign)
        and len(unit.targets) == 1
        and isinstance(unit.value, cst.Name)
        and unit.value.value == "None"
    )
