"""Which names of the runner's own file change, and what keeps them from being changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cog_lsp.fixes.python_names import binds
from cog_lsp.project import Project
from cog_lsp.project.uses import instances, selves
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import ClassFacts, FunctionFacts, PythonFacts
from cog_lsp.text import Span, TextEdit

OLD_CLASS, NEW_CLASS = "Predictor", "Runner"
OLD_METHOD, NEW_METHOD = "predict", "run"
OLD_BASE, NEW_BASE = "BasePredictor", "BaseRunner"

_BY_TEXT = frozenset(
    ("getattr", "hasattr", "setattr", "delattr", "methodcaller", "attrgetter", "patch", "object")
)
"""The functions that take the name of an attribute as text."""


class CannotMigrateError(ValueError):
    """Something may use an old name; the message says what and where."""


@dataclass(frozen=True, slots=True)
class Runner:
    """The class that cog.yaml names, with its file and its method."""

    facts: PythonFacts
    cls: ClassFacts
    method: FunctionFacts

    @property
    def new_name(self) -> str:
        """What the class is called afterwards; one that has a name of its own keeps it."""
        return NEW_CLASS if self.cls.name == OLD_CLASS else self.cls.name

    def line(self, node: py.Node) -> str:
        """Where ``node`` is, for people."""
        return f"line {self.facts.document.lines.point(node.span.start).line + 1}"


def name_edits(project: Project, runner: Runner) -> Iterator[TextEdit]:
    """The edits of the runner's file. Raises :class:`CannotMigrateError`."""
    yield from method_edits(project, runner)
    if runner.new_name != runner.cls.name:
        yield from _class_edits(runner)
    for base in runner.cls.node.bases:
        if base.name is None and project.qualified(runner.facts, base.value) == f"cog.{OLD_BASE}":
            yield from _base_edits(runner, base.value)


def _class_edits(runner: Runner) -> Iterator[TextEdit]:
    facts, cls = runner.facts, runner.cls
    if binds(facts, runner.new_name):
        raise CannotMigrateError(f"{facts.path} already has a `{runner.new_name}`")
    yield TextEdit(cls.node.name_span, runner.new_name)
    for node in py.walk(facts.tree):
        if isinstance(node, py.Name) and node.id == cls.name:
            yield TextEdit(node.span, runner.new_name)
        elif isinstance(node, py.Param) and node.name == cls.name:
            raise CannotMigrateError(f"`{cls.name}` is a parameter at {runner.line(node)}")
        elif isinstance(node, py.Constant) and node.value == cls.name:
            raise CannotMigrateError(f"the string at {runner.line(node)} may mean `{cls.name}`")
    if cls.name in facts.globals:
        raise CannotMigrateError(f"`{cls.name}` is assigned to in {facts.path}")


def method_edits(project: Project, runner: Runner) -> Iterator[TextEdit]:
    """The edits that rename the method. Raises :class:`CannotMigrateError`."""
    cls, tree = runner.cls, runner.facts.tree
    if NEW_METHOD in cls.methods or NEW_METHOD in cls.attributes:
        raise CannotMigrateError(f"`{cls.name}` already has a `{NEW_METHOD}`")
    if any(isinstance(n, py.Name) and n.id == OLD_METHOD for n in py.walk_scope(cls.node)):
        raise CannotMigrateError(f"the body of `{cls.name}` uses `{OLD_METHOD}` by its bare name")
    definitions = [
        node
        for node in cls.node.body
        if isinstance(node, py.FunctionDef) and node.name == OLD_METHOD
    ]
    if definitions != [runner.method.node]:
        raise CannotMigrateError(f"`{cls.name}` defines `{OLD_METHOD}` several times")
    yield TextEdit(runner.method.node.name_span, NEW_METHOD)
    own = selves(runner.cls)
    objects = set(instances(project, runner.facts, runner.cls))
    strangers: list[str] = []
    for node in py.walk(tree):
        if isinstance(node, py.Call):
            _require_no_text(runner, node)
        if not isinstance(node, py.Attribute):
            continue
        owner = py.unparen(node.value)
        if node.attr == NEW_METHOD and owner in own:
            raise CannotMigrateError(
                f"`self.{NEW_METHOD}` at {runner.line(node)} is something else"
            )
        if node.attr != OLD_METHOD:
            continue
        if isinstance(owner, py.Call) and py.dotted(owner.func) == "super":
            raise CannotMigrateError(f"super().{OLD_METHOD} at {runner.line(node)} is called")
        if owner in own or _is_own(owner, cls.name, objects):
            yield TextEdit(node.attr_span, NEW_METHOD)
        else:
            strangers.append(f"at {runner.line(node)}")
    strangers += [
        f"in {facts.path}"
        for facts in project.python.values()
        if facts is not runner.facts
        and any(isinstance(n, py.Attribute) and n.attr == OLD_METHOD for n in py.walk(facts.tree))
    ]
    if strangers:
        _require_kept(runner, own, objects, strangers[0])


def _is_class(expr: py.Expr, name: str) -> bool:
    return isinstance(expr, py.Name) and expr.id == name


def _is_own(owner: py.Expr, name: str, objects: set[str]) -> bool:
    """Whether ``owner`` is the class, a new object of it, or a name for one."""
    if isinstance(owner, py.Call):
        return _is_class(owner.func, name)
    return isinstance(owner, py.Name) and (owner.id == name or owner.id in objects)


def _require_kept(runner: Runner, own: set[py.Expr], objects: set[str], stranger: str) -> None:
    """Refuse if the object may be what ``stranger`` calls: if it, or its class, is handed on."""
    nodes = list(py.walk(runner.facts.tree))
    harmless: set[py.Expr] = set()
    for node in nodes:
        if isinstance(node, py.Attribute):
            harmless.add(py.unparen(node.value))
        elif isinstance(node, py.Call) and _is_class(node.func, runner.cls.name):
            harmless.add(node.func)
        elif isinstance(node, py.Assign):
            names = [target for target in node.targets if isinstance(target, py.Name)]
            harmless.update(names)
            if node.value is not None and any(name.id in objects for name in names):
                harmless.add(node.value)
    for node in nodes:
        spoken = node in own or (
            isinstance(node, py.Name) and node.id in (runner.cls.name, *objects)
        )
        spoken = spoken or (isinstance(node, py.Call) and _is_class(node.func, runner.cls.name))
        if spoken and node not in harmless:
            raise CannotMigrateError(
                f"the runner is passed on at {runner.line(node)}, and may be what is called "
                f"{stranger}"
            )


def _require_no_text(runner: Runner, call: py.Call) -> None:
    """Refuse where the method is named by a text."""
    if (py.dotted(call.func) or "").rpartition(".")[2] not in _BY_TEXT:
        return
    for arg in call.args:
        value = arg.value
        text = value.value if isinstance(value, py.Constant) else None
        if isinstance(text, str) and text.rpartition(".")[2] == OLD_METHOD:
            raise CannotMigrateError(f"the string at {runner.line(call)} may name the method")


def _base_edits(runner: Runner, base: py.Expr) -> Iterator[TextEdit]:
    """The edits that make ``BaseRunner`` of the base class, and import it."""
    if isinstance(base, py.Attribute):
        yield TextEdit(base.attr_span, NEW_BASE)
        return
    facts = runner.facts
    assert isinstance(base, py.Name)
    others = [
        node
        for node in py.walk(facts.tree)
        if isinstance(node, py.Name) and node.id == base.id and node is not base
    ]
    if base.id == OLD_BASE:
        if binds(facts, NEW_BASE):
            raise CannotMigrateError(f"{facts.path} already has a `{NEW_BASE}`")
        yield TextEdit(base.span, NEW_BASE)
    found = False
    for node in py.walk(facts.tree):
        if isinstance(node, py.ImportFrom) and node.module == "cog" and not node.level:
            for name in node.names:
                if name.name == OLD_BASE and (name.alias or name.name) == base.id:
                    found = True
                    start = name.span.start
                    keep = f"{OLD_BASE}, " if others and base.id == OLD_BASE else ""
                    yield TextEdit(Span(start, start + len(OLD_BASE)), keep + NEW_BASE)
    if not found:
        raise CannotMigrateError(f"it is not clear where `{base.id}` is imported from")
