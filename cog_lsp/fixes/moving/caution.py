"""Why a move may change what the program means: the reasons that make the fix unsafe.

A load is safe to keep when no prediction changes the kept object and nothing the load rests on
differs between setup() and a prediction. Everything else is said here, one clause each.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst
from libcst import matchers

from cog_lsp.fixes.moving import vocabulary
from cog_lsp.fixes.moving.effects import Effects
from cog_lsp.fixes.moving.expressions import dotted, target_parts
from cog_lsp.fixes.moving.facts import ClassFacts
from cog_lsp.fixes.moving.gather import Selection
from cog_lsp.fixes.moving.holding import Holding
from cog_lsp.fixes.moving.names import MethodNames
from cog_lsp.fixes.moving.scope import SELF
from cog_lsp.fixes.moving.setup_view import SetupView
from cog_lsp.fixes.moving.site import Site, Unit, ancestry, local_classes, units_of


def cautions(
    site: Site,
    names: MethodNames,
    facts: ClassFacts,
    selection: Selection,
    holding: Holding,
    setup: SetupView,
) -> list[str]:
    """The clauses that say why the fix is not safe; none if it is."""
    judge = _Judge(site, names, selection, holding)
    found = list(selection.cautions)
    found += judge.changed_objects()
    found += judge.changed_sources()
    found += judge.rebound_names()
    found += judge.released_memory()
    found += judge.trained()
    found += judge.left_handlers()
    found += judge.shared_globals()
    found += judge.other_setters(facts)
    found += judge.changed_attributes()
    found += judge.handed_out()
    found += judge.other_classes()
    if judge.awaits():
        found.append("setup() has to be `async def`, which only an async run() or predict() allows")
    if setup.returns_early and set(selection.units) - holding.present:
        found.append("setup() may return early, and then the load is skipped")
    return list(dict.fromkeys(found))


class _Judge:
    def __init__(
        self, site: Site, names: MethodNames, selection: Selection, holding: Holding
    ) -> None:
        self.site = site
        self.names = names
        self.selection = selection
        self.holding = holding

    def changed_objects(self) -> Iterator[str]:
        """What stays and leaves a kept object in another state for the next prediction."""
        held = self.holding.held()
        held |= self._parts_of(held, {self.selection.anchor.hint} - {""})
        for unit in self._staying():
            changed = self.names.effects(unit).changes & held
            if changed:
                yield self._says(unit, min(changed))
        yield from self._late_evaluation_mode(held)
        expression = self.selection.anchor.expression
        if expression is not None:
            parent = self.site.parents.get(expression)
            if isinstance(parent, cst.Attribute) and vocabulary.changes(parent.attr.value):
                yield self._says(self.selection.anchor.unit, self.holding.expression)

    def changed_sources(self) -> Iterator[str]:
        """What the load reads and a prediction alters: the next load would have seen it so."""
        read = {v for piece in self._pieces() for v in self.names.effects(piece).reads}
        shared = {v for v in read if v.startswith(f"{SELF}.")} - self.holding.held()
        shared |= self._parts_of(shared, set())
        constants = {
            target.target.value
            for unit in units_of(self.site.source.module)
            if isinstance(unit, cst.Assign)
            for target in unit.targets
            if isinstance(target.target, cst.Name)
        }
        constants &= {n for piece in self._pieces() for n in self.names.effects(piece).modules}
        for unit in self._staying():
            effects = self.names.effects(unit)
            changed = effects.changes & shared | effects.module_changes & constants
            if changed:
                yield (
                    f"line {self.site.line(unit)} (`{self.site.code(unit)}`) changes"
                    f" `{min(changed)}`, which the load reads"
                )

    def _late_evaluation_mode(self, held: set[str]) -> Iterator[str]:
        """``eval()`` after a use: only the first prediction would do without it there."""
        seen: set[str] = set()
        for unit in self._staying():
            effects = self.names.effects(unit)
            for call in effects.calls:
                if isinstance(call.func, cst.Attribute) and call.func.attr.value == "eval":
                    root = self.names.root(call.func.value)
                    if root in seen & held:
                        yield self._says(unit, root)
                    effects = Effects()
            seen |= effects.reads

    def rebound_names(self) -> Iterator[str]:
        """Names that a later statement, or the next turn of a loop, gives another value."""
        first = self.site.source.span_of(self.selection.anchor.unit).start
        loops = [
            block
            for block in self.site.path(self.selection.anchor.unit)
            if isinstance(block, cst.For | cst.While)
        ]
        for variable in self.holding.attributes:
            lines = [
                self.site.line(node)
                for node in self.holding.remainder.bindings(variable)
                if self.site.source.span_of(node).start > first
                or any(loop in self.site.ancestors(node) for loop in loops)
            ]
            if lines:
                yield f"`{variable}` is reassigned on line {lines[0]}"

    def trained(self) -> Iterator[str]:
        """A backward pass: what is kept would go on learning from one prediction to the next."""
        for unit in self._staying():
            for call in self.names.effects(unit).calls:
                if isinstance(call.func, cst.Attribute) and call.func.attr.value == "backward":
                    yield f"line {self.site.line(call)} trains, and what is kept stays trained"
                    return

    def released_memory(self) -> Iterator[str]:
        """A ``del`` that made room for a later load: now both stay in memory."""
        released = [*self.holding.dropped, *self.holding.trimmed]
        for unit in released:
            end = self.site.source.span_of(unit).end
            if any(
                self.site.source.span_of(call).start > end and vocabulary.loads(dotted(call.func))
                for call in self.names.effects(self.site.method.body).calls
            ):
                yield f"line {self.site.line(unit)} made room in memory for another load"

    def left_handlers(self) -> Iterator[str]:
        """A ``try`` that the load leaves: its failure now ends setup() instead."""
        for block in self.site.path(self.selection.anchor.unit):
            if isinstance(block, cst.Try | cst.TryStar) and block.handlers:
                yield "a load that fails now stops setup() instead of going to the `except` clause"

    def shared_globals(self) -> Iterator[str]:
        """Module-level names that some function assigns anew."""
        assigned = {
            item.name.value
            for node in matchers.findall(self.site.source.module, matchers.Global())
            if isinstance(node, cst.Global)
            for item in node.names
        }
        read = {name for piece in self._pieces() for name in self.names.effects(piece).modules}
        for name in sorted(assigned & read):
            yield f"`{name}` is a global that a function reassigns"

    def other_setters(self, facts: ClassFacts) -> Iterator[str]:
        """Attributes that were attributes before and that other code sets or changes too."""
        called = {
            dotted(call.func).rpartition(".")[2]
            for piece in self._pieces()
            for call in self.names.effects(piece).calls
        }
        own = {self.site.method.name.value} | facts.reachable(called)
        for variable in sorted(self.holding.held()):
            if variable.startswith(f"{SELF}."):
                attribute = variable.partition(".")[2]
                others = facts.setters_besides(attribute, *own)
                if self.selection.anchor.unit not in self.holding.present:
                    others |= facts.early_values(attribute) - own
                if others:
                    yield f"`self.{attribute}` is also set in `{min(others)}`"

    def changed_attributes(self) -> Iterator[str]:
        """Objects that setup() provides and that the moved statements alter."""
        held = self.holding.held()
        for unit in self.selection.units:
            for variable in sorted(self.names.effects(unit).changes - held):
                if variable.startswith(f"{SELF}."):
                    yield (
                        f"line {self.site.line(unit)} changes `{variable}`, which other code may"
                        " also change"
                    )

    def handed_out(self) -> Iterator[str]:
        """A helper that returns the load: whoever calls it now gets the same object each time."""
        if self.site.method.name.value in {"run", "predict"}:
            return
        attributes = self.holding.attributes
        for node in self.site.units:
            if isinstance(node, cst.Return) and node.value is not None:
                given = [
                    part
                    for part in target_parts(node.value)
                    if part is self.selection.anchor.expression
                    or self.names.root(part) in attributes
                ]
                if given:
                    yield (
                        f"all callers of `{self.site.method.name.value}` now share one object and"
                        " may change it"
                    )
                    return

    def other_classes(self) -> Iterator[str]:
        """Classes that share the method and may not run the setup() that it needs now."""
        owner, runner = self.site.owner, self.site.runner
        if owner is not runner:
            yield (
                f"`{self.site.method.name.value}` belongs to `{owner.name.value}`, whose other"
                " subclasses do not get this setup()"
            )
        module = self.site.source.module
        apart = [
            name
            for name, other in local_classes(module).items()
            if other is not runner
            and runner in ancestry(module, other)
            and any(
                isinstance(unit, cst.FunctionDef) and unit.name.value == "setup"
                for unit in units_of(other.body)
            )
        ]
        if apart:
            others = f" (and {len(apart) - 1} more)" if len(apart) > 1 else ""
            yield (
                f"`{apart[0]}`{others} inherits from `{runner.name.value}` and has its own setup()"
            )

    def awaits(self) -> bool:
        """Whether something that moves awaits."""
        return any(self.names.effects(piece).awaits for piece in self._pieces())

    def _pieces(self) -> Iterator[cst.CSTNode]:
        yield from self.selection.units
        if self.selection.anchor.expression is not None:
            yield self.selection.anchor.expression
        for items in self.selection.wrappers.values():
            yield from items

    def _staying(self) -> Iterator[Unit]:
        for unit in self.holding.remainder.units():
            if unit not in self.holding.dropped:
                yield unit

    def _parts_of(self, objects: set[str], parts: set[str]) -> set[str]:
        """``parts`` and the local names for one of ``objects`` or a part (``unet = pipe.unet``)."""
        for unit in self.site.units:
            if isinstance(unit, cst.Assign) and self._stands_for(unit.value, objects | parts):
                parts = parts | {
                    part.value
                    for target in unit.targets
                    for part in target_parts(target.target)
                    if isinstance(part, cst.Name)
                }
        return parts

    def _stands_for(self, value: cst.CSTNode, held: set[str]) -> bool:
        """Whether ``value`` is a kept object, a part of one, or a container with one."""
        if value is self.selection.anchor.expression or self.names.root(value) in held:
            return True
        if isinstance(value, cst.Attribute | cst.Subscript):
            return self._stands_for(value.value, held)
        if isinstance(value, cst.Call) and isinstance(value.func, cst.Attribute):
            finished = vocabulary.finishes(value.func.attr.value)
            return finished and self._stands_for(value.func.value, held)
        if isinstance(value, cst.Tuple | cst.List | cst.Set | cst.Dict):
            return any(self._stands_for(element.value, held) for element in value.elements)
        if isinstance(value, cst.IfExp):
            return any(self._stands_for(part, held) for part in (value.body, value.orelse))
        return False

    def _says(self, unit: Unit, name: str | None) -> str:
        return (
            f"line {self.site.line(unit)} (`{self.site.code(unit)}`) changes `{name}`, which all"
            " predictions now share"
        )
