# ruff: noqa: N802 - LibCST calls a visitor by the names of its nodes
"""What the class says about its attributes: which exist, who sets them, which setup() provides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import libcst as cst
from libcst.metadata import ExpressionContext, ExpressionContextProvider

from cog_lsp.fixes.moving.site import Site, ancestry, units_of

_BEFORE_PREDICT = ("__init__", "__new__", "__post_init__", "setup")
_RESERVED = frozenset({"setup", "run", "predict", "train", "scope", "record_metric", "log"})


class _OnReceiver(cst.CSTVisitor):
    """Collects what one method does with attributes of its first parameter."""

    def __init__(self, contexts: object, receiver: str) -> None:
        super().__init__()
        self.contexts = contexts
        self.receiver = receiver
        self.stores: list[cst.Attribute] = []
        self.reads: set[str] = set()

    def visit_Attribute(self, node: cst.Attribute) -> None:
        if isinstance(node.value, cst.Name) and node.value.value == self.receiver:
            context = self.contexts.get(node)  # type: ignore[attr-defined]
            if context in (ExpressionContext.STORE, ExpressionContext.DEL):
                self.stores.append(node)
            else:
                self.reads.add(node.attr.value)


class ClassFacts:
    """The attributes and methods of the runner and of its base classes in the same file."""

    def __init__(self, site: Site, inherited: Iterable[str]) -> None:
        self.classes = ancestry(site.source.module, site.runner)
        if site.owner not in self.classes:
            self.classes.append(site.owner)
        self.inherited = frozenset(inherited)
        self.methods: dict[str, cst.FunctionDef] = {}
        self.setters: dict[str, set[str]] = defaultdict(set)
        self.reads: dict[str, set[str]] = {}
        self.members: set[str] = set()
        self.placeholders: set[str] = set()
        self.receivers: dict[str, str] = {}
        self.slots = False
        self._set_to_other: set[str] = set()
        self._set_to_value: dict[str, set[str]] = defaultdict(set)
        self._contexts = site.source.wrapper.resolve(ExpressionContextProvider)
        self._parents = site.parents
        for definition in self.classes:
            self._add_class(definition)
        self.placeholders -= self._set_to_other
        self.early = self.reachable(_BEFORE_PREDICT)

    @property
    def taken(self) -> set[str]:
        """The names that mean something on the object already."""
        read = {name for names in self.reads.values() for name in names}
        free = self.placeholders - read
        known = self.members | self.placeholders | set(self.setters) | read
        return (known | self.inherited | _RESERVED) - free

    def is_receiver(self, parameter: str | None, method: str) -> bool:
        """Whether the first parameter of ``method`` stands for the object, as its name tells."""
        others = {name for other, name in self.receivers.items() if other != method}
        if parameter is None:
            return False
        return parameter == "self" or method in {"run", "predict"} or parameter in others

    def is_ready(self, attribute: str) -> bool:
        """Whether ``self.attribute`` is certainly there when setup() comes to its end."""
        return (
            attribute in self.members
            or attribute in self.inherited
            or bool(self.setters.get(attribute, set()) & self.early)
        )

    def is_set_late(self, attribute: str) -> str | None:
        """The method that first sets ``self.attribute``, if none does so before a prediction."""
        if self.is_ready(attribute):
            return None
        setters = self.setters.get(attribute, set())
        return min(setters, default=None)

    def touched_by(self, method: str) -> tuple[frozenset[str], frozenset[str]]:
        """The attributes that ``self.method()`` reads and those it sets, by its own calls too."""
        reached = self.reachable([method])
        read = {name for each in reached for name in self.reads.get(each, ())}
        stored = {name for name, setters in self.setters.items() if setters & reached}
        return frozenset(read - self.methods.keys()), frozenset(stored)

    def early_values(self, attribute: str) -> set[str]:
        """The methods run before a prediction that set ``self.attribute``, not just to None."""
        return self._set_to_value.get(attribute, set()) & self.early

    def setters_besides(self, attribute: str, *methods: str) -> set[str]:
        """The methods that set ``self.attribute`` and may run in or after a prediction."""
        return self.setters.get(attribute, set()) - set(methods) - self.early

    def _add_class(self, definition: cst.ClassDef) -> None:
        for unit in units_of(definition.body):
            if isinstance(unit, cst.FunctionDef):
                self.members.add(unit.name.value)
                if unit.name.value not in self.methods:
                    self.methods[unit.name.value] = unit
                self._add_method(unit)
            elif isinstance(unit, cst.ClassDef):
                self.members.add(unit.name.value)
            elif isinstance(unit, cst.AnnAssign) and isinstance(unit.target, cst.Name):
                self._add_value(unit.target.value, unit.value)
            elif isinstance(unit, cst.Assign):
                for target in unit.targets:
                    if isinstance(target.target, cst.Name):
                        self.slots |= target.target.value == "__slots__"
                        self._add_value(target.target.value, unit.value)

    def _add_value(self, name: str, value: cst.BaseExpression | None) -> None:
        if value is None or _is_none(value):
            self.placeholders.add(name)
        else:
            self.members.add(name)
            self._set_to_other.add(name)

    def _add_method(self, method: cst.FunctionDef) -> None:
        name = method.name.value
        plain: Sequence[cst.Param] = [*method.params.posonly_params, *method.params.params]
        receiver = plain[0].name.value if plain else ""
        self.receivers.setdefault(name, receiver)
        visitor = _OnReceiver(self._contexts, receiver)
        method.body.visit(visitor)
        self.reads.setdefault(name, set()).update(visitor.reads)
        for store in visitor.stores:
            attribute = store.attr.value
            self.setters[attribute].add(name)
            if name in _BEFORE_PREDICT and self._assigns_none(store):
                self.placeholders.add(attribute)
            else:
                self._set_to_other.add(attribute)
                self._set_to_value[attribute].add(name)

    def _assigns_none(self, store: cst.Attribute) -> bool:
        target = self._parents.get(store)
        statement = self._parents.get(target) if target is not None else None
        if isinstance(target, cst.AnnAssign):
            return target.value is None or _is_none(target.value)
        return isinstance(statement, cst.Assign) and _is_none(statement.value)

    def reachable(self, roots: Iterable[str]) -> set[str]:
        """The methods that calls on self reach from ``roots``, the roots among them."""
        found: set[str] = set()
        waiting = [name for name in roots if name in self.methods]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(self.reads.get(name, set()) & self.methods.keys())
        return found


def _is_none(value: cst.BaseExpression) -> bool:
    return isinstance(value, cst.Name) and value.value == "None"
