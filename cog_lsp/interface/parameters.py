"""The inputs of a function, parameter by parameter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cog_lsp.interface.annotations import UnreadableError, read_annotation
from cog_lsp.interface.causes import Cause
from cog_lsp.interface.constants import read_default
from cog_lsp.interface.file import CogFile
from cog_lsp.interface.input_call import InputCall, is_input_call
from cog_lsp.interface.interface import Input
from cog_lsp.interface.problem import Problem, Problems
from cog_lsp.interface.surprises import literal_surprises
from cog_lsp.interface.types import InputType
from cog_lsp.syntax import python_tree as py

_CONSTRAINTS = ("choices", "ge", "le", "min_length", "max_length", "regex")
_FROM_CALL = (
    "default", "description", "ge", "le", "min_length", "max_length", "regex", "choices",
    "deprecated", "accept",
)  # fmt: skip


def read_inputs(
    file: CogFile, function: py.FunctionDef, is_method: bool, problems: Problems
) -> tuple[Input, ...]:
    """The inputs that Cog makes of the parameters, each typed one; problems are noted on the way.

    ``is_method`` is whether the first parameter is no input but ``self``.
    """
    inputs: dict[str, Input] = {}
    for order, param in enumerate(_typed(file, function, is_method, problems)):
        inputs[param.name] = _Parameter(file, param, problems).read(order)
    return tuple(inputs.values())


def _typed(
    file: CogFile, function: py.FunctionDef, is_method: bool, problems: Problems
) -> Iterator[py.Param]:
    """The parameters that are inputs; what becomes of the others is noted."""
    for at, param in enumerate(function.params):
        if param.kind in ("star", "slash"):
            continue
        cause = None
        if param.kind in ("vararg", "kwarg"):
            cause = Cause.STAR_PARAMETER_TYPED if param.annotation is not None else None
        elif param.annotation is not None:
            yield param
        elif param.default is not None:
            cause = Cause.PARAMETER_UNTYPED
        elif param.name.isidentifier() and not (is_method and at == 0):
            cause = Cause.PARAMETER_DROPPED
        if cause is not None:
            text = file.source.text(param)
            problems.add(Problem(cause, file.path, param.span, param.name, text, function.name))


class _Parameter:
    """One typed parameter being read."""

    def __init__(self, file: CogFile, param: py.Param, problems: Problems) -> None:
        self._file = file
        self._param = param
        self._problems = problems

    def _note(self, cause: Cause, at: py.Node, text: str = "", detail: str = "") -> None:
        text = text or self._file.source.text(at)
        name = self._param.name
        self._problems.add(Problem(cause, self._file.path, at.span, name, text, detail))

    def read(self, order: int) -> Input:
        param, file = self._param, self._file
        type_ = self._type()
        plain = Input(param.name, order, file.path, param, type_)
        value = param.default
        if value is None:
            return plain
        call = self._call(value)
        if call is not None:
            found = replace(
                plain,
                call=call,
                is_shared=call.node is not value,
                **{name: getattr(call, name) for name in _FROM_CALL},
            )
            self._check_call(found, call)
            return found
        literal = read_default(file.source, file.constants, value)
        if literal is not None:
            for problem in literal_surprises(file.source, file.constants, value, param.name):
                self._problems.add(problem)
            return replace(plain, default=literal)
        hidden = self._hidden_input(value)
        cause = Cause.INPUT_NOT_RECOGNISED if hidden else Cause.DEFAULT_NOT_STATIC
        self._note(cause, value, detail=hidden)
        return plain

    def _hidden_input(self, value: py.Expr) -> str:
        """How an ``Input(...)`` hides from Cog: ``qualified``, ``parenthesised`` or ``shared``."""
        inner = py.unparen(value)
        how = "qualified" if inner is value else "parenthesised"
        if isinstance(inner, py.Name):
            how = "shared"
            inner = self._file.facts.constants.get(inner.id, inner)
        is_input = isinstance(inner, py.Call) and _last_part(inner.func) == "Input"
        return how if is_input else ""

    def _type(self) -> InputType | None:
        expr = self._param.annotation
        assert expr is not None, "only typed parameters are read"
        try:
            annotation = read_annotation(self._file.source, expr)
        except UnreadableError as unreadable:
            self._note(Cause.ANNOTATION_UNREADABLE, py.Expr(unreadable.span))
            return None
        return self._file.input_types.resolve(annotation, self._param.name, self._problems)

    def _call(self, value: py.Expr) -> InputCall | None:
        if isinstance(value, py.Call) and is_input_call(self._file.source, self._file.names, value):
            return self._file.calls.read(value, self._param.name, self._problems)
        return self._file.shared_inputs.find(value)

    def _check_call(self, found: Input, call: InputCall) -> None:
        type_ = found.type
        if type_ is None:
            return
        if found.accept is not None and type_.base not in ("Path", "File"):
            place = call.keywords.get("accept", call.node)
            self._note(Cause.ACCEPT_WITHOUT_FILE, place, detail=str(type_))
        if type_.kind == "union":
            for name in _CONSTRAINTS:
                value = getattr(found, name)
                if value is not None and value != ():
                    place = call.keywords.get(name, call.node)
                    self._note(Cause.UNION_CONSTRAINED, place, name, str(type_))


def _last_part(expr: py.Expr) -> str:
    return (py.dotted(expr) or "").rpartition(".")[2]
