"""Where a secret's plain text goes: only as far as the code says so itself.

A secret is what ``.get_secret_value()`` returns, a variable of the environment with the name of
one, and a text input with the name of one. It is followed through names that are bound once,
parameters of the project's functions, and what puts texts together; not through any other call, so
that what is made *with* a token is not taken for one.
"""

from __future__ import annotations

from collections.abc import Mapping

from cog_lsp.project import Project
from cog_lsp.project.behavior import Frame
from cog_lsp.project.behavior.arguments import given_for
from cog_lsp.project.results import Binding, bindings_in
from cog_lsp.rules.secrets._tokens import is_secret_name
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts

_ENVIRONMENT = frozenset(("os.getenv", "os.environ.get"))
# What hands a text on, or puts it into another.
_TEXT_FUNCTIONS = frozenset(("str", "repr", "list", "tuple", "shlex.quote", "shlex.split"))
_TEXT_METHODS = frozenset(("strip", "rstrip", "lstrip", "encode", "decode", "format", "join"))
_MAX_STEPS = 12


class SecretFlow:
    """Looks for secrets in the expressions of one project."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._bindings: dict[FunctionFacts, Mapping[str, list[Binding]]] = {}
        self._inputs = {
            (entry.function.path, entry.function.qualname): entry.inputs
            for entry in project.entry_points
        }

    def secret_in(self, frame: Frame, expr: py.Expr) -> py.Expr | None:
        """The part of ``expr``, as evaluated in ``frame``, that is a secret's plain text."""
        return self._find(frame, expr, _MAX_STEPS)

    def _find(self, frame: Frame, expr: py.Expr, steps: int) -> py.Expr | None:
        expr = py.unparen(expr)
        if steps == 0:
            return None
        if self._is_secret(frame, expr):
            return expr
        if isinstance(expr, py.Name):
            return expr if self._is_bound_to_secret(frame, expr.id, steps) else None
        for part in self._parts(frame, expr):
            found = self._find(frame, part, steps - 1)
            if found is not None:
                return found
        return None

    def _is_secret(self, frame: Frame, expr: py.Expr) -> bool:
        if isinstance(expr, py.Call):
            if isinstance(expr.func, py.Attribute) and expr.func.attr == "get_secret_value":
                return not expr.args
            name = self._project.qualified(frame.facts, expr.func, frame.function)
            return name in _ENVIRONMENT and _names_secret(expr.positional(0))
        if isinstance(expr, py.Subscript):
            name = self._project.qualified(frame.facts, expr.value, frame.function)
            return name == "os.environ" and _names_secret(expr.indexes[0])
        return False

    def _is_bound_to_secret(self, frame: Frame, name: str, steps: int) -> bool:
        function = frame.function
        if function is None:
            value = frame.facts.constants.get(name)
            return value is not None and self._find(frame, value, steps - 1) is not None
        bindings = self._bindings.get(function)
        if bindings is None:
            bindings = self._bindings[function] = bindings_in(function)
        if name not in bindings:
            value = frame.facts.constants.get(name)
            module = Frame(frame.facts, None)
            return value is not None and self._find(module, value, steps - 1) is not None
        is_param = any(param.name == name for param in function.node.params)
        assigned = bindings[name][1:] if is_param else bindings[name]
        if assigned:
            # ``token = token.get_secret_value()`` gives a parameter's name to its text.
            value = assigned[0].value if assigned[0].kind == "assign" else None
            if len(assigned) > 1 or value is None:
                return False
            return self._find(frame, value, steps - 1) is not None
        if frame.parent is None:
            return self._is_secret_input(frame, name)
        given = given_for(frame, name)
        return given is not None and self._find(frame.parent, given, steps - 1) is not None

    def _is_secret_input(self, frame: Frame, name: str) -> bool:
        """Whether a text input is a secret by its name; a ``Secret`` itself shows only stars."""
        function = frame.function
        assert function is not None
        if name not in self._inputs.get((function.path, function.qualname), ()):
            return False
        param = next(param for param in function.node.params if param.name == name)
        if param.annotation is None or not is_secret_name(name):
            return False
        types = {node.id for node in py.walk(param.annotation) if isinstance(node, py.Name)}
        return "str" in types

    def _parts(self, frame: Frame, expr: py.Expr) -> tuple[py.Expr, ...]:
        """The expressions whose text is in the text of ``expr``."""
        match expr:
            case py.FString():
                return tuple(part for part in expr.parts if isinstance(part, py.Expr))
            case py.BinOp():
                return (expr.left, expr.right) if expr.op in ("+", "%") else ()
            case py.Sequence():
                return expr.items
            case py.Starred():
                return (expr.value,)
            case py.Dict():
                return expr.values
            case py.IfExp():
                return (expr.body, expr.orelse)
            case py.BoolOp():
                return (expr.left, expr.right) if expr.op == "or" else (expr.right,)
            case py.Call():
                given = tuple(arg.value for arg in expr.args)
                name = self._project.qualified(frame.facts, expr.func, frame.function)
                if name in _TEXT_FUNCTIONS:
                    return given
                if isinstance(expr.func, py.Attribute) and expr.func.attr in _TEXT_METHODS:
                    return (expr.func.value, *given)
                return ()
            case _:
                return ()


def _names_secret(expr: py.Expr | None) -> bool:
    return (
        isinstance(expr, py.Constant) and isinstance(expr.value, str) and is_secret_name(expr.value)
    )
