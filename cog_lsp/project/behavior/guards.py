"""Reading conditions: what a test says of the code behind it."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from cog_lsp.syntax import python_tree as py

# Asked of the machine, not of the request: the same answer for the life of the container.
_AVAILABILITY = frozenset(
    (
        "torch.cuda.is_available",
        "torch.backends.mps.is_available",
        "torch.cuda.is_bf16_supported",
        "torch.cuda.device_count",
    )
)
_TRANSPARENT_DECORATORS = frozenset(
    (
        "staticmethod",
        "classmethod",
        "property",
        "abstractmethod",
        "override",
        "contextmanager",
        "asynccontextmanager",
        "wraps",
        "inference_mode",
        "no_grad",
        "enable_grad",
        "autocast",
        "streaming",
        "concurrent",
        "overload",
        "final",
        "setter",
        "jit",
        "function",
        "compile",
        "profile",
        "timer",
        "timeit",
    )
)
_CACHE_WORDS = ("cache", "memo", "once", "singleton", "lazy")


def is_availability_test(name: str | None) -> bool:
    """Whether a call of ``name`` asks what the machine has."""
    return name in _AVAILABILITY


def decorator_passes_on(name: str) -> bool | None:
    """Whether a decorator lets each call through to the function's body, as its name tells.

    Known harmless ones do; whatever speaks of caching may not; ``None`` for a name that tells
    nothing.
    """
    last = name.rpartition(".")[2]
    if any(word in last.lower() for word in _CACHE_WORDS):
        return False
    return True if last in _TRANSPARENT_DECORATORS else None


def wrapper_passes_on(decorator: py.FunctionDef, given: frozenset[str] = frozenset()) -> bool:
    """Whether what this decorator makes calls the function that it was given, each time.

    That function is a parameter of the decorator, or of a function inside of it if the decorator
    takes arguments of its own. ``given``: the parameters of the functions around it.
    """
    own = frozenset(param.name for param in decorator.params if param.name)
    for statement in _certain(decorator.body):
        if isinstance(statement, py.FunctionDef):
            if wrapper_passes_on(statement, given | own):
                return True
        elif isinstance(statement, py.Return) and isinstance(statement.value, py.Name):
            if statement.value.id in own:
                return True  # the function itself
        elif _calls_one_of(statement, given):
            return True
    return False


def _calls_one_of(statement: py.Stmt, names: frozenset[str]) -> bool:
    nodes = list(py.walk_scope(statement))
    return not any(isinstance(node, py.IfExp | py.BoolOp) for node in nodes) and any(
        isinstance(node, py.Call) and isinstance(node.func, py.Name) and node.func.id in names
        for node in nodes
    )


def _certain(block: py.Block) -> Iterator[py.Stmt]:
    """The simple statements and definitions of a block that run whenever the block does."""
    for statement in block:
        if isinstance(statement, py.With | py.Try):
            yield from _certain(statement.body)
        elif not isinstance(statement, py.If | py.For | py.While | py.Match | py.ClassDef):
            yield statement
        if isinstance(statement, py.If | py.For | py.While | py.Match | py.Try) and any(
            isinstance(node, py.Return | py.Raise) for node in py.walk_scope(statement)
        ):
            return


def is_main_test(test: py.Expr) -> bool:
    """Whether ``test`` is ``__name__ == "__main__"``, which is false in the container."""
    test = py.unparen(test)
    return (
        isinstance(test, py.Compare)
        and test.ops == ("==",)
        and any(isinstance(o, py.Name) and o.id == "__name__" for o in test.operands)
    )


def leaves(block: py.Block) -> bool:
    """Whether control never falls through the end of ``block``."""
    for statement in block:
        if isinstance(statement, py.Return | py.Raise):
            return True
        if isinstance(statement, py.Simple) and statement.kind in ("break", "continue"):
            return True
        if isinstance(statement, py.If):
            found = leaves(statement.body) and leaves(statement.orelse)
        elif isinstance(statement, py.With):
            found = leaves(statement.body) and not _suppresses(statement)
        elif isinstance(statement, py.Try):
            handled = all(leaves(handler.body) for handler in statement.handlers)
            done = leaves(statement.body) or leaves(statement.orelse)
            found = leaves(statement.finalbody) or (done and handled)
        elif isinstance(statement, py.While):
            found = _is_endless(statement)
        elif isinstance(statement, py.Match):
            last = statement.cases[-1].patterns if statement.cases else ()
            # The wildcard alone, without a guard.
            is_full = len(last) == 1 and not tuple(py.children(last[0]))
            found = is_full and all(leaves(case.body) for case in statement.cases)
        else:
            found = False
        if found:
            return True
    return False


def _suppresses(statement: py.With) -> bool:
    """Whether a ``with`` is for going on after an error in it."""
    contexts = (item.context for item in statement.items)
    names = (py.dotted(call.func) or "" for call in contexts if isinstance(call, py.Call))
    return any(name.rpartition(".")[2] == "suppress" for name in names)


def _is_endless(loop: py.While) -> bool:
    """Whether nothing ends a loop but an error or a ``return``."""
    test = py.unparen(loop.test)
    return (
        isinstance(test, py.Constant)
        and bool(test.value)
        and not any(
            isinstance(node, py.Simple) and node.kind == "break"
            for statement in loop.body
            for node in py.walk_scope(statement)
        )
    )


def may_have_left(statement: py.Stmt) -> bool:
    """Whether a compound statement may end its function with a result, somewhere inside.

    An ``if`` whose own body leaves is no case of it: what stands behind that is its other branch.
    """
    if isinstance(statement, py.If):
        inside: py.Block = (*statement.body, *statement.orelse)
        return _returns(statement.orelse) if leaves(statement.body) else _returns(inside)
    if isinstance(statement, py.For | py.While | py.With | py.Try | py.Match):
        return _returns((statement,))
    return False


def _returns(block: py.Block) -> bool:
    for statement in block:
        for node in py.walk_scope(statement):
            if isinstance(node, py.FunctionDef | py.ClassDef):
                continue
            if isinstance(node, py.Return) and not isinstance(
                py.unparen(node.value) if node.value is not None else None,
                py.Constant | py.FString | None,
            ):
                return True
    return False


def refuses(block: py.Block) -> bool:
    """Whether ``block`` only turns a request away: it raises, or answers with something fixed.

    What stands behind such a block still happens in every prediction worth the name.
    """
    last = block[-1] if block else None
    if isinstance(last, py.Raise):
        return True
    return (
        isinstance(last, py.Return)
        and (last.value is None or isinstance(py.unparen(last.value), py.Constant | py.FString))
        and all(isinstance(s, py.ExprStmt | py.Return | py.Simple) for s in block)
    )


def compared(left: object, op: str, right: object) -> bool | None:
    """The outcome of comparing two known values; ``None`` if it is not told."""
    if isinstance(left, Enum) or isinstance(right, Enum):
        return None  # one of them is not known
    if op in ("==", "is", "!=", "is not"):
        return (left == right) == (op in ("==", "is"))
    if isinstance(left, str) and isinstance(right, str) and op in ("in", "not in"):
        return (left in right) == (op == "in")
    if isinstance(left, int | float) and isinstance(right, int | float):
        return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}.get(
            op
        )
    return None
