"""Questions about a single expression that need no scope: its dotted name, its parts, its kind."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst


def dotted(node: cst.CSTNode) -> str:
    """``a.b.c`` for a chain of attributes on a name (subscripts left out), else the part known."""
    if isinstance(node, cst.Name):
        return node.value
    if isinstance(node, cst.Attribute):
        head = dotted(node.value)
        return f"{head}.{node.attr.value}" if head else node.attr.value
    if isinstance(node, cst.Subscript):
        return dotted(node.value)
    if isinstance(node, cst.Call):
        return dotted(node.func)
    return ""


def target_parts(target: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The single targets of an assignment target: the elements of tuples and lists."""
    if isinstance(target, cst.Tuple | cst.List):
        for element in target.elements:
            yield from target_parts(element.value)
    else:
        yield target


def is_simple(value: cst.BaseExpression) -> bool:
    """Whether ``value`` is made of constants, names and operators alone: no call, no object."""
    if isinstance(value, cst.BaseNumber | cst.BaseString | cst.Name | cst.Ellipsis):
        return not isinstance(value, cst.FormattedString) or all(
            is_simple(part.expression)
            for part in value.parts
            if isinstance(part, cst.FormattedStringExpression)
        )
    if isinstance(value, cst.Attribute):
        return is_simple(value.value)
    if isinstance(value, cst.Subscript):
        return is_simple(value.value)
    if isinstance(value, cst.UnaryOperation):
        return is_simple(value.expression)
    if isinstance(value, cst.BinaryOperation | cst.BooleanOperation):
        return is_simple(value.left) and is_simple(value.right)
    if isinstance(value, cst.IfExp):
        return all(is_simple(part) for part in (value.test, value.body, value.orelse))
    if isinstance(value, cst.Comparison):
        return is_simple(value.left) and all(is_simple(c.comparator) for c in value.comparisons)
    if isinstance(value, cst.Tuple | cst.List | cst.Set):
        return all(is_simple(element.value) for element in value.elements)
    if isinstance(value, cst.Dict):
        return all(
            is_simple(element.value)
            and (not isinstance(element, cst.DictElement) or is_simple(element.key))
            for element in value.elements
        )
    return False


def is_immutable(value: cst.BaseExpression) -> bool:
    """Whether ``value`` is simple and gives something that nothing can change in place."""
    mutable = cst.List | cst.Set | cst.Dict | cst.Attribute | cst.Subscript
    return is_simple(value) and not isinstance(value, mutable)
