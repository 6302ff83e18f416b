"""What a function hands to its caller, where, and what its local names stand for.

Only the code is read: an expression, the ``with`` and ``finally`` blocks around it, and the one
expression behind a name that is bound once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from cog_lsp.project.project import EntryPoint, Project
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts, names_in

_MAX_DEPTH = 4


@dataclass(frozen=True, slots=True, eq=False)
class Around:
    """The blocks around a place in a function: ``withs`` and ``finals`` innermost last.

    ``handler`` is the ``except`` clause that it stands in.
    """

    withs: tuple[py.With, ...] = ()
    finals: tuple[py.Block, ...] = ()
    handler: py.Handler | None = None
    loop: py.For | py.While | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """One ``return`` or ``yield`` of ``function`` with a value."""

    function: FunctionFacts
    node: py.Return | py.Yield
    value: py.Expr
    around: Around

    @property
    def is_yield(self) -> bool:
        """Whether the function goes on afterwards."""
        return isinstance(self.node, py.Yield)


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """What a local name is bound to: a value, or what a ``with`` gives; else something unknown.

    ``added`` is what ``+=`` and its like make of it, with the value at their right.
    """

    kind: Literal["assign", "with", "added", "other"]
    value: py.Expr | None = None


def results_of(function: FunctionFacts) -> tuple[Result, ...]:
    """All that ``function`` itself returns and yields, in the order of the code."""
    found: list[Result] = []

    def visit(node: py.Node, around: Around) -> None:
        if isinstance(node, py.FunctionDef | py.ClassDef | py.Lambda):
            return
        if isinstance(node, py.Return | py.Yield) and node.value is not None:
            found.append(Result(function, node, node.value, around))
        if isinstance(node, py.Try):
            inside = replace(around, finals=(*around.finals, node.finalbody))
            for statement in (*node.body, *node.orelse):
                visit(statement, inside)
            for handler in node.handlers:
                for statement in handler.body:
                    visit(statement, replace(inside, handler=handler))
            for statement in node.finalbody:
                visit(statement, around)
            return
        if isinstance(node, py.With):
            around = replace(around, withs=(*around.withs, node))
        elif isinstance(node, py.For | py.While):
            around = replace(around, loop=node)
        for child in py.children(node):
            visit(child, around)

    for statement in function.node.body:
        visit(statement, Around())
    return tuple(found)


def handed_over(
    project: Project, entry: EntryPoint, function: FunctionFacts, depth: int = _MAX_DEPTH
) -> Iterator[Result]:
    """The results of ``function``, and in place of a call of the project's code, that code's.

    Of a variable that holds what such a call gave, both.
    """
    names = bindings_in(function)
    for result in results_of(function):
        value = py.unparen(result.value)
        made_by = _value_of(names, value)
        callee = None
        if isinstance(made_by, py.Call) and (
            isinstance(result.node, py.Return) or result.node.is_from
        ):
            callee = callee_of(project, entry, function, made_by) if depth else None
        if callee is None or made_by is not value:
            yield result
        if callee is not None:
            yield from handed_over(project, entry, callee, depth - 1)


def _value_of(names: Mapping[str, list[Binding]], expr: py.Expr) -> py.Expr:
    """What the variable ``expr`` is assigned, if that is one thing; any other expression itself."""
    value = only_value(names, expr.id) if isinstance(expr, py.Name) else None
    return py.unparen(value) if value is not None else expr


def callee_of(
    project: Project, entry: EntryPoint, function: FunctionFacts, call: py.Call
) -> FunctionFacts | None:
    """The function of the project that ``call``, standing in ``function``, leads to.

    In a method of the runner's or of one of its bases, ``self`` is the runner.
    """
    target = call.func
    if (
        isinstance(target, py.Attribute)
        and isinstance(target.value, py.Name)
        and target.value.id == function.first_param
        and function.owner is not None
    ):
        owner = project.python[function.path].classes.get(function.owner)
        if entry.runner is not None and any(
            ancestor is owner for ancestor in project.ancestry(entry.runner)
        ):
            owner = entry.runner
        return project.find_method(owner, target.attr) if owner is not None else None
    found = project.find(project.python[function.path], target, function)
    return found if isinstance(found, FunctionFacts) else None


def bindings_in(
    function: FunctionFacts | py.FunctionDef | py.Lambda,
) -> Mapping[str, list[Binding]]:
    """What each local name is bound to, everywhere in the function's own code."""
    made = function.node if isinstance(function, FunctionFacts) else function
    found: dict[str, list[Binding]] = {}

    def bind(target: py.Expr, binding: Binding) -> None:
        single = isinstance(target, py.Name)
        for name in names_in(target):
            found.setdefault(name, []).append(binding if single else Binding("other"))

    for param in made.params:
        if param.name:
            found[param.name] = [Binding("other")]
    for statement in made.body if isinstance(made, py.FunctionDef) else ():
        if isinstance(statement, py.FunctionDef | py.ClassDef):
            continue
        for node in py.walk_scope(statement):
            if isinstance(node, py.Assign):
                for target in node.targets if node.value is not None else ():
                    bind(target, Binding("assign", node.value))
            elif isinstance(node, py.NamedExpr):
                bind(node.target, Binding("assign", node.value))
            elif isinstance(node, py.AugAssign):
                bind(node.target, Binding("added", node.value))
            elif isinstance(node, py.For):
                bind(node.target, Binding("other"))
            elif isinstance(node, py.WithItem) and node.target is not None:
                bind(node.target, Binding("with", node.context))
            elif isinstance(node, py.Handler) and node.name is not None:
                found.setdefault(node.name, []).append(Binding("other"))
    return found


def only_binding(bindings: Mapping[str, list[Binding]], name: str) -> Binding | None:
    """The one binding of ``name``; ``None`` if there are several, or none in the function."""
    known = bindings.get(name, [])
    return known[0] if len(known) == 1 else None


def only_value(bindings: Mapping[str, list[Binding]], name: str) -> py.Expr | None:
    """What the one binding of ``name`` assigns to it; ``None`` if that is not all that it gets."""
    binding = only_binding(bindings, name)
    return binding.value if binding is not None and binding.kind == "assign" else None


def parts_of(
    project: Project, function: FunctionFacts, value: py.Expr, bindings: Mapping[str, list[Binding]]
) -> Iterator[py.Expr]:
    """The single outputs in a result: items of a list, arguments of an output object, or itself."""
    value = py.unparen(value)
    if isinstance(value, py.Name):
        assigned = only_value(bindings, value.id)
        behind = py.unparen(assigned) if assigned is not None else None
        if isinstance(behind, py.Sequence):
            yield from behind.items
            for statement in function.node.body:
                for node in py.walk_scope(statement):
                    yield from appended(node, (value.id,))
            return
    if isinstance(value, py.Sequence):
        for item in value.items:
            yield from parts_of(project, function, item, bindings)
    elif isinstance(value, py.Call) and project.find_class(
        project.python[function.path], value.func, function
    ):
        for argument in value.args:
            yield from parts_of(project, function, argument.value, bindings)
    else:
        yield value


def appended(node: py.Node, names: Collection[str]) -> Iterator[py.Expr]:
    """What ``node`` appends to a list that has one of ``names``, if it is such a call."""
    if (
        isinstance(node, py.Call)
        and isinstance(node.func, py.Attribute)
        and node.func.attr == "append"
        and isinstance(node.func.value, py.Name)
        and node.func.value.id in names
        and len(node.args) == 1
        and not node.args[0].star
    ):
        yield node.args[0].value
