"""Which variable of a method a name stands for, wherever it is written.

A variable is named as the method sees it: ``model`` is a local name, ``self.model`` an attribute of
the method's first parameter (whatever that parameter is called). Module-level names are kept apart.
"""

from __future__ import annotations

import libcst as cst
from libcst import matchers
from libcst.metadata import (
    ExpressionContextProvider,
    FunctionScope,
    ImportAssignment,
    ScopeProvider,
)

from cog_lsp.fixes.moving import vocabulary
from cog_lsp.fixes.moving.facts import ClassFacts
from cog_lsp.fixes.python_edit import PythonSource

SELF = "self"
"""How this package writes the method's first parameter, whatever the author calls it."""


class MethodScope:
    """The names of one method, resolved by scope. ``facts`` tells of the class around it."""

    def __init__(
        self, source: PythonSource, method: cst.FunctionDef, facts: ClassFacts | None = None
    ) -> None:
        wrapper = source.wrapper
        self.method = method
        self.facts = facts
        self.scopes = wrapper.resolve(ScopeProvider)
        self.contexts = wrapper.resolve(ExpressionContextProvider)
        scope = self.scopes.get(method.body)
        assert isinstance(scope, FunctionScope)
        self.scope = scope
        parameters = method.params
        plain = [*parameters.posonly_params, *parameters.params]
        self.receiver: str | None = plain[0].name.value if plain else None
        rest = [*plain[1:], *parameters.kwonly_params]
        rest += [
            star
            for star in (parameters.star_arg, parameters.star_kwarg)
            if isinstance(star, cst.Param)
        ]
        self.parameters = frozenset(param.name.value for param in rest)
        captured = matchers.findall(method, matchers.MatchAs() | matchers.MatchStar())
        self.captures = frozenset(
            pattern.name.value
            for pattern in captured
            if isinstance(pattern, cst.MatchAs | cst.MatchStar) and pattern.name is not None
        )
        self._imported = {
            binding.name for binding in scope.assignments if isinstance(binding, ImportAssignment)
        }

    def variable(self, name: cst.Name) -> str | None:
        """The local variable of the method that ``name`` stands for, or ``None``.

        The scope provider does not know that ``case`` patterns bind names; those are added here.
        """
        scope = self.scopes.get(name)
        if scope is None:
            return None
        found = scope[name.value]
        if any(binding.scope is self.scope for binding in found):
            return name.value
        return name.value if name.value in self.captures and not found else None

    def is_receiver(self, node: cst.CSTNode) -> bool:
        """Whether ``node`` is the method's first parameter."""
        return (
            isinstance(node, cst.Name)
            and node.value == self.receiver
            and self.variable(node) is not None
        )

    def sees_receiver(self, node: cst.CSTNode) -> bool:
        """Whether the first parameter's name still means it where ``node`` stands."""
        scope = self.scopes.get(node)
        return scope is None or any(
            binding.scope is self.scope for binding in scope[self.receiver or SELF]
        )

    def root(self, node: cst.CSTNode) -> str | None:
        """The variable whose object ``node`` is, or is a part of."""
        if isinstance(node, cst.Name):
            if self.is_receiver(node) or node.value in self._imported:
                return None
            return self.variable(node)
        if isinstance(node, cst.Attribute):
            if self.is_receiver(node.value):
                return f"{SELF}.{node.attr.value}"
            return self.root(node.value)
        if isinstance(node, cst.Subscript):
            return self.root(node.value)
        if isinstance(node, cst.Await):
            return self.root(node.expression)
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
            method = node.func.attr.value
            if vocabulary.finishes(method) or method in {"parameters", "modules", "children"}:
                return self.root(node.func.value)
        return None
