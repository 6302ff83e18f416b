"""Which dictionaries predictions add entries to, and what keeps those from growing for ever."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cog_lsp.project import Project
from cog_lsp.project.behavior import Frame, Phase, Value, trace_of
from cog_lsp.project.results import bindings_in, only_binding
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts

_TAKES_OUT = frozenset(("pop", "popitem", "clear", "remove", "discard"))
_STARTING = ("__init__", "setup", "__post_init__")


@dataclass(frozen=True, slots=True)
class Addition:
    """``table`` gets an entry under ``key``, at ``place``.

    ``is_checked``: a test asks of the key whether it is one of few, or the key is an answer to a
    question, of which there are two.
    """

    frame: Frame
    table: py.Expr
    key: Value
    place: py.Expr
    is_checked: bool


def additions(project: Project) -> Iterator[Addition]:
    """What predictions add to dictionaries, by an assignment or a method."""
    trace = trace_of(project)
    for item in trace.items:
        if item.phase is Phase.PREDICT:
            table, node = py.unparen(item.node.value), item.node.indexes[0]
            checked = _is_checked(item.frame, table, node)
            yield Addition(item.frame, table, item.key, item.node, checked)
    for call in trace.calls:
        func = py.unparen(call.node.func)
        if call.phase is not Phase.PREDICT or not isinstance(func, py.Attribute) or not call.args:
            continue
        first = call.args[0].node.value
        if func.attr == "setdefault":
            checked = _is_checked(call.frame, func.value, first)
            yield Addition(call.frame, func.value, call.args[0].value, func, checked)
        elif func.attr == "update" and isinstance(py.unparen(first), py.Dict):
            checked = any(
                key is None or not isinstance(key, py.Name) for key in _keys(py.unparen(first))
            )
            yield Addition(call.frame, func.value, call.args[0].value, func, checked)


def _keys(display: py.Expr) -> tuple[py.Expr | None, ...]:
    return display.keys if isinstance(display, py.Dict) else (None,)


def _is_checked(frame: Frame, table: py.Expr, key: py.Expr) -> bool:
    """Whether there may be few keys only, as far as the function that adds one knows."""
    function = frame.function
    if function is None or not _is_open(function, key, depth=3):
        return True
    name = py.dotted(key)
    for node in py.walk(function.node):
        if not isinstance(node, py.Compare) or py.dotted(node.operands[0]) != name or name is None:
            continue
        others = node.operands[1:]
        if any(py.dotted(other) != py.dotted(table) for other in others):
            return True
    return False


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
    binding = only_binding(bindings, key.id)
    if binding is None or binding.kind != "assign" or binding.value is None:
        return False
    return _is_open(function, binding.value, depth - 1)


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
            if any(_last(table) == attr for table in tables):
                return True
        for function in facts.functions.values():
            if function.name not in _STARTING and any(
                isinstance(node, py.Assign) and any(_last(t) == attr for t in node.targets)
                for node in py.walk(function.node)
            ):
                return True
    return False


def _last(expr: py.Expr) -> str:
    return (py.dotted(py.unparen(expr)) or "").rpartition(".")[2]
