"""``@streaming`` and ``@concurrent`` on the target."""

from __future__ import annotations

from dataclasses import dataclass

from cog_lsp.interface.causes import Cause
from cog_lsp.interface.file import CogFile
from cog_lsp.interface.literals import read_literal
from cog_lsp.interface.problem import Place, Problem, Problems
from cog_lsp.interface.types import OutputType
from cog_lsp.syntax import python_tree as py
from cog_lsp.text import Span


@dataclass(frozen=True, slots=True)
class Concurrency:
    """What ``@concurrent`` asks for: ``max`` predictions at once."""

    max: int
    span: Span


def streaming_of(
    file: CogFile, function: py.FunctionDef, output: OutputType | None, problems: Problems
) -> py.Expr | None:
    """The ``@streaming`` of ``function``; one that does not fit the ``output`` is a problem."""
    for decorator in function.decorators:
        if not _is_cog(file, decorator, "streaming"):
            continue
        if output is not None and not output.is_iterator:
            place = function.returns.span if function.returns is not None else function.name_span
            related = Place(file.path, place, "the output is not an iterator")
            problems.add(
                Problem(
                    Cause.STREAMING_WITHOUT_ITERATOR,
                    file.path,
                    decorator.span,
                    function.name,
                    str(output),
                    related=(related,),
                )
            )
        if isinstance(decorator, py.Call) and decorator.args:
            problems.add(
                Problem(Cause.STREAMING_ARGUMENT, file.path, decorator.span, function.name)
            )
        return decorator
    return None


def concurrency_of(
    file: CogFile, function: py.FunctionDef, problems: Problems
) -> Concurrency | None:
    """What the first ``@concurrent`` of ``function`` asks for; a problem if Cog cannot read it.

    The problem's detail is what is wrong with the argument: ``form``, ``literal``, ``least``.
    """
    for decorator in function.decorators:
        if not _is_cog(file, decorator, "concurrent"):
            continue
        found = _maximum(file, decorator)
        if isinstance(found, str):
            problems.add(
                Problem(
                    Cause.CONCURRENT_ARGUMENT,
                    file.path,
                    decorator.span,
                    function.name,
                    file.source.text(decorator),
                    found,
                )
            )
            return None
        if found > 1 and not function.is_async:
            place = Place(file.path, function.name_span, "not `async def`")
            problems.add(
                Problem(
                    Cause.CONCURRENT_NOT_ASYNC,
                    file.path,
                    decorator.span,
                    function.name,
                    str(found),
                    related=(place,),
                )
            )
        return Concurrency(found, decorator.span)
    return None


def _is_cog(file: CogFile, decorator: py.Expr, member: str) -> bool:
    """Whether ``decorator`` is ``member`` of cog, or a call of it."""
    name = decorator.func if isinstance(decorator, py.Call) else decorator
    is_name = isinstance(name, py.Name | py.Attribute)
    return is_name and file.names.is_cog(file.source.text(name), member)


def _maximum(file: CogFile, decorator: py.Expr) -> int | str:
    """The number of predictions at once, or what is wrong with the argument."""
    if not isinstance(decorator, py.Call):
        return 1
    if _is_generator(decorator):
        # tree-sitter has no argument list for it, so Cog sees no argument.
        return 1
    extras = file.source.extras_in(decorator.args_span, decorator.args)
    if not decorator.args and not extras:
        return 1
    only = decorator.args[0] if len(decorator.args) == 1 and not extras else None
    if only is None or only.name != "max":
        return "form"
    literal = read_literal(file.source, only.value)
    if literal is None or literal.kind != "int" or not isinstance(literal.value, int):
        return "literal"
    return literal.value if literal.value >= 1 else "least"


def _is_generator(call: py.Call) -> bool:
    return len(call.args) == 1 and call.args[0].span == call.args_span
