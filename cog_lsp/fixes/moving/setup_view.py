"""The setup() that the moved statements will join: what is in it, or what must be made."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import dataclass

import libcst as cst

from cog_lsp.fixes.moving.expressions import dotted
from cog_lsp.fixes.moving.facts import ClassFacts
from cog_lsp.fixes.moving.names import MethodNames
from cog_lsp.fixes.moving.site import BlockedError, Site, own_nodes, units_of


@dataclass(frozen=True, slots=True)
class InheritedSetup:
    """The setup() of a base class: whether it is ``async`` and takes the ``weights`` argument."""

    is_async: bool = False
    takes_weights: bool = False


def same_code(one: cst.CSTNode, other: cst.CSTNode) -> bool:
    """Whether two nodes mean the same, whatever their layout and comments."""
    return one.deep_equals(other) or (type(one) is type(other) and _meaning(one) == _meaning(other))


def _meaning(node: cst.CSTNode) -> str:
    """The abstract syntax of ``node`` as text."""
    code = cst.Module([]).code_for_node(node)
    try:
        if isinstance(node, cst.BaseExpression):
            return ast.dump(ast.parse(f"({code})", mode="eval"))
        return ast.dump(ast.parse(code))
    except SyntaxError:
        return code


class SetupView:
    """The runner's own setup(), or the one it inherits, as the place to move code to."""

    def __init__(self, site: Site, facts: ClassFacts, inherited: InheritedSetup | None) -> None:
        self.own: cst.FunctionDef | None = None
        for unit in units_of(site.runner.body):
            if isinstance(unit, cst.FunctionDef) and unit.name.value == "setup":
                self.own = unit
        self.base: cst.FunctionDef | None = None
        if self.own is None:
            self.base = facts.methods.get("setup")
        if self.own is None and self.base is None and "setup" in facts.members:
            raise BlockedError("The class sets `setup` by an assignment, so it cannot be extended.")
        self.inherited = inherited if self.base is None else _describe(self.base)
        self.statements = units_of(self.own.body) if self.own is not None else []
        self.bound: set[str] = set()
        self.mentioned: set[str] = set()
        self.returns_early = False
        self._bindings: Counter[str] = Counter()
        if self.inherited is not None and self.inherited.takes_weights:
            self.bound, self.mentioned = {"weights"}, {"weights"}
        if self.own is not None:
            self._look_into(site, self.own)

    @property
    def is_async(self) -> bool:
        """Whether the setup() that is there, or its base, is a coroutine."""
        if self.own is not None:
            return self.own.asynchronous is not None
        return self.inherited is not None and self.inherited.is_async

    @property
    def receiver(self) -> str | None:
        """The first parameter of the runner's own setup()."""
        if self.own is None:
            return None
        plain = [*self.own.params.posonly_params, *self.own.params.params]
        return plain[0].name.value

    def has(self, statement: cst.CSTNode) -> bool:
        """Whether setup() has the same statement at its top level already."""
        small = statement.body[0] if isinstance(statement, cst.SimpleStatementLine) else statement
        return any(same_code(small, known) for known in self.statements)

    def has_only(self, statement: cst.CSTNode, variable: str) -> bool:
        """Whether setup() has ``statement`` and gives ``variable`` no other value."""
        return self.has(statement) and self._bindings[variable] == 1

    def _look_into(self, site: Site, setup: cst.FunctionDef) -> None:
        plain = [*setup.params.posonly_params, *setup.params.params]
        if not plain or any(
            dotted(decorator.decorator) in {"staticmethod", "classmethod"}
            for decorator in setup.decorators
        ):
            raise BlockedError("setup() takes no `self`, so there is nothing to keep the model on.")
        names = MethodNames(site.source, setup)
        effects = names.effects(setup.body)
        if effects.yields:
            raise BlockedError("setup() is a generator, so nothing can be added to it safely.")
        last = self.statements[-1] if self.statements else None
        if isinstance(last, cst.Raise):
            raise BlockedError(
                "setup() ends by raising an exception, so nothing after it would run."
            )
        if isinstance(last, cst.Return) and last.value is not None and not _is_none(last.value):
            raise BlockedError("setup() ends by returning a value, so nothing after it would run.")
        self.returns_early = any(each is not last for each in own_nodes(setup, cst.Return))
        self._bindings = Counter(binding.name for binding in names.scope.assignments)
        self.bound = set(self._bindings)
        self.mentioned = self.bound | effects.modules | effects.binds


def _describe(setup: cst.FunctionDef) -> InheritedSetup:
    names = [param.name.value for param in [*setup.params.params, *setup.params.kwonly_params]]
    return InheritedSetup(setup.asynchronous is not None, "weights" in names)


def _is_none(value: cst.BaseExpression) -> bool:
    return isinstance(value, cst.Name) and value.value == "None"
