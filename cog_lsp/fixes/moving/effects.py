# ruff: noqa: N802 - LibCST calls a visitor by the names of its nodes
"""What running one piece of a method does to its variables, gathered in one walk."""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst
from libcst.metadata import ExpressionContext
from libcst.metadata.scope_provider import LocalScope

from cog_lsp.fixes.moving import vocabulary
from cog_lsp.fixes.moving.expressions import dotted, target_parts
from cog_lsp.fixes.moving.scope import SELF, MethodScope


@dataclass(slots=True)
class Effects:
    """What running one piece of code does to the variables of its method.

    ``changes`` are objects altered in place for certain (an attribute or item is set, a method such
    as ``eval`` or ``load_state_dict`` is called); ``touches`` may be altered (some other method is
    called and its result dropped); ``module_changes`` are module-level names whose objects are
    altered. ``outer`` are names of a comprehension, lambda or inner
    function around the piece. ``jumps`` tells of a return, break or continue.
    """

    reads: set[str] = field(default_factory=set)
    binds: set[str] = field(default_factory=set)
    deletes: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)
    touches: set[str] = field(default_factory=set)
    module_changes: set[str] = field(default_factory=set)
    modules: set[str] = field(default_factory=set)
    outer: set[str] = field(default_factory=set)
    strings: set[str] = field(default_factory=set)
    calls: list[cst.Call] = field(default_factory=list)
    names: list[tuple[cst.Name, str]] = field(default_factory=list)
    receivers: list[cst.Name] = field(default_factory=list)
    awaits: bool = False
    yields: bool = False
    jumps: bool = False
    odd_binding: bool = False

    @property
    def affects(self) -> set[str]:
        """The variables that are bound, deleted or changed in place."""
        return self.binds | self.deletes | self.changes


def gather_effects(scope: MethodScope, node: cst.CSTNode) -> Effects:
    """The effects of ``node``, a piece of the method of ``scope``."""
    return _Gatherer(scope).run(node)


class _Gatherer(cst.CSTVisitor):
    """Walks one piece of code and notes its effects; nested functions count as part of it."""

    def __init__(self, method: MethodScope) -> None:
        super().__init__()
        self.method = method
        self.found = Effects()
        self.scopes: set[cst.CSTNode] = set()
        self.pending: list[tuple[cst.Name, LocalScope]] = []
        self.loops: list[tuple[set[str], str]] = []
        self.depth = 0

    def run(self, node: cst.CSTNode) -> Effects:
        node.visit(self)
        for name, scope in self.pending:
            if scope.node not in self.scopes:
                self.found.outer.add(name.value)
        for targets, source in self.loops:
            if targets & self.found.changes:
                self.found.changes.add(source)
        return self.found

    def visit_Name(self, node: cst.Name) -> bool:
        context = self.method.contexts.get(node, ExpressionContext.LOAD)
        variable = self.method.variable(node)
        if variable is None:
            self._note_foreign(node)
        elif self.method.is_receiver(node) and context is ExpressionContext.LOAD:
            self.found.reads.add(SELF)
            self.found.receivers.append(node)
        else:
            self.found.names.append((node, variable))
            self._note(variable, context)
        return False

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        if self.method.is_receiver(node.value):
            context = self.method.contexts.get(node, ExpressionContext.LOAD)
            self._note(f"{SELF}.{node.attr.value}", context)
            self.found.receivers.append(cst.ensure_type(node.value, cst.Name))
        else:
            node.value.visit(self)
        return False

    def visit_Arg(self, node: cst.Arg) -> bool:
        node.value.visit(self)
        return False

    def visit_ImportAlias(self, node: cst.ImportAlias) -> bool:
        self._bind(node.evaluated_alias or node.evaluated_name.partition(".")[0])
        return False

    def visit_NameItem(self, node: cst.NameItem) -> bool:
        self.found.odd_binding = True
        return False

    def visit_Param(self, node: cst.Param) -> bool:
        for part in (node.default, node.annotation):
            if part is not None:
                part.visit(self)
        return False

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        self.scopes.add(node)
        self._bind(node.name.value)
        self._visit_nested(*node.decorators, node.params, node.body)
        return False

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        self.scopes.add(node)
        self._bind(node.name.value)
        self._visit_nested(*node.decorators, *node.bases, node.body)
        return False

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        self.scopes.add(node)
        self._visit_nested(node.params, node.body)
        return False

    def visit_ListComp(self, node: cst.ListComp) -> None:
        self.scopes.add(node)

    def visit_SetComp(self, node: cst.SetComp) -> None:
        self.scopes.add(node)

    def visit_DictComp(self, node: cst.DictComp) -> None:
        self.scopes.add(node)

    def visit_GeneratorExp(self, node: cst.GeneratorExp) -> None:
        self.scopes.add(node)

    def visit_MatchAs(self, node: cst.MatchAs) -> bool:
        if node.name is not None:
            self.found.odd_binding = True
            self.found.binds.add(node.name.value)
        if node.pattern is not None:
            node.pattern.visit(self)
        return False

    def visit_MatchStar(self, node: cst.MatchStar) -> bool:
        if node.name is not None:
            self.found.odd_binding = True
            self.found.binds.add(node.name.value)
        return False

    def visit_MatchKeywordElement(self, node: cst.MatchKeywordElement) -> bool:
        node.pattern.visit(self)
        return False

    def visit_MatchMapping_rest(self, node: cst.MatchMapping) -> None:
        if node.rest is not None:
            self.found.odd_binding = True
            self.found.binds.add(node.rest.value)

    def visit_NamedExpr(self, node: cst.NamedExpr) -> None:
        self.found.odd_binding = True

    def visit_Await(self, node: cst.Await) -> None:
        self.found.awaits |= not self.depth

    def visit_Yield(self, node: cst.Yield) -> None:
        self.found.yields |= not self.depth

    def visit_Return(self, node: cst.Return) -> None:
        self.found.jumps |= not self.depth

    def visit_Break(self, node: cst.Break) -> None:
        self.found.jumps |= not self.depth

    def visit_Continue(self, node: cst.Continue) -> None:
        self.found.jumps |= not self.depth

    def visit_SimpleString(self, node: cst.SimpleString) -> None:
        value = node.evaluated_value
        if isinstance(value, str):
            self.found.strings.update((value, *value.split()))

    def visit_FormattedStringText(self, node: cst.FormattedStringText) -> None:
        self.found.strings.update(node.value.split())

    def visit_AssignTarget(self, node: cst.AssignTarget) -> None:
        self._change_targets(node.target)

    def visit_AnnAssign(self, node: cst.AnnAssign) -> None:
        if node.value is not None:
            self._change_targets(node.target)

    def visit_AugAssign(self, node: cst.AugAssign) -> None:
        root = self.method.root(node.target)
        if root is not None:
            self.found.reads.add(root)
            self.found.changes.add(root)

    def visit_Del(self, node: cst.Del) -> None:
        self._change_targets(node.target)

    def visit_For(self, node: cst.For) -> None:
        source = self.method.root(node.iter)
        if source is not None:
            targets = {
                part.value for part in target_parts(node.target) if isinstance(part, cst.Name)
            }
            self.loops.append((targets, source))

    def visit_Expr(self, node: cst.Expr) -> None:
        value = node.value.expression if isinstance(node.value, cst.Await) else node.value
        if not isinstance(value, cst.Call) or vocabulary.logs(dotted(value.func)):
            return
        if isinstance(value.func, cst.Attribute):
            self._add_root(self.found.touches, value.func.value)
        whole = vocabulary.changes_argument(dotted(value.func))
        for arg in value.args:
            if isinstance(arg.value, cst.Name | cst.Attribute):
                self._add_root(self.found.changes if whole else self.found.touches, arg.value)

    def visit_Call(self, node: cst.Call) -> None:
        self.found.calls.append(node)
        if not isinstance(node.func, cst.Attribute):
            return
        if vocabulary.changes(node.func.attr.value):
            self._add_root(self.found.changes, node.func.value)
        facts = self.method.facts
        if facts is not None and self.method.is_receiver(node.func.value):
            read, stored = facts.touched_by(node.func.attr.value)
            self.found.reads.update(f"{SELF}.{name}" for name in read)
            self.found.binds.update(f"{SELF}.{name}" for name in stored)

    def _visit_nested(self, *parts: cst.CSTNode) -> None:
        self.depth += 1
        for part in parts:
            part.visit(self)
        self.depth -= 1

    def _bind(self, name: str) -> None:
        if not self.depth:
            self.found.binds.add(name)

    def _note(self, variable: str, context: ExpressionContext | None) -> None:
        if context is ExpressionContext.STORE:
            self.found.binds.add(variable)
        elif context is ExpressionContext.DEL:
            self.found.deletes.add(variable)
        else:
            self.found.reads.add(variable)

    def _note_foreign(self, node: cst.Name) -> None:
        scope = self.method.scopes.get(node)
        homes = [found.scope for found in scope[node.value]] if scope is not None else []
        inner = [home for home in homes if isinstance(home, LocalScope)]
        if inner:
            self.pending.extend((node, home) for home in inner)
        else:
            self.found.modules.add(node.value)

    def _change_targets(self, target: cst.CSTNode) -> None:
        for part in target_parts(target):
            if isinstance(part, cst.Subscript) or (
                isinstance(part, cst.Attribute) and not self.method.is_receiver(part.value)
            ):
                self._add_root(self.found.changes, part.value)

    def _add_root(self, to: set[str], node: cst.CSTNode) -> None:
        root = self.method.root(node)
        if root is not None:
            to.add(root)
        elif to is self.found.changes:
            while isinstance(node, cst.Attribute | cst.Subscript):
                node = node.value
            if isinstance(node, cst.Name) and self.method.variable(node) is None:
                self.found.module_changes.add(node.value)
