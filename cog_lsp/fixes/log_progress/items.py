"""Where the progress values of a plan stand in the source, and what each stands in.

A value is a statement of its own (``yield X``, ``outputs.append(X)``) or one element of a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from cog_lsp.fixes.log_progress.tree import Tree, code, last_name
from cog_lsp.text import Span

_STATEMENTS_WITH_A_LIST = (cst.Expr, cst.Assign, cst.AnnAssign, cst.AugAssign, cst.Return)
_HOLDERS_OF_A_LIST = (cst.List, cst.Arg, cst.Call, cst.BinaryOperation)
_ADDERS = {"append", "appendleft", "insert"}
_MADE_ELSEWHERE = (cst.GeneratorExp, cst.ListComp, cst.SetComp)


class NoItemError(ValueError):
    """A value of the plan cannot be taken out; the text says why, for the reader."""


@dataclass(frozen=True)
class Item:
    """One progress value.

    ``region`` is what the report takes the place of; for an element it is empty and the report
    goes before ``statement``. ``source`` is the value with its own parentheses. ``layout`` is what
    stands between the parentheses that hold nothing but the value, so that lines and comments in
    there can be kept. ``inline`` is the lambda that the value stands in, whose body ``region`` is;
    one call has to do there.
    """

    value: cst.BaseExpression
    statement: cst.BaseSmallStatement
    region: Span
    source: Span
    layout: Span | None = None
    taken: cst.Yield | None = None
    element: cst.Element | None = None
    inline: cst.Lambda | None = None


def find_function(tree: Tree, name: str, items: tuple[Span, ...]) -> cst.FunctionDef:
    """The function of that qualified name, the one that holds all ``items`` if there are several.

    Raises :class:`NoItemError` when there is none.
    """
    wanted = name.replace(".<locals>", "")
    found = [
        node
        for node in tree.nodes
        if isinstance(node, cst.FunctionDef) and tree.qualified_name(node) == wanted
    ]
    if not found:
        raise NoItemError(f"the function {name} no longer exists in this file")
    for function in found:
        span = tree.span(function)
        if all(span.contains(item) for item in items):
            return function
    raise NoItemError(f"{name} no longer contains the progress values")


def find_items(tree: Tree, function: cst.FunctionDef, spans: tuple[Span, ...]) -> list[Item]:
    """The values that ``spans`` cover, in the order of the source.

    Raises :class:`NoItemError` for a value that is not there or cannot be taken out.
    """
    candidates = list(_candidates(tree, function))
    items = [_match(tree, span, candidates) for span in sorted(set(spans))]
    if not items:
        raise NoItemError("no progress value is named")
    return items


def _candidates(tree: Tree, function: cst.FunctionDef) -> Iterator[cst.CSTNode]:
    for node in tree.own(function):
        if isinstance(node, cst.Yield) and isinstance(node.value, cst.BaseExpression):
            yield node
    adders = _names_of_append(tree, function)
    for node in tree.inside(function.body):
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute | cst.Name):
            name = last_name(node)
            is_method = isinstance(node.func, cst.Attribute)
            adds = (name in _ADDERS if is_method else name in adders) and bool(node.args)
            if adds and all(argument.keyword is None for argument in node.args):
                yield node
        elif isinstance(node, cst.Element) and isinstance(tree.parent(node), cst.List):
            yield node


def _names_of_append(tree: Tree, function: cst.FunctionDef) -> set[str]:
    """The names that stand for a list's ``append``, as of ``emit = outputs.append``."""
    return {
        code(node.targets[0].target)
        for node in tree.own(function)
        if isinstance(node, cst.Assign)
        and isinstance(node.value, cst.Attribute)
        and node.value.attr.value == "append"
    }


def _match(tree: Tree, wanted: Span, candidates: list[cst.CSTNode]) -> Item:
    for node in candidates:
        value = _value(node)
        if value is None or not _covers(tree, value, wanted):
            continue
        if isinstance(node, cst.Yield):
            return _yielded(tree, node, value)
        if isinstance(node, cst.Call):
            return _appended(tree, node, value)
        if isinstance(node, cst.Element):
            return _listed(tree, node, value)
    for at in tree.nodes:
        if isinstance(at, _MADE_ELSEWHERE) and _covers(tree, at.elt, wanted):
            raise NoItemError(f"line {tree.line(at)} creates it in a comprehension; write a loop")
    raise NoItemError("a progress value is no longer where it was found")


def _value(node: cst.CSTNode) -> cst.BaseExpression | None:
    if isinstance(node, cst.Yield):
        return node.value if isinstance(node.value, cst.BaseExpression) else None
    if isinstance(node, cst.Call):
        return node.args[-1].value
    return node.value if isinstance(node, cst.Element) else None


def _covers(tree: Tree, value: cst.BaseExpression, wanted: Span) -> bool:
    """Whether ``wanted`` is ``value``, with or without the parentheses around it."""
    span = tree.span(value)
    if not span.overlaps(wanted):
        return False
    outer = Span(min(span.start, wanted.start), max(span.end, wanted.end))
    inner = Span(max(span.start, wanted.start), min(span.end, wanted.end))
    rest = tree.text[outer.start : inner.start] + tree.text[inner.end : outer.end]
    return re.fullmatch(r"(?:[\s()]|#[^\r\n]*)*", rest) is not None


def _yielded(tree: Tree, node: cst.Yield, value: cst.BaseExpression) -> Item:
    statement = tree.parent(node)
    if not isinstance(statement, cst.Expr):
        raise NoItemError(f"line {tree.line(node)} uses the value that the yield sends back")
    span = tree.span(node)
    start = span.start + len("yield")
    start += len(tree.text[start : span.end]) - len(tree.text[start : span.end].lstrip(" \t\\\r\n"))
    source = Span(start, span.end)
    plain = not isinstance(value, cst.Tuple | cst.GeneratorExp | cst.NamedExpr)
    layout = Span(source.start + 1, source.end - 1) if plain and len(value.lpar) == 1 else None
    return Item(value, statement, tree.span(statement), source, layout, taken=node)


def _appended(tree: Tree, node: cst.Call, value: cst.BaseExpression) -> Item:
    statement = tree.parent(node)
    if isinstance(statement, cst.Lambda):
        return _in_lambda(tree, node, value, statement)
    if not isinstance(statement, cst.Expr):
        raise NoItemError(f"line {tree.line(node)} uses the result of the call that adds the value")
    region, source = tree.span(statement), tree.span(node.args[-1])
    if len(node.args) > 1:
        if tree.has_comment(tree.span(statement)):
            raise NoItemError(f"line {tree.line(node)} has a comment inside the call")
        return Item(value, statement, region, source)
    opening = tree.span(node.func).end
    opening += tree.text[opening : source.start].index("(") + 1
    closing = tree.text.rindex(")", source.end, tree.span(node).end)
    return Item(value, statement, region, source, Span(opening, closing))


def _in_lambda(tree: Tree, node: cst.Call, value: cst.BaseExpression, inline: cst.Lambda) -> Item:
    for holder in tree.ancestors(inline):
        if isinstance(holder, cst.BaseSmallStatement):
            span = tree.span(node)
            return Item(value, holder, span, tree.span(value), inline=inline)
    raise NoItemError(f"line {tree.line(node)} has the value where it cannot be removed")


def _listed(tree: Tree, node: cst.Element, value: cst.BaseExpression) -> Item:
    for holder in tree.ancestors(node):
        if isinstance(holder, _STATEMENTS_WITH_A_LIST):
            start = tree.span(holder).start
            return Item(value, holder, Span(start, start), tree.span(value), element=node)
        if isinstance(holder, cst.From):
            raise NoItemError(f"line {tree.line(value)} passes on a whole list; yield its items")
        if not isinstance(holder, _HOLDERS_OF_A_LIST):
            break
    raise NoItemError(f"line {tree.line(value)} has the value where it cannot be removed")
