"""``Input(...)`` kept on a class: ``Inputs.size`` and ``Inputs.prompt(default="a")``.

Cog follows such a reference within one file: to a class attribute, or to a method that returns an
``Input(...)`` by a statement of its own. Of a call's arguments only ``default``, ``description``,
``ge`` and ``le`` count, and only as literals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from cog_lsp.interface.input_call import InputCall, InputCalls, is_input_call
from cog_lsp.interface.literals import read_literal, read_number, read_string
from cog_lsp.interface.names import Names
from cog_lsp.interface.problem import Problems
from cog_lsp.interface.source import Source
from cog_lsp.syntax import python_tree as py

_READERS = {
    "default": read_literal,
    "description": read_string,
    "ge": read_number,
    "le": read_number,
}


@dataclass(frozen=True, slots=True)
class _Method:
    call: InputCall
    params: tuple[str, ...]


@dataclass
class SharedInputs:
    """The shared inputs of one file by ``Class.name``; one that Cog stops at is not kept."""

    source: Source
    names: Names
    calls: InputCalls
    attributes: dict[str, InputCall] = field(default_factory=dict)
    methods: dict[str, _Method] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in self.source.facts.tree.body:
            if isinstance(node, py.ClassDef):
                for statement in node.body:
                    self._collect(node.name, statement)

    def _collect(self, owner: str, statement: py.Stmt) -> None:
        if isinstance(statement, py.Assign) and len(statement.targets) == 1:
            target, value = statement.targets[0], statement.value
            call = self._read(value)
            if isinstance(target, py.Name) and call is not None:
                self.attributes[f"{owner}.{target.id}"] = call
        elif isinstance(statement, py.FunctionDef):
            returned = (node.value for node in statement.body if isinstance(node, py.Return))
            first = next((value for value in returned if self._is_input(value)), None)
            call = self._read(first)
            if call is not None:
                params = tuple(_param_names(statement))
                self.methods[f"{owner}.{statement.name}"] = _Method(call, params)

    def _is_input(self, expr: py.Expr | None) -> bool:
        return expr is not None and is_input_call(self.source, self.names, expr)

    def _read(self, expr: py.Expr | None) -> InputCall | None:
        if not isinstance(expr, py.Call) or not self._is_input(expr):
            return None
        call = self.calls.read(expr, "", Problems())
        return call if not call.refused else None

    def find(self, expr: py.Expr) -> InputCall | None:
        """The input that ``expr`` refers to, with what the call changes of it."""
        if isinstance(expr, py.Attribute):
            return self.attributes.get(self.source.text(expr))
        if not isinstance(expr, py.Call) or not isinstance(expr.func, py.Attribute):
            return None
        method = self.methods.get(self.source.text(expr.func))
        if method is None:
            return None
        changes: dict[str, Any] = {}
        for name, value in self._arguments(expr, method.params).items():
            reader = _READERS.get(name)
            read = reader(self.source, value) if reader is not None else None
            if read is not None:
                changes[name] = read
        return replace(method.call, **changes)

    def _arguments(self, call: py.Call, params: tuple[str, ...]) -> Mapping[str, py.Expr]:
        """The arguments of ``call`` by parameter; a comment takes the place of a positional one."""
        extras = self.source.extras_in(call.args_span, call.args)
        places = sorted([*((arg.span, arg) for arg in call.args), *((c, None) for c in extras)],
                        key=lambda place: place[0])  # fmt: skip
        values: dict[str, py.Expr] = {}
        at = 0
        for _, argument in places:
            if argument is not None and argument.name is not None:
                values[argument.name] = argument.value
            elif at < len(params):
                values.pop(params[at], None)
                if argument is not None and not argument.star:
                    values[params[at]] = argument.value
                at += 1
        return values


def _param_names(function: py.FunctionDef) -> Iterator[str]:
    for param in function.params:
        if param.kind == "positional" and param.name not in ("self", "cls"):
            yield param.name
