# ruff: noqa: N802 - LibCST calls a visitor by the names of its nodes
"""Writes the method without what moved: uses go through self, empty blocks go away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import cast

import libcst as cst

from cog_lsp.fixes.moving.gather import Selection
from cog_lsp.fixes.moving.holding import Holding
from cog_lsp.fixes.moving.layout import BlockBuilder, Statement, comments_in, leading_of
from cog_lsp.fixes.moving.names import MethodNames
from cog_lsp.fixes.moving.scope import SELF
from cog_lsp.fixes.moving.site import Site, Unit


def attribute(receiver: str, name: str, like: cst.BaseExpression | None = None) -> cst.Attribute:
    """``receiver.name``, in the parentheses that ``like`` stands in."""
    node = cst.Attribute(cst.Name(receiver), cst.Name(name))
    return node if like is None else node.with_changes(lpar=like.lpar, rpar=like.rpar)


def rewritten_method(
    site: Site,
    names: MethodNames,
    selection: Selection,
    holding: Holding,
    written: Collection[Unit],
) -> cst.FunctionDef:
    """The method as it is after the move.

    ``written`` are the units whose text, comments included, is found in setup() now.
    """
    writer = _MethodWriter(site, names, selection, holding, written)
    return cast("cst.FunctionDef", site.method.visit(writer))


class _MethodWriter(cst.CSTTransformer):
    def __init__(
        self,
        site: Site,
        names: MethodNames,
        selection: Selection,
        holding: Holding,
        written: Collection[Unit],
    ) -> None:
        super().__init__()
        self.site = site
        self.holding = holding
        self.wrappers = selection.wrappers
        self.written = written
        self.receiver = names.receiver or SELF
        self.replaced: dict[cst.CSTNode, str] = {}
        aliased = {variable for group in holding.aliases.values() for variable in group}
        for variable, name in holding.attributes.items():
            if variable not in aliased:
                self.replaced.update((node, name) for node in holding.remainder.naming(variable))
        expression = selection.anchor.expression
        self.expression = expression
        if expression is not None and holding.expression is not None:
            self.replaced[expression] = holding.expression

    def on_visit(self, node: cst.CSTNode) -> bool:
        gone = node in self.holding.remainder.gone and node not in self.holding.remainder.copied
        return not gone and node is not self.expression and super().on_visit(node)

    def on_leave(  # type: ignore[override]
        self, original_node: cst.CSTNode, updated_node: cst.CSTNode
    ) -> cst.CSTNode | cst.RemovalSentinel | cst.FlattenSentinel[cst.CSTNode]:
        name = self.replaced.get(original_node)
        if name is not None:
            like = original_node if isinstance(original_node, cst.Name) else None
            return attribute(self.receiver, name, like)
        return super().on_leave(original_node, updated_node)

    def leave_Del(self, original_node: cst.Del, updated_node: cst.Del) -> cst.Del:
        names = self.holding.trimmed.get(original_node)
        target = original_node.target
        if names is None or not isinstance(target, cst.Tuple):
            return updated_node
        left = [
            element
            for element in target.elements
            if not (isinstance(element.value, cst.Name) and element.value.value in names)
        ]
        if len(left) == 1:
            return updated_node.with_changes(target=left[0].value)
        last = left[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        return updated_node.with_changes(target=target.with_changes(elements=[*left[:-1], last]))

    def leave_With(self, original_node: cst.With, updated_node: cst.With) -> cst.With:
        """Leave out what was only opened for the load."""
        moved = self.wrappers.get(original_node, [])
        kept = [
            new
            for old, new in zip(original_node.items, updated_node.items, strict=True)
            if old not in moved or not self.holding.is_unused(old)
        ]
        if not kept or len(kept) == len(original_node.items):
            return updated_node
        last = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        return updated_node.with_changes(items=[*kept[:-1], last])

    def leave_IndentedBlock(
        self, original_node: cst.IndentedBlock, updated_node: cst.IndentedBlock
    ) -> cst.IndentedBlock:
        builder = BlockBuilder()
        for old, new in zip(original_node.body, updated_node.body, strict=True):
            if isinstance(old, cst.SimpleStatementLine):
                self._add_line(builder, old, cst.ensure_type(new, cst.SimpleStatementLine))
            else:
                self._add_block(
                    builder,
                    cast("cst.BaseCompoundStatement", old),
                    cast("cst.BaseCompoundStatement", new),
                )
        if not builder.body and not self._may_be_empty(original_node):
            builder.keep(cst.SimpleStatementLine([cst.Pass()], leading_lines=builder.comments()))
        return updated_node.with_changes(
            body=builder.body, footer=builder.finish(updated_node.footer)
        )

    def leave_SimpleStatementSuite(
        self, original_node: cst.SimpleStatementSuite, updated_node: cst.SimpleStatementSuite
    ) -> cst.SimpleStatementSuite:
        left: list[cst.BaseSmallStatement] = []
        for old, new in zip(original_node.body, updated_node.body, strict=True):
            left += self._aliases(old)
            if not self.holding.leaves(old) and old not in self.holding.aliases:
                left.append(new)
        if not left and not self._may_be_empty(original_node):
            left.append(cst.Pass())
        return updated_node.with_changes(body=_separated(left))

    def _add_line(
        self,
        builder: BlockBuilder,
        old: cst.SimpleStatementLine,
        new: cst.SimpleStatementLine,
    ) -> None:
        kept = [
            small
            for unit, small in zip(old.body, new.body, strict=True)
            if unit not in self.holding.aliases and not self.holding.leaves(unit)
        ]
        aliases = [alias for unit in old.body for alias in self._aliases(unit)]
        if len(kept) == len(old.body):
            builder.keep(new)
            return
        if kept:
            builder.keep(new.with_changes(body=_separated([*aliases, *kept])))
            return
        moved = any(unit in self.written for unit in old.body)
        comments = [] if moved else comments_in(old.with_changes(leading_lines=()))
        builder.leave_out(old.leading_lines, comments, moved)
        for alias in aliases:
            builder.keep(cst.SimpleStatementLine([alias]))

    def _add_block(
        self,
        builder: BlockBuilder,
        old: cst.BaseCompoundStatement,
        new: cst.BaseCompoundStatement,
    ) -> None:
        aliases = self._aliases(old)
        if not aliases and not self.holding.leaves(old):
            if isinstance(old, cst.With) and self._served_only_the_load(old):
                self._unwrap(builder, new)
            else:
                builder.keep(new)
            return
        if isinstance(old, cst.With) and old not in self.holding.remainder.gone:
            moved, body = old in self.wrappers, new.body
            if moved and isinstance(body, cst.IndentedBlock):
                body = body.with_changes(header=cst.TrailingWhitespace())
            comments = comments_in(body)
        else:
            moved = old in self.written
            comments = [] if moved else comments_in(old.with_changes(leading_lines=()))
        builder.leave_out(leading_of(old), comments, moved)
        for alias in aliases:
            builder.keep(cst.SimpleStatementLine([alias]))

    def _served_only_the_load(self, block: cst.With) -> bool:
        """Whether all that a ``with`` opened is used by nothing that stays in it."""
        moved = self.wrappers.get(block, [])
        return isinstance(block.body, cst.IndentedBlock) and all(
            item in moved and self.holding.is_unused(item) for item in block.items
        )

    def _unwrap(self, builder: BlockBuilder, block: cst.BaseCompoundStatement) -> None:
        """Keep the statements of a ``with`` without it."""
        body = cst.ensure_type(block.body, cst.IndentedBlock)
        builder.leave_out(leading_of(block), comments_in(body.header), moved=False)
        for statement in body.body:
            builder.keep(cast("Statement", statement))
        builder.leave_out(body.footer, moved=False)

    def _aliases(self, unit: Unit) -> list[cst.BaseSmallStatement]:
        return [
            cst.Assign(
                [cst.AssignTarget(cst.Name(variable))],
                attribute(self.receiver, self.holding.attributes[variable]),
            )
            for variable in self.holding.aliases.get(unit, ())
        ]

    def _may_be_empty(self, suite: cst.BaseSuite) -> bool:
        """Whether the block around ``suite`` goes away with it."""
        parent = self.site.parents.get(suite)
        return isinstance(parent, cst.With) and self.holding.leaves(parent)


def _separated(smalls: Sequence[cst.BaseSmallStatement]) -> list[cst.BaseSmallStatement]:
    """Statements that share a line, the last without a semicolon."""
    if not smalls:
        return []
    last = smalls[-1].with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
    return [*smalls[:-1], last]
