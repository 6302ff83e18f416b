"""Where a load stands: its class, its method, and the statements around it as a tree of units.

A unit is one small statement (also one of several on a line) or one compound statement. Nothing
here knows what a statement means.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst
from libcst.metadata import ExpressionContextProvider, ParentNodeProvider, ScopeProvider

from cog_lsp.fixes.python_edit import PythonSource
from cog_lsp.text import Span

Unit = cst.BaseSmallStatement | cst.BaseCompoundStatement


class BlockedError(Exception):
    """The load cannot be moved; the message is the reason, one sentence for the author."""


def suites_of(unit: Unit) -> Iterator[cst.BaseSuite]:
    """The suites of a compound statement that run as part of it, in source order."""
    if isinstance(unit, cst.If):
        yield unit.body
        if isinstance(unit.orelse, cst.If):
            yield from suites_of(unit.orelse)
        elif unit.orelse is not None:
            yield unit.orelse.body
    elif isinstance(unit, cst.With):
        yield unit.body
    elif isinstance(unit, cst.For | cst.While):
        yield unit.body
        if unit.orelse is not None:
            yield unit.orelse.body
    elif isinstance(unit, cst.Try | cst.TryStar):
        yield unit.body
        yield from (handler.body for handler in unit.handlers)
        if unit.orelse is not None:
            yield unit.orelse.body
        if unit.finalbody is not None:
            yield unit.finalbody.body
    elif isinstance(unit, cst.Match):
        yield from (case.body for case in unit.cases)


def units_of(suite: cst.BaseSuite | cst.Module) -> list[Unit]:
    """The statements of a suite, those that share a line one by one."""
    found: list[Unit] = []
    for statement in suite.body:
        if isinstance(statement, cst.SimpleStatementLine):
            found.extend(statement.body)
        elif isinstance(statement, cst.BaseSmallStatement | cst.BaseCompoundStatement):
            found.append(statement)
    return found


class _Own(cst.CSTVisitor):
    def __init__(self, kind: type[cst.CSTNode]) -> None:
        super().__init__()
        self.kind = kind
        self.found: list[cst.CSTNode] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, self.kind):
            self.found.append(node)
        return not isinstance(node, cst.FunctionDef | cst.Lambda | cst.ClassDef)


def own_nodes(function: cst.FunctionDef, kind: type[cst.CSTNode]) -> list[cst.CSTNode]:
    """The nodes of ``kind`` in a function's body, those of inner functions and classes left out."""
    search = _Own(kind)
    function.body.visit(search)
    return search.found


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit stands: among ``siblings`` at ``index``, in a suite of ``parent``."""

    siblings: tuple[Unit, ...]
    index: int
    parent: Unit | None
    suite: cst.BaseSuite


class Site:
    """The class, the method and the call of one plan, with the units of the method."""

    def __init__(self, source: PythonSource, runner: str, function: str, call: Span) -> None:
        self.source = source
        # Resolved in one walk here; every later question finds them there.
        providers = (ParentNodeProvider, ScopeProvider, ExpressionContextProvider)
        source.wrapper.resolve_many(providers)
        self.parents = source.wrapper.resolve(ParentNodeProvider)
        self.call = _expression_at(source, call)
        self.method, self.owner = self._enclosing_method(function)
        self.runner = _class_named(source.module, runner, self.owner)
        self.units: dict[Unit, Place] = {}
        self._add_suite(self.method.body, None)

    def line(self, node: cst.CSTNode) -> int:
        """The line on which ``node`` begins, counted from 1."""
        return self.source.text.count("\n", 0, self.source.span_of(node).start) + 1

    def code(self, node: cst.CSTNode) -> str:
        """The source of ``node`` in one line, cut when it is long."""
        text = " ".join(self.source.module.code_for_node(node).split())
        return text if len(text) <= 60 else f"{text[:57]}…"

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The nodes around ``node``, the nearest first, up to and without the method."""
        current = self.parents.get(node)
        while current is not None and current is not self.method:
            yield current
            current = self.parents.get(current)

    def unit_of(self, node: cst.CSTNode) -> Unit:
        """The innermost unit of the method that holds ``node`` (or is it)."""
        if node in self.units:
            return node  # type: ignore[return-value]
        for ancestor in self.ancestors(node):
            if ancestor in self.units:
                return ancestor  # type: ignore[return-value]
        raise BlockedError(f"The load is not part of a statement of `{self.method.name.value}`.")

    def order(self, unit: Unit) -> int:
        """A number that grows with the place of a unit in the method."""
        return self.source.span_of(unit).start

    def path(self, unit: Unit) -> tuple[Unit, ...]:
        """The compound statements around ``unit``, the outermost first."""
        around: list[Unit] = []
        parent = self.units[unit].parent
        while parent is not None:
            around.append(parent)
            parent = self.units[parent].parent
        return tuple(reversed(around))

    def inside(self, unit: Unit) -> Iterator[Unit]:
        """``unit`` and all units in it, in source order."""
        yield unit
        for suite in suites_of(unit):
            for inner in units_of(suite):
                yield from self.inside(inner)

    def _add_suite(self, suite: cst.BaseSuite, parent: Unit | None) -> None:
        siblings = tuple(units_of(suite))
        for index, unit in enumerate(siblings):
            self.units[unit] = Place(siblings, index, parent, suite)
            for inner in suites_of(unit):
                self._add_suite(inner, unit)

    def _enclosing_method(self, function: str) -> tuple[cst.FunctionDef, cst.ClassDef]:
        holder: cst.FunctionDef | None = None
        current: cst.CSTNode | None = self.call
        while current is not None:
            if isinstance(current, cst.FunctionDef) and current.name.value == function:
                holder = current
                break
            current = self.parents.get(current)
        if holder is None:
            raise BlockedError(f"The load is not in a function named `{function}`.")
        suite = self.parents.get(holder)
        owner = self.parents.get(suite) if suite is not None else None
        if not isinstance(suite, cst.IndentedBlock) or not isinstance(owner, cst.ClassDef):
            raise BlockedError(
                f"`{function}` is a plain function, so there is no setup() and no object to keep"
                " the model on; a class with setup() and run() has both."
            )
        return holder, owner


def _expression_at(source: PythonSource, span: Span) -> cst.BaseExpression:
    try:
        found = source.find(span, cst.BaseExpression)  # type: ignore[type-abstract]
    except (IndexError, KeyError, ValueError):
        found = None
    if found is None:
        raise BlockedError("The place of the load no longer matches the file.")
    return found


def local_classes(module: cst.Module) -> dict[str, cst.ClassDef]:
    """The classes that the module defines at its top level, by name; the last one wins."""
    return {
        statement.name.value: statement
        for statement in module.body
        if isinstance(statement, cst.ClassDef)
    }


def ancestry(module: cst.Module, first: cst.ClassDef) -> list[cst.ClassDef]:
    """``first`` and its base classes that the same file defines, nearest first."""
    classes = local_classes(module)
    found: list[cst.ClassDef] = []
    waiting = [first]
    while waiting:
        current = waiting.pop(0)
        if current in found:
            continue
        found.append(current)
        for base in current.bases:
            if isinstance(base.value, cst.Name) and base.value.value in classes:
                waiting.append(classes[base.value.value])
    return found


def _class_named(module: cst.Module, name: str, owner: cst.ClassDef) -> cst.ClassDef:
    """The class ``name`` that is ``owner`` or inherits from it in this file."""
    if owner.name.value == name:
        return owner
    runner = local_classes(module).get(name)
    if runner is None or owner not in ancestry(module, runner):
        raise BlockedError(
            f"The load is in class `{owner.name.value}`, not in `{name}` or a class of this"
            " file that it inherits from."
        )
    return runner
