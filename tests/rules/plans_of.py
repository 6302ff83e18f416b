"""Which plans a rule can make, read from its code without running it."""

from __future__ import annotations

import dis
import inspect
from collections.abc import Iterator
from functools import cache
from types import CodeType, FunctionType

from cog_lsp.rules.plan import Plan
from cog_lsp.rules.rule import Rule

_ROOM = "cog_lsp.rules"


@cache
def plans_of(rule: Rule) -> frozenset[type[Plan]]:
    """The classes of plans that the check of ``rule`` names, or a function of the rules it calls.

    Annotations do not count: what a function may return is not what it makes.
    """
    return frozenset(thing for thing in _reached(rule.check) if _is_plan(thing))


def _reached(start: object) -> Iterator[object]:
    """What the code of the rules behind ``start`` names, near and far."""
    seen: set[int] = set()
    open_ = [start]
    while open_:
        thing = open_.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        yield thing
        if _is_plan(thing) or not str(getattr(thing, "__module__", "")).startswith(_ROOM):
            continue
        if isinstance(thing, FunctionType):
            open_ += [
                thing.__globals__[n] for n in _names(thing.__code__) if n in thing.__globals__
            ]
        elif inspect.isclass(thing):
            open_ += [member for member in vars(thing).values() if isinstance(member, FunctionType)]


@cache
def _names(code: CodeType) -> frozenset[str]:
    """The globals that ``code`` reads, in nested functions as well."""
    inner = (_names(constant) for constant in code.co_consts if isinstance(constant, CodeType))
    steps = dis.get_instructions(code)
    return frozenset(s.argval for s in steps if s.opname == "LOAD_GLOBAL").union(*inner)


def _is_plan(thing: object) -> bool:
    return inspect.isclass(thing) and issubclass(thing, Plan)
