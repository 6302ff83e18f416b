"""What a Python file defines and imports: the table that every later question is asked of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.data_files import data_files_named, words_named
from cog_lsp.syntax.directives import Directives, read_directives
from cog_lsp.syntax.python_parse import parse_python
from cog_lsp.text import Document


@dataclass(frozen=True, slots=True)
class ImportTarget:
    """What an imported local name stands for.

    ``module`` is dotted, without the leading dots of a relative import, which ``level`` counts;
    ``member`` is what is taken from it, ``None`` when the name is the module itself.
    """

    module: str
    member: str | None
    level: int = 0

    @property
    def qualified(self) -> str:
        """``module.member``; relative dots are kept so that it is never taken for a package."""
        name = self.module if self.member is None else f"{self.module}.{self.member}"
        return "." * self.level + name.strip(".")


@dataclass(frozen=True, slots=True, eq=False)
class FunctionFacts:
    """A function or method. ``qualname`` is ``name``, ``Class.name`` or ``outer.<locals>.name``."""

    path: str
    qualname: str
    node: py.FunctionDef
    owner: str | None
    imports: Mapping[str, ImportTarget]
    is_generator: bool

    @property
    def name(self) -> str:
        """Its bare name."""
        return self.node.name

    @property
    def first_param(self) -> str | None:
        """The name of the first positional parameter, ``self`` in most methods."""
        for param in self.node.params:
            if param.kind == "positional":
                return param.name
        return None

    @property
    def decorators(self) -> tuple[str, ...]:
        """The dotted names of the decorators, calls of them included; unreadable ones are ``?``."""
        names = []
        for decorator in self.node.decorators:
            target = decorator.func if isinstance(decorator, py.Call) else decorator
            names.append(py.dotted(target) or "?")
        return tuple(names)

    @property
    def is_static(self) -> bool:
        """Whether it is a static method or no method at all: it gets no ``self`` or ``cls``."""
        return self.owner is None or "staticmethod" in self.decorators


@dataclass(frozen=True, slots=True, eq=False)
class ClassFacts:
    """A class with the methods of its own body.

    ``qualname`` is ``name``, ``Outer.name`` or ``function.<locals>.name``.
    """

    path: str
    qualname: str
    node: py.ClassDef
    methods: Mapping[str, FunctionFacts]
    attributes: Mapping[str, py.Expr]

    @property
    def name(self) -> str:
        """Its bare name."""
        return self.node.name


@dataclass(frozen=True, eq=False)
class PythonFacts:
    """The facts of one file. ``constants`` are module-level names bound once, to one expression."""

    document: Document
    tree: py.Module
    imports: Mapping[str, ImportTarget]
    functions: Mapping[str, FunctionFacts]
    classes: Mapping[str, ClassFacts]
    constants: Mapping[str, py.Expr]
    globals: frozenset[str]
    directives: Directives
    star_imports: tuple[ImportTarget, ...] = field(default=())

    @property
    def path(self) -> str:
        """The file's name inside the project."""
        return self.document.path

    @cached_property
    def data_files(self) -> tuple[str, ...]:
        """The files of YAML, JSON and TOML that its strings name, as they are written there."""
        return data_files_named(self.document.text)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its strings that a folder may be called."""
        return words_named(self.document.text)

    def imported_modules(self) -> Iterator[ImportTarget]:
        """Every import of the file, wherever it stands."""
        yield from self.imports.values()
        yield from self.star_imports
        for function in self.functions.values():
            yield from function.imports.values()


def read_python(document: Document) -> PythonFacts:
    """The facts of ``document``; any text has them."""
    tree = parse_python(document.text)
    reader = _Reader(document.path, document.text)
    reader.module(tree.body)
    constants = {
        name: values[0]
        for name, values in reader.bindings.items()
        if len(values) == 1 and values[0] is not None and name not in reader.rebound
    }
    return PythonFacts(
        document=document,
        tree=tree,
        imports=MappingProxyType(reader.imports),
        functions=MappingProxyType(reader.functions),
        classes=MappingProxyType(reader.classes),
        constants=MappingProxyType(constants),
        globals=frozenset(reader.bindings) | reader.rebound,
        directives=read_directives(
            ((comment.span, comment.text) for comment in tree.comments), document.lines
        ),
        star_imports=tuple(reader.stars),
    )


_TELLING = re.compile(r"import|yield|global")


class _Reader:
    """One pass over a module's own statements, compound ones included."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self._text = text
        self.imports: dict[str, ImportTarget] = {}
        self.stars: list[ImportTarget] = []
        self.functions: dict[str, FunctionFacts] = {}
        self.classes: dict[str, ClassFacts] = {}
        self.bindings: dict[str, list[py.Expr | None]] = {}
        self.rebound: set[str] = set()

    def module(self, body: py.Block) -> None:
        for statement in _flat(body):
            if isinstance(statement, py.Import | py.ImportFrom):
                self._import(statement, self.imports)
            elif isinstance(statement, py.FunctionDef):
                self._function(statement, "", None)
            elif isinstance(statement, py.ClassDef):
                self._class(statement, "")
            else:
                for name, value in bindings_of(statement):
                    self.bindings.setdefault(name, []).append(value)

    def _import(self, node: py.Import | py.ImportFrom, into: dict[str, ImportTarget]) -> None:
        if isinstance(node, py.Import):
            for imported in node.names:
                if imported.alias is not None:
                    into[imported.alias] = ImportTarget(imported.name, None)
                else:
                    root = imported.name.partition(".")[0]
                    into[root] = ImportTarget(root, None)
                    if root != imported.name:
                        into[imported.name] = ImportTarget(imported.name, None)
            return
        for imported in node.names:
            if imported.name == "*":
                self.stars.append(ImportTarget(node.module, None, node.level))
            else:
                target = ImportTarget(node.module, imported.name, node.level)
                into[imported.alias or imported.name] = target

    def _function(self, node: py.FunctionDef, prefix: str, owner: str | None) -> FunctionFacts:
        imports: dict[str, ImportTarget] = {}
        is_generator = False
        qualname = prefix + node.name
        for inner in _inside(node) if self._has_telling(node) else ():
            if isinstance(inner, py.Import | py.ImportFrom):
                self._import(inner, imports)
            elif isinstance(inner, py.Yield):
                is_generator = True
            elif isinstance(inner, py.Scoping) and inner.kind == "global":
                self.rebound.update(inner.names)
        for statement in _flat(node.body):
            if isinstance(statement, py.FunctionDef):
                self._function(statement, f"{qualname}.<locals>.", None)
            elif isinstance(statement, py.ClassDef):
                self._class(statement, f"{qualname}.<locals>.")
        facts = FunctionFacts(self.path, qualname, node, owner, imports, is_generator)
        self.functions[qualname] = facts
        return facts

    def _has_telling(self, node: py.FunctionDef) -> bool:
        """Whether a function may import, yield or declare something, by its text."""
        return _TELLING.search(self._text, node.span.start, node.span.end) is not None

    def _class(self, node: py.ClassDef, prefix: str) -> None:
        qualname = prefix + node.name
        methods: dict[str, FunctionFacts] = {}
        attributes: dict[str, py.Expr] = {}
        for statement in _flat(node.body):
            if isinstance(statement, py.FunctionDef):
                methods[statement.name] = self._function(statement, f"{qualname}.", qualname)
            elif isinstance(statement, py.ClassDef):
                self._class(statement, f"{qualname}.")
            else:
                for name, value in bindings_of(statement):
                    if value is not None:
                        attributes[name] = value
        self.classes[qualname] = ClassFacts(self.path, qualname, node, methods, attributes)


def bindings_of(statement: py.Stmt) -> Iterator[tuple[str, py.Expr | None]]:
    """The names that a simple statement binds, each with its value where there is exactly one."""
    if isinstance(statement, py.Assign):
        for target in statement.targets:
            if isinstance(target, py.Name):
                if statement.value is not None:
                    yield target.id, statement.value
            else:
                for name in names_in(target):
                    yield name, None
    elif isinstance(statement, py.AugAssign):
        for name in names_in(statement.target):
            yield name, None
            yield name, None
    elif isinstance(statement, py.For):
        for name in names_in(statement.target):
            yield name, None
    elif isinstance(statement, py.With):
        for item in statement.items:
            for name in names_in(item.target) if item.target is not None else ():
                yield name, None


def names_in(target: py.Expr) -> Iterator[str]:
    """The plain names that an assignment target binds; attributes and subscripts bind none."""
    if isinstance(target, py.Name):
        yield target.id
    elif isinstance(target, py.Sequence):
        for item in target.items:
            yield from names_in(item)
    elif isinstance(target, py.Starred | py.Paren):
        yield from names_in(target.value)


def _flat(body: py.Block) -> Iterator[py.Stmt]:
    """The statements of ``body`` and of the compound statements in it, but of no definition."""
    for statement in body:
        yield statement
        if isinstance(statement, py.If | py.For | py.While):
            yield from _flat(statement.body)
            yield from _flat(statement.orelse)
        elif isinstance(statement, py.Try):
            yield from _flat(statement.body)
            for handler in statement.handlers:
                yield from _flat(handler.body)
            yield from _flat(statement.orelse)
            yield from _flat(statement.finalbody)
        elif isinstance(statement, py.With):
            yield from _flat(statement.body)
        elif isinstance(statement, py.Match):
            for case in statement.cases:
                yield from _flat(case.body)
        elif isinstance(statement, py.Broken):
            yield from _flat(tuple(c for c in statement.children if isinstance(c, py.Stmt)))


def _inside(node: py.FunctionDef) -> Iterator[py.Node]:
    for statement in node.body:
        yield from (
            py.walk_scope(statement)
            if not isinstance(statement, py.FunctionDef | py.ClassDef)
            else iter(())
        )
