"""Where the code of a project speaks of one of its classes, functions or methods.

Only what is certain is told: a name that is resolved through the file's own imports, an object
that is made of the class in the same file. What a name means that a file binds twice is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cog_lsp.project.project import Project
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import ClassFacts, FunctionFacts, PythonFacts, bindings_of
from cog_lsp.text import Span

Code = ClassFacts | FunctionFacts


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """A place in ``path`` at which the name stands; ``defines`` where it is given."""

    path: str
    span: Span
    defines: bool = False


def uses_of(project: Project, code: Code) -> Iterator[Use]:
    """The uses of a class or function at the top of its file, its definition among them."""
    for facts in project.python.values():
        yield from _uses_in(project, facts, code)


def _uses_in(project: Project, facts: PythonFacts, code: Code) -> Iterator[Use]:
    name = code.name
    if facts.path == code.path:
        yield Use(facts.path, code.node.name_span, defines=True)
    nodes = list(py.walk(facts.tree))
    imported = False
    for node in nodes:
        if isinstance(node, py.ImportFrom) and _imports(project, facts, node, code):
            for each in node.names:
                if each.name == name:
                    start = each.span.start
                    yield Use(facts.path, Span(start, start + len(name)))
                    imported = imported or each.alias is None
    if next(_other_bindings(project, facts, code), None) is not None:
        return
    for node in nodes:
        if isinstance(node, py.Name) and node.id == name:
            if imported or project.find(facts, node) is code:
                yield Use(facts.path, node.span)
        elif isinstance(node, py.Attribute) and node.attr == name:
            if project.find(facts, node) is code:
                yield Use(facts.path, node.attr_span)
        elif isinstance(node, py.Assign) and facts.path == code.path:
            yield from _exported(facts, node, name)


def _imports(project: Project, facts: PythonFacts, node: py.ImportFrom, code: Code) -> bool:
    """Whether ``node`` imports ``code`` by its name, be it through other files."""
    path = project.module_path(facts.path, node.module, node.level)
    there = project.python.get(path) if path is not None else None
    return there is not None and project.find(there, py.Name(node.span, code.name)) is code


def _exported(facts: PythonFacts, node: py.Assign, name: str) -> Iterator[Use]:
    """The name in ``__all__``."""
    named = any(isinstance(target, py.Name) and target.id == "__all__" for target in node.targets)
    if named and isinstance(node.value, py.Sequence):
        for item in node.value.items:
            written = item.span.text(facts.document.text)
            if isinstance(item, py.Constant) and written in (f'"{name}"', f"'{name}'"):
                yield Use(facts.path, Span(item.span.start + 1, item.span.end - 1))


def doubts(project: Project, code: Code) -> Iterator[tuple[PythonFacts, py.Node]]:
    """The places at which a file that speaks of ``code`` binds its name to something else."""
    for facts in project.python.values():
        if any(_uses_in(project, facts, code)):
            yield from ((facts, node) for node in _other_bindings(project, facts, code))


def _other_bindings(project: Project, facts: PythonFacts, code: Code) -> Iterator[py.Node]:
    name = code.name
    members = {
        statement
        for node in py.walk(facts.tree)
        if isinstance(node, py.ClassDef)
        for statement in node.body
    }
    for node in py.walk(facts.tree):
        if isinstance(node, py.FunctionDef | py.ClassDef):
            found = node.name == name and node is not code.node and node not in members
        elif isinstance(node, py.Param | py.Handler):
            found = node.name == name
        elif isinstance(node, py.Import):
            found = any((each.alias or each.name.partition(".")[0]) == name for each in node.names)
        elif isinstance(node, py.ImportFrom):
            binds = any((each.alias or each.name) == name for each in node.names)
            found = binds and not _imports(project, facts, node, code)
        elif isinstance(node, py.Scoping | py.Delete):
            found = name in _scoped(node)
        elif isinstance(node, py.NamedExpr):
            found = _is_name(node.target, name)
        elif isinstance(node, py.Comprehension):
            targets = (inner for target in node.targets for inner in py.walk(target))
            found = any(_is_name(inner, name) for inner in targets)
        else:
            found = (
                isinstance(node, py.Stmt)
                and node not in members
                and any(bound == name for bound, _ in bindings_of(node))
            )
        if found:
            yield node


def _scoped(node: py.Scoping | py.Delete) -> Iterator[str]:
    if isinstance(node, py.Scoping):
        yield from node.names
    else:
        yield from (target.id for target in node.targets if isinstance(target, py.Name))


def _is_name(node: py.Node, name: str) -> bool:
    return isinstance(node, py.Name) and node.id == name


def uses_of_method(project: Project, runner: ClassFacts, name: str) -> Iterator[Use]:
    """The uses of method ``name`` of ``runner``, of its bases and of what derives from it."""
    family = family_of(project, runner)
    for cls in family:
        yield from (
            Use(cls.path, node.name_span, defines=True)
            for node in cls.node.body
            if isinstance(node, py.FunctionDef) and node.name == name
        )
    for facts in project.python.values():
        own = {node for cls in family if cls.path == facts.path for node in selves(cls)}
        objects = {each for cls in family for each in instances(project, facts, cls)}
        for node in py.walk(facts.tree):
            if isinstance(node, py.Attribute) and node.attr == name:
                owner = py.unparen(node.value)
                if owner in own or _is_object(project, facts, owner, family, objects):
                    yield Use(facts.path, node.attr_span)
        for cls in family:
            if cls.path == facts.path:
                yield from _of_super(cls, name)


def family_of(project: Project, runner: ClassFacts) -> tuple[ClassFacts, ...]:
    """``runner``, its bases in the project, and what derives from it."""
    bases = tuple(project.ancestry(runner))
    derived = tuple(
        cls
        for facts in project.python.values()
        for cls in facts.classes.values()
        if cls not in bases and runner in project.ancestry(cls)
    )
    return (*bases, *derived)


def _of_super(cls: ClassFacts, name: str) -> Iterator[Use]:
    for node in py.walk(cls.node):
        if isinstance(node, py.Attribute) and node.attr == name:
            owner = py.unparen(node.value)
            if isinstance(owner, py.Call) and py.dotted(owner.func) == "super":
                yield Use(cls.path, node.attr_span)


def _is_object(
    project: Project,
    facts: PythonFacts,
    owner: py.Expr,
    family: tuple[ClassFacts, ...],
    objects: set[str],
) -> bool:
    """Whether ``owner`` is a class of ``family``, a new object of it, or a name for one."""
    if isinstance(owner, py.Call):
        return project.find_class(facts, owner.func) in family
    if isinstance(owner, py.Name) and owner.id in objects:
        return True
    return project.find_class(facts, owner) in family


def selves(cls: ClassFacts) -> set[py.Expr]:
    """The places where the methods of ``cls`` speak of their own object or class."""
    found: set[py.Expr] = set()
    for method in cls.methods.values():
        if not method.is_static:
            found.update(
                node
                for node in py.walk(method.node)
                if isinstance(node, py.Name) and node.id == method.first_param
            )
    return found


def instances(project: Project, facts: PythonFacts, cls: ClassFacts) -> Iterator[str]:
    """The names that are bound once in the file, to a new object of ``cls``."""
    counts: dict[str, int] = {}
    made: list[str] = []
    for node in py.walk(facts.tree):
        if isinstance(node, py.Assign):
            for target in node.targets:
                if isinstance(target, py.Name):
                    counts[target.id] = counts.get(target.id, 0) + 1
                    value = node.value
                    if isinstance(value, py.Call) and project.find_class(facts, value.func) is cls:
                        made.append(target.id)
        elif isinstance(node, py.Param):
            counts[node.name] = counts.get(node.name, 0) + 1
    return (name for name in made if counts[name] == 1)
