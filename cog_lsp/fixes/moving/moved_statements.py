# ruff: noqa: N802 - LibCST calls a visitor by the names of its nodes
"""The statements that moved, as they read in setup(): on self, under names that are free there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import libcst as cst

from cog_lsp.fixes.moving.gather import Selection
from cog_lsp.fixes.moving.holding import Holding
from cog_lsp.fixes.moving.layout import BLANK, Statement, leading_of, split_leading
from cog_lsp.fixes.moving.method_writer import attribute
from cog_lsp.fixes.moving.names import MethodNames
from cog_lsp.fixes.moving.naming import free_name
from cog_lsp.fixes.moving.remainder import DEFINITIONS
from cog_lsp.fixes.moving.scope import SELF
from cog_lsp.fixes.moving.setup_view import SetupView, same_code
from cog_lsp.fixes.moving.site import BlockedError, Site, Unit, units_of
from cog_lsp.fixes.python_edit import NodeT

_Piece = Unit | cst.BaseExpression


class MovedStatements:
    """Rewrites what moved for setup(). ``statements`` in order; ``written`` are their units.

    Raises :class:`BlockedError` when a name means something else in setup() and cannot be renamed.
    """

    def __init__(
        self,
        site: Site,
        names: MethodNames,
        selection: Selection,
        holding: Holding,
        setup: SetupView,
    ) -> None:
        self.site = site
        self.names = names
        self.selection = selection
        self.holding = holding
        self.setup = setup
        self.receiver = setup.receiver or names.receiver or SELF
        self.written: set[Unit] = set()
        self.locals: dict[str, str] = {}
        self._name_locals()
        self._refuse_hidden_names()
        self.statements: list[Statement] = self._nested(self._lines(), 0)

    def _pieces(self) -> list[_Piece]:
        """What moved, in source order, without what setup() has already."""
        found: list[_Piece] = [u for u in self.selection.units if not self._is_present(u)]
        expression = self.selection.anchor.expression
        if expression is not None and self.selection.anchor.unit not in self.holding.present:
            found.append(expression)
        return sorted(found, key=lambda piece: self.site.source.span_of(piece).start)

    def _is_present(self, unit: Unit) -> bool:
        if unit in self.holding.present:
            return True
        if isinstance(unit, cst.Import | cst.ImportFrom):
            bound = self.names.effects(unit).binds
            at_top = units_of(self.site.source.module)
            return self.setup.has(unit) or (
                not bound & self.setup.bound and any(same_code(unit, known) for known in at_top)
            )
        return False

    def _name_locals(self) -> None:
        read = {n for unit in self.selection.units for n in self.names.effects(unit).modules}
        taken = self.setup.mentioned | read
        for variable, binders in self.holding.binders.items():
            if variable in self.holding.attributes or all(map(self._is_present, binders)):
                continue
            if variable not in taken:
                continue
            if len(binders) == 1 and self.setup.has_only(binders[0], variable):
                self.holding.present.add(binders[0])
            elif any(
                isinstance(inner, DEFINITIONS) and variable in self.names.effects(inner).binds
                for unit in binders
                for inner in self.site.inside(unit)
            ):
                raise BlockedError(f"setup() uses the name `{variable}` for something else.")
            else:
                self.locals[variable] = free_name(variable, taken | set(self.holding.binders))

    def _refuse_hidden_names(self) -> None:
        at_top = units_of(self.site.source.module)
        for piece in self._pieces():
            effects = self.names.effects(piece)
            private = {"super", "__class__"} & effects.modules
            private |= {v for v in effects.reads if v.startswith(f"{SELF}.__")}
            if private and self.site.owner is not self.site.runner:
                raise BlockedError(
                    f"The load uses `{min(private)}`, which means something else in the setup() of"
                    f" `{self.site.runner.name.value}`."
                )
            for name in sorted(effects.modules & self.setup.bound):
                same = [known for known in self.setup.statements if _imports(known, name)]
                if not any(same_code(one, other) for one in same for other in at_top):
                    raise BlockedError(
                        f"setup() has its own `{name}`, which would hide the one the load uses."
                    )

    def _lines(self) -> list[tuple[tuple[cst.With, ...], Statement]]:
        """Every statement with the ``with`` statements that stay around it."""
        found: list[tuple[tuple[cst.With, ...], Statement]] = []
        done: set[cst.CSTNode] = set()
        for piece in self._pieces():
            unit = self.site.unit_of(piece)
            line = self.site.parents.get(unit)
            if piece is not self.selection.anchor.expression:
                self.written.add(unit)
            if line in done:
                continue
            statement, whole = self._statement(piece, unit)
            if whole is not None:
                done.add(whole)
            if self.holding.present and self.setup.has(statement):
                self.written.discard(unit)
                continue
            around = tuple(
                block
                for block in self.site.path(unit)
                if isinstance(block, cst.With) and block in self.selection.wrappers
            )
            found.append((around, statement))
        return found

    def _statement(
        self, piece: _Piece, unit: Unit
    ) -> tuple[Statement, cst.SimpleStatementLine | None]:
        if isinstance(piece, cst.BaseExpression):
            assert self.holding.expression is not None
            value = _in_parentheses(self._rewritten(piece))
            target = cst.AssignTarget(attribute(self.receiver, self.holding.expression))
            return cst.SimpleStatementLine([cst.Assign([target], value)]), None
        if isinstance(piece, cst.BaseCompoundStatement):
            lines = [] if unit in self.holding.remainder.copied else self._lines_above(piece, unit)
            return self._rewritten(piece).with_changes(leading_lines=lines), None
        line = self.site.parents.get(unit)
        if isinstance(line, cst.SimpleStatementLine) and self._moves_whole(line):
            lines = self._lines_above(line, unit)
            return self._rewritten(line).with_changes(leading_lines=lines), line
        small = self._rewritten(piece).with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
        return cst.SimpleStatementLine([small]), None

    def _moves_whole(self, line: cst.SimpleStatementLine) -> bool:
        return all(
            unit in self.holding.remainder.gone
            and unit not in self.holding.remainder.copied
            and not self._is_present(unit)
            for unit in line.body
        )

    def _lines_above(self, statement: Statement, unit: Unit) -> list[cst.EmptyLine]:
        """The statement's own comment, and a blank line where it followed another one's."""
        stay, own = split_leading(leading_of(statement))
        place = self.site.units[unit]
        follows = place.index > 0 and place.siblings[place.index - 1] in self.written
        apart = bool(stay) and not any(line.comment for line in stay)
        return [BLANK, *own] if follows and apart else own

    def _rewritten(self, node: NodeT) -> NodeT:
        renamed: dict[cst.CSTNode, cst.BaseExpression] = {}
        effects = [self.names.effects(node)]
        if isinstance(node, cst.SimpleStatementLine):
            effects = [self.names.effects(small) for small in node.body]
        for effect in effects:
            for name, variable in effect.names:
                if variable in self.holding.attributes:
                    if not self.names.sees_receiver(name):
                        raise BlockedError(
                            f"`{self.names.receiver}` means something else where"
                            f" `{name.value}` is used."
                        )
                    held = self.holding.attributes[variable]
                    renamed[name] = attribute(self.receiver, held, name)
                elif variable in self.locals:
                    renamed[name] = name.with_changes(value=self.locals[variable])
            for name in effect.receivers:
                renamed[name] = name.with_changes(value=self.receiver)
        return cast("NodeT", node.visit(_Renaming(renamed)))

    def _nested(
        self, lines: Sequence[tuple[tuple[cst.With, ...], Statement]], depth: int
    ) -> list[Statement]:
        """The statements, each inside the ``with`` statements that belong around it."""
        found: list[Statement] = []
        index = 0
        while index < len(lines):
            around, statement = lines[index]
            if len(around) == depth:
                found.append(statement)
                index += 1
                continue
            block, end = around[depth], index
            while end < len(lines) and lines[end][0][depth : depth + 1] == (block,):
                end += 1
            found.append(self._wrapper(block, self._nested(lines[index:end], depth + 1)))
            index = end
        return found

    def _wrapper(self, block: cst.With, body: Sequence[Statement]) -> cst.With:
        items = self.selection.wrappers[block]
        kept = [item for item in block.items if item in items]
        changed = [self._rewritten(item) for item in kept]
        first = body[0].with_changes(
            leading_lines=[line for line in leading_of(body[0]) if line.comment is not None]
        )
        old = block.body
        indent = old.indent if isinstance(old, cst.IndentedBlock) else None
        leaves = self.holding.leaves(block)
        header = (
            old.header
            if leaves and isinstance(old, cst.IndentedBlock)
            else cst.TrailingWhitespace()
        )
        new = block.with_changes(
            body=cst.IndentedBlock([first, *body[1:]], header=header, indent=indent),
            leading_lines=split_leading(block.leading_lines)[1] if leaves else [],
        )
        if len(changed) == len(block.items):
            return new.with_changes(items=changed)
        plain = [item.with_changes(comma=cst.MaybeSentinel.DEFAULT) for item in changed]
        default = cst.MaybeSentinel.DEFAULT
        return new.with_changes(items=plain, lpar=default, rpar=default)


class _Renaming(cst.CSTTransformer):
    def __init__(self, renamed: dict[cst.CSTNode, cst.BaseExpression]) -> None:
        super().__init__()
        self.renamed = renamed

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        return self.renamed.get(original_node, updated_node)


def _in_parentheses(value: cst.BaseExpression) -> cst.BaseExpression:
    """``value``, in parentheses if it runs over several lines that only others held together."""
    try:
        cst.parse_expression(cst.Module([]).code_for_node(value))
    except cst.ParserSyntaxError:
        return value.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return value


def _imports(unit: Unit, name: str) -> bool:
    if not isinstance(unit, cst.Import | cst.ImportFrom) or isinstance(unit.names, cst.ImportStar):
        return False
    return any(
        name == (alias.evaluated_alias or alias.evaluated_name.partition(".")[0])
        for alias in unit.names
    )
