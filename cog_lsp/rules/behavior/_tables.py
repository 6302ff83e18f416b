"""Which dictionaries predictions add entries to, and what keeps those from growing for ever."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cog_lsp.project import Project
from cog_lsp.project.behavior import Frame, Phase, Value, trace_of
from cog_lsp.project.results import bindings_in, only_value
from cog_lsp.rules.behavior._shared import named_last
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts

_TAKES_OUT = frozenset(("pop", "popitem", "clear", "remove", "discard"))
_STARTING = ("__init__", "setup", "__post_init__")


@dataclass(frozen=True, slots=True)
class Addition:
    """``table`` gets an entry at ``place``, under ``key``, which is written as ``node``."""

    frame: Frame
    table: py.Expr
    key: Value
    node: py.Expr
    place: py.Expr


def additions(project: Project) -> Iterator[Addition]:
    """What predictions add to dictionaries, by an assignment or a method."""
    trace = trace_of(project)
    for item in trace.items:
        if item.phase is Phase.PREDICT:
            table, node = py.unparen(item.node.value), item.node.indexes[0]
            yield Addition(item.frame, table, item.key, node, item.node)
    for call in trace.calls:
        func = py.unparen(call.node.func)
        if call.phase is not Phase.PREDICT or not isinstance(func, py.Attribute) or not call.args:
            continue
        first = py.unparen(call.args[0].node.value)
        if func.attr == "update" and isinstance(first, py.Dict) and len(first.keys) == 1:
            key = first.keys[0]
            if key is not None:
                yield Addition(call.frame, func.value, call.args[0].value, key, func)
        elif func.attr == "setdefault":
            yield Addition(call.frame, func.value, call.args[0].value, first, func)


def is_checked(addition: Addition) -> bool:
    """Whether there may be few keys only, as far as the function that adds one knows.

    A test there asks whether the key is one of few, or the key is the answer to a question.
    """
    function, key = addition.frame.function, addition.node
    if function is None or not _is_open(function, key, depth=3):
        return True
    name, table = py.dotted(key), py.dotted(addition.table)
    return name is not None and any(
        isinstance(node, py.Compare)
        and py.dotted(node.operands[0]) == name
        and any(py.dotted(other) != table for other in node.operands[1:])
        for node in py.walk(function.node)
    )


def _is_open(function: FunctionFacts, key: py.Expr, depth: int) -> bool:
    """Whether a key is what it is made of, and not the answer to a question about that."""
    key = py.unparen(key)
    match key:
        case py.Constant():
            return True
        case py.FString():
            parts = [part for part in key.parts if isinstance(part, py.Expr)]
            return all(_is_open(function, part, depth) for part in parts)
        case py.Sequence():
            return all(_is_open(function, item, depth) for item in key.items)
        case py.BinOp():
            return key.op == "+" and all(
                _is_open(function, side, depth) for side in (key.left, key.right)
            )
        case py.Call():
            return py.dotted(key.func) in ("str", "hash", "tuple") and all(
                _is_open(function, arg.value, depth) for arg in key.args
            )
        case py.Name() if depth > 0:
            return _is_name_open(function, key, depth)
        case _:
            return False


def _is_name_open(function: FunctionFacts, key: py.Name, depth: int) -> bool:
    bindings = bindings_in(function)
    if key.id in {param.name for param in function.node.params}:
        return len(bindings[key.id]) == 1
    value = only_value(bindings, key.id)
    return value is not None and _is_open(function, value, depth - 1)


def is_limited(project: Project, attr: str) -> bool:
    """Whether code anywhere takes entries out of ``attr``, makes it anew or asks for its length."""
    for facts in project.python.values():
        for node in py.walk(facts.tree):
            tables: tuple[py.Expr, ...] = ()
            if isinstance(node, py.Delete):
                tables = tuple(t.value for t in node.targets if isinstance(t, py.Subscript))
            elif isinstance(node, py.Call):
                if isinstance(node.func, py.Attribute) and node.func.attr in _TAKES_OUT:
                    tables = (node.func.value,)
                elif py.dotted(node.func) == "len":
                    tables = tuple(arg.value for arg in node.args)
            if any(named_last(table) == attr for table in tables):
                return True
        for function in facts.functions.values():
            if function.name not in _STARTING and any(
                isinstance(node, py.Assign) and any(named_last(t) == attr for t in node.targets)
                for node in py.walk(function.node)
            ):
                return True
    return False
