"""What an expression of constants comes to, without running anything.

Only what gives the same value wherever and whenever it is run: literals, constants of the module
that are bound once, and a few operations and methods of built-in types on them.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping
from typing import Any

from cog_lsp.fixes.interface.enumerations import Enumeration, Member, enumeration
from cog_lsp.project import Project
from cog_lsp.project.project import module_candidates
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import ImportTarget, PythonFacts

TYPE_NAMES: Mapping[type, str] = {bool: "bool", int: "int", float: "float", str: "str"}
"""The values that tell their type as an annotation."""

_MAX_ITEMS = 500
_BINARY: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
}
_UNARY: Mapping[str, Callable[[Any], Any]] = {"-": operator.neg, "+": operator.pos}
_CALLS: Mapping[str, Callable[..., Any]] = {
    "list": list,
    "tuple": tuple,
    "sorted": sorted,
    "len": len,
    "min": min,
    "max": max,
    "int": int,
    "float": float,
    "str": str,
    "range": range,
    "list.copy": list,
    "dict.keys": dict.keys,
    "dict.values": dict.values,
}


class NotConstantError(Exception):
    """The expression is not made of constants alone."""


def evaluate(facts: PythonFacts, expr: py.Expr, project: Project | None = None) -> Any:
    """The value of ``expr`` in the file of ``facts``; raises :class:`NotConstantError`.

    Constants that are imported are followed into the files of ``project``, if that is given.
    """
    return _Evaluation(facts, project).value(expr, {}, 12)


def literal(value: object) -> str:
    """``value`` as a literal that Cog reads; raises :class:`NotConstantError` if it has none."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(literal(item) for item in value)}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{literal(key)}: {literal(item)}' for key, item in value.items())}}}"
    if isinstance(value, str):
        text = _quoted(value)
        if text is None:
            raise NotConstantError("Cog does not decode escapes, and the string needs one")
        return text
    if isinstance(value, float) and not math.isfinite(value):
        raise NotConstantError(f"{value} cannot be written in JSON")
    if value is None or isinstance(value, bool | int | float):
        return repr(value)
    if isinstance(value, Member):
        raise NotConstantError(f"`{value.name}` is a member of an enumeration, not its value")
    raise NotConstantError(f"{type(value).__name__} is not a type of literal that Cog reads")


def _quoted(text: str) -> str | None:
    """``text`` in quotes, without any escape; Cog takes what stands between them as it is."""
    if not text.isprintable():
        return None
    for quote in ('"', "'"):
        if quote not in text:
            return f"{quote}{text}{quote}" if "\\" not in text else _raw(text, quote)
    return None


def _raw(text: str, quote: str) -> str | None:
    return None if text.endswith("\\") else f"r{quote}{text}{quote}"


class _Evaluation:
    def __init__(self, facts: PythonFacts, project: Project | None) -> None:
        self._facts = facts
        self._project = project

    def value(self, expr: py.Expr, local: Mapping[str, Any], depth: int) -> Any:
        """The value of ``expr``; ``depth`` bounds how far names are followed."""
        if depth == 0:
            raise NotConstantError("it is nested too deeply")
        try:
            found = self._value(expr, local, depth - 1)
        except (ArithmeticError, TypeError, ValueError, KeyError, IndexError) as error:
            raise NotConstantError(str(error)) from error
        if isinstance(found, list | tuple | dict | str) and len(found) > _MAX_ITEMS:
            raise NotConstantError("it has too many items")
        return found

    def _value(self, expr: py.Expr, local: Mapping[str, Any], depth: int) -> Any:
        match expr:
            case py.Paren():
                return self.value(expr.value, local, depth)
            case py.Constant():
                if expr.value is ... or isinstance(expr.value, bytes | complex):
                    raise NotConstantError("it is not a value that callers can send")
                return expr.value
            case py.Sequence(kind="list" | "tuple"):
                items = self._items(expr.items, local, depth)
                return items if expr.kind == "list" else tuple(items)
            case py.Dict():
                return self._dict(expr, local, depth)
            case py.Name():
                return self._name(expr.id, local, depth)
            case py.Attribute():
                return self._attribute(expr, local, depth)
            case py.UnaryOp() if expr.op in _UNARY:
                return _UNARY[expr.op](self.value(expr.operand, local, depth))
            case py.BinOp():
                return self._binary(expr, local, depth)
            case py.Subscript() if len(expr.indexes) == 1:
                index = self.value(expr.indexes[0], local, depth)
                return self.value(expr.value, local, depth)[index]
            case py.Call():
                return self._call(expr, local, depth)
            case py.Comprehension(kind="list" | "generator"):
                return self._comprehension(expr, local, depth)
        raise NotConstantError("it is computed when the model runs")

    def _items(self, items: tuple[py.Expr, ...], local: Mapping[str, Any], depth: int) -> list[Any]:
        found: list[Any] = []
        for item in items:
            if isinstance(item, py.Starred):
                found.extend(self.value(item.value, local, depth))
            else:
                found.append(self.value(item, local, depth))
        return found

    def _dict(self, expr: py.Dict, local: Mapping[str, Any], depth: int) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key, value in zip(expr.keys, expr.values, strict=True):
            if key is None:
                found.update(self.value(value, local, depth))
            else:
                # What the values are need not be known where only the keys are asked for.
                found[self.value(key, local, depth)] = self._or_opaque(value, local, depth)
        return found

    def _or_opaque(self, expr: py.Expr, local: Mapping[str, Any], depth: int) -> Any:
        try:
            return self.value(expr, local, depth)
        except NotConstantError:
            return expr

    def _name(self, name: str, local: Mapping[str, Any], depth: int) -> Any:
        if name in local:
            return local[name]
        known = self._facts.classes.get(name)
        members = enumeration(known) if known is not None else None
        if members is not None:
            return members
        target = self._facts.imports.get(name)
        home = self._home(target) if target is not None else None
        if home is not None and target is not None and target.member is not None:
            if _is_changed(self._facts, name):
                raise NotConstantError(f"`{name}` is changed in this file")
            return _Evaluation(home, self._project).value(
                py.Name(home.tree.span, target.member), {}, depth
            )
        value = self._facts.constants.get(name)
        if value is None or _is_changed(self._facts, name):
            raise NotConstantError(f"`{name}` is not a constant in this file")
        return self.value(value, {}, depth)

    def _home(self, target: ImportTarget) -> PythonFacts | None:
        """The file of the project that a name is imported from."""
        if self._project is None:
            return None
        path = self._facts.document.path
        places = module_candidates(path, target.module, target.level)
        return next((found for each in places if (found := self._project.python.get(each))), None)

    def _attribute(self, expr: py.Attribute, local: Mapping[str, Any], depth: int) -> Any:
        """A member of an enumeration that is written out, or the name or value of one."""
        owner = self.value(expr.value, local, depth)
        if isinstance(owner, Member) and expr.attr in ("name", "value"):
            return getattr(owner, expr.attr)
        member = owner.member(expr.attr) if isinstance(owner, Enumeration) else None
        if member is None:
            raise NotConstantError("it is computed when the model runs")
        return member

    def _binary(self, expr: py.BinOp, local: Mapping[str, Any], depth: int) -> Any:
        left = self.value(expr.left, local, depth)
        right = self.value(expr.right, local, depth)
        if expr.op == "**" and all(
            isinstance(side, int) and 0 <= side < 64 for side in (left, right)
        ):
            return left**right
        if expr.op not in _BINARY or (
            expr.op == "*" and not all(isinstance(side, int | float) for side in (left, right))
        ):
            raise NotConstantError(f"`{expr.op}` is not evaluated here")
        return _BINARY[expr.op](left, right)

    def _call(self, expr: py.Call, local: Mapping[str, Any], depth: int) -> Any:
        if any(argument.name or argument.star for argument in expr.args):
            raise NotConstantError("the call is not evaluated here")
        arguments = [self.value(argument.value, local, depth) for argument in expr.args]
        name = py.dotted(expr.func) or ""
        if isinstance(expr.func, py.Attribute):
            owner = self.value(expr.func.value, local, depth)
            name = f"{type(owner).__name__}.{expr.func.attr}"
            arguments.insert(0, owner)
        elif name in local or name in self._facts.functions or name in self._facts.imports:
            name = ""
        function = _CALLS.get(name)
        if function is None:
            raise NotConstantError("the call is not evaluated here")
        found = function(*arguments)
        if isinstance(found, range) and len(found) > _MAX_ITEMS:
            raise NotConstantError("it has too many items")
        return list(found) if not isinstance(found, str | int | float | tuple) else found

    def _comprehension(
        self, expr: py.Comprehension, local: Mapping[str, Any], depth: int
    ) -> list[Any]:
        target = expr.targets[0]
        if len(expr.iters) != 1 or expr.conditions or not isinstance(target, py.Name):
            raise NotConstantError("the comprehension is not evaluated here")
        items = self.value(expr.iters[0], local, depth)
        items = items.members if isinstance(items, Enumeration) else items
        return [self.value(expr.elements[0], {**local, target.id: item}, depth) for item in items]


_CHANGES = frozenset(
    (
        "append", "extend", "insert", "remove", "pop", "clear", "sort", "reverse", "update",
        "setdefault", "popitem",
    )
)  # fmt: skip


def _is_changed(facts: PythonFacts, name: str) -> bool:
    """Whether the file changes what ``name`` holds, in place."""
    for node in py.walk(facts.tree):
        target: py.Expr | None = None
        if isinstance(node, py.Call) and isinstance(node.func, py.Attribute):
            target = node.func.value if node.func.attr in _CHANGES else None
        elif isinstance(node, py.Assign):
            listed = [each for each in node.targets if isinstance(each, py.Subscript)]
            target = listed[0].value if listed else None
        elif isinstance(node, py.Delete | py.AugAssign):
            owner = next(iter(py.children(node)), None)
            target = owner.value if isinstance(owner, py.Subscript) else None
        if isinstance(target, py.Name) and target.id == name:
            return True
    return False
