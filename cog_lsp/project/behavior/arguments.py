"""Which parameter, or which field, each argument of a call is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from cog_lsp.project.behavior.data import table
from cog_lsp.project.behavior.values import BoundArgument, Frame, Value
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import ClassFacts, FunctionFacts

ABSENT = Value()
"""What a parameter is that a call leaves to a default which is no constant."""


def bind(
    function: FunctionFacts, receiver: Value | None, args: tuple[BoundArgument, ...]
) -> dict[str, Value]:
    """The parameters of ``function`` with the values that a call gives them."""
    env: dict[str, Value] = {}
    params = [param for param in function.node.params if param.name]
    positional = [param for param in params if param.kind == "positional"]
    if receiver is not None and positional and not function.is_static:
        env[positional[0].name] = receiver
        positional = positional[1:]
    unpacked = [arg.value for arg in args if arg.name is None and arg.index is None]
    anything = Value().depending_on(unpacked).holding(unpacked) if unpacked else None
    for at, param in enumerate(positional):
        given = next((a for a in args if a.name == param.name or a.index == at), None)
        if given is not None:
            env[param.name] = given.value
        elif anything is not None:
            env[param.name] = anything
        elif isinstance(param.default, py.Constant):
            env[param.name] = Value(constant=param.default.value)
        else:
            env[param.name] = ABSENT
    named = {param.name for param in positional}
    rest = [
        a.value
        for a in args
        if (a.index is not None and a.index >= len(positional))
        or (a.name is not None and a.name not in named)
        or (a.index is None and a.name is None)
    ]
    for param in params:
        if param.kind in ("vararg", "kwarg"):
            env[param.name] = Value().depending_on(rest).holding(rest)
        if param.kind == "kwarg" and not unpacked:
            more = {a.name: a.value for a in args if a.name is not None and a.name not in named}
            env[param.name] = replace(env[param.name], fields=more)
    return env


def given_for(frame: Frame, name: str) -> py.Expr | None:
    """What the call that led to ``frame`` gives for the parameter ``name`` of its function."""
    function, call = frame.function, frame.call
    if function is None or call is None:
        return None
    by_name = call.keyword(name)
    if by_name is not None:
        return by_name
    names = [param.name for param in function.node.params if param.kind == "positional"]
    if frame.receiver is not None and not function.is_static:
        names = names[1:]
    return call.positional(names.index(name)) if name in names else None


def with_given(
    given: tuple[BoundArgument, ...], args: tuple[BoundArgument, ...]
) -> tuple[BoundArgument, ...]:
    """The arguments of a call of a ``functools.partial``, which has ``given`` some before."""
    if not given:
        return args
    count = sum(arg.name is None for arg in given)
    named = {arg.name for arg in args} - {None}
    kept = tuple(arg for arg in given if arg.name not in named)
    return (*kept, *moved_up(args, -count))


def moved_up(args: tuple[BoundArgument, ...], count: int) -> tuple[BoundArgument, ...]:
    """``args`` without the first ``count`` positional ones; a negative count makes room."""
    return tuple(
        arg if arg.index is None else replace(arg, index=arg.index - count)
        for arg in args
        if arg.index is None or arg.index >= count
    )


def factory_of(default: py.Expr) -> py.Expr | None:
    """The function that makes a field's default for each instance anew, if one does.

    It is named in ``field(default_factory=…)``, in ``attr.ib(factory=…)`` or ``attr.Factory(…)``.
    """
    if not isinstance(default, py.Call):
        return None
    factory = default.keyword("default_factory") or default.keyword("factory")
    if factory is None and (py.dotted(default.func) or "").rpartition(".")[2] == "Factory":
        return default.positional(0)
    return factory


def record(args: Iterable[BoundArgument]) -> dict[str, Value]:
    """What a type that only keeps what it is given keeps: tables, and arguments by name."""
    fields: dict[str, Value] = {}
    for arg in args:
        if arg.name is not None:
            fields[arg.name] = arg.value
        else:
            fields |= table(arg.value) or {}
    return fields


def fields_given(ancestry: Sequence[ClassFacts], args: Iterable[BoundArgument]) -> dict[str, Value]:
    """The fields of a class without a constructor of its own, as those of a dataclass are given.

    ``ancestry``: the class and its bases, whose fields come first.
    """
    names = dict.fromkeys(name for cls in reversed(ancestry) for name in _fields(cls))
    order = tuple(names)
    fields: dict[str, Value] = {}
    for arg in args:
        if arg.name is not None:
            fields[arg.name] = arg.value
        elif arg.index is not None and arg.index < len(order):
            fields[order[arg.index]] = arg.value
        elif arg.node.star == "**":
            fields |= table(arg.value) or {}
    return fields


def _fields(cls: ClassFacts) -> Iterator[str]:
    for statement in cls.node.body:
        if isinstance(statement, py.Assign) and statement.annotation is not None:
            yield from (target.id for target in statement.targets if isinstance(target, py.Name))
