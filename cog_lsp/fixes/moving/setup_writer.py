"""Writes setup(): appends to the one that is there, or makes one where authors put it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import libcst as cst

from cog_lsp.fixes.moving.layout import (
    BLANK,
    Statement,
    comments_in,
    leading_of,
    split_leading,
)
from cog_lsp.fixes.moving.setup_view import SetupView
from cog_lsp.fixes.moving.site import Site


def extended_setup(
    setup: cst.FunctionDef,
    statements: Sequence[Statement],
    indent: str | None,
    awaits: bool,
) -> cst.FunctionDef:
    """``setup`` with ``statements`` at its end, before a bare return that ends it."""
    block = _as_block(setup.body, indent)
    body = cast("list[Statement]", list(block.body))
    waiting = _take_fillers(body)
    ending: list[Statement] = []
    footer: Sequence[cst.EmptyLine] = block.footer
    if body and _is_bare_return(body[-1]):
        ending = [body.pop()]
    else:
        waiting += _without_outer_blanks(footer)
        footer = ()
    added = list(statements)
    if any(line.comment for line in waiting):
        lines = [*waiting, *leading_of(added[0])]
        added[0] = added[0].with_changes(leading_lines=lines)
    changed = setup.with_changes(
        body=block.with_changes(body=[*body, *added, *ending], footer=footer)
    )
    if awaits and setup.asynchronous is None:
        changed = changed.with_changes(asynchronous=cst.Asynchronous())
    return changed


def new_setup(
    site: Site, view: SetupView, statements: Sequence[Statement], receiver: str, awaits: bool
) -> cst.FunctionDef:
    """A setup() of ``statements``, after the inherited one if there is one."""
    inherited = view.inherited
    body = list(statements)
    parameters = [cst.Param(cst.Name(receiver))]
    is_async = awaits or (inherited is not None and inherited.is_async)
    if inherited is not None:
        arguments = []
        if inherited.takes_weights:
            parameters.append(_weights_parameter(view))
            arguments.append(cst.Arg(cst.Name("weights")))
        parent = cst.Attribute(cst.Call(cst.Name("super")), cst.Name("setup"))
        call: cst.BaseExpression = cst.Call(parent, arguments)
        if inherited.is_async:
            call = cst.Await(call)
        body.insert(0, cst.SimpleStatementLine([cst.Expr(call)]))
    block = site.method.body
    indent = block.indent if isinstance(block, cst.IndentedBlock) else None
    return cst.FunctionDef(
        name=cst.Name("setup"),
        params=cst.Parameters(params=parameters),
        body=cst.IndentedBlock(body, indent=indent),
        returns=cst.Annotation(cst.Name("None")),
        asynchronous=cst.Asynchronous() if is_async else None,
    )


def insert_setup(
    original: cst.ClassDef, updated: cst.ClassDef, setup: cst.FunctionDef, indent: str | None
) -> cst.ClassDef:
    """The class with ``setup`` before its first method that is no special one."""
    block = _as_block(updated.body, indent)
    updated = updated.with_changes(body=block)
    body = cast("list[Statement]", list(block.body))
    index = len(body)
    for number, statement in enumerate(original.body.body):
        if isinstance(statement, cst.FunctionDef) and not statement.name.value.startswith("__"):
            index = number
            break
    if index == len(body):
        comments = _take_fillers(body)
        apart = [BLANK] if body else []
        return _with_body(updated, [*body, setup.with_changes(leading_lines=[*apart, *comments])])
    following = body[index]
    assert isinstance(following, cst.FunctionDef)
    above, own = split_leading(following.leading_lines)
    blanks = len(above) if above and all(line.comment is None for line in above) else 1
    if index and not above:
        above = [BLANK]
    apart = [BLANK] * (blanks if index else 1)
    body[index] = following.with_changes(leading_lines=[*apart, *own])
    body.insert(index, setup.with_changes(leading_lines=above))
    return _with_body(updated, body)


def _with_body(definition: cst.ClassDef, body: Sequence[cst.CSTNode]) -> cst.ClassDef:
    return definition.with_changes(body=definition.body.with_changes(body=body))


def _weights_parameter(view: SetupView) -> cst.Param:
    """The base's own parameter where this file shows it, else one that may be left out."""
    if view.base is not None:
        for param in [*view.base.params.params, *view.base.params.kwonly_params]:
            if param.name.value == "weights":
                return param.with_changes(comma=cst.MaybeSentinel.DEFAULT)
    bare = cst.SimpleWhitespace("")
    return cst.Param(
        cst.Name("weights"), default=cst.Name("None"), equal=cst.AssignEqual(bare, bare)
    )


def _as_block(suite: cst.BaseSuite, indent: str | None) -> cst.IndentedBlock:
    """A suite on the line of its ``def`` as an indented block, its comment kept."""
    if isinstance(suite, cst.IndentedBlock):
        return suite
    assert isinstance(suite, cst.SimpleStatementSuite)
    line = cst.SimpleStatementLine(suite.body, trailing_whitespace=suite.trailing_whitespace)
    return cst.IndentedBlock([line], indent=indent)


def _take_fillers(body: list[Statement]) -> list[cst.EmptyLine]:
    """Take ``pass`` and ``...`` out of a body that says nothing else; gives their comments."""
    lines: list[cst.EmptyLine] = []
    if all(map(_says_nothing, body)):
        for filler in [line for line in body if _is_filler(line)]:
            lines += leading_of(filler)
            lines += comments_in(filler.with_changes(leading_lines=()))
            body.remove(filler)
    return lines if any(line.comment for line in lines) else []


def _is_filler(statement: cst.BaseStatement) -> bool:
    """Whether a statement is only ``pass`` or ``...``."""
    return isinstance(statement, cst.SimpleStatementLine) and all(
        isinstance(small, cst.Pass)
        or (isinstance(small, cst.Expr) and isinstance(small.value, cst.Ellipsis))
        for small in statement.body
    )


def _says_nothing(statement: cst.BaseStatement) -> bool:
    if _is_filler(statement):
        return True
    return isinstance(statement, cst.SimpleStatementLine) and all(
        isinstance(small, cst.Expr) and isinstance(small.value, cst.BaseString)
        for small in statement.body
    )


def _is_bare_return(statement: cst.BaseStatement) -> bool:
    if not isinstance(statement, cst.SimpleStatementLine) or len(statement.body) != 1:
        return False
    last = statement.body[0]
    return isinstance(last, cst.Return) and (
        last.value is None or (isinstance(last.value, cst.Name) and last.value.value == "None")
    )


def _without_outer_blanks(lines: Sequence[cst.EmptyLine]) -> list[cst.EmptyLine]:
    kept = list(lines)
    while kept and kept[-1].comment is None:
        kept.pop()
    return kept if any(line.comment for line in kept) else []
