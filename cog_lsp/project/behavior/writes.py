"""Which attributes are written after the start: what they hold may differ between requests."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.project.project import Project
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import ClassFacts, FunctionFacts, PythonFacts

_STARTING = ("__init__", "setup", "__post_init__")
# Methods that change a list, a dictionary or a set.
_CHANGING = frozenset(
    ("append", "extend", "insert", "add", "update", "setdefault", "pop", "popitem", "clear",
     "remove", "discard")
)  # fmt: skip


class Writes:
    """The attributes that a project's code writes, found once for each class and file."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._of_instances: dict[tuple[str, str], frozenset[str]] = {}
        self._of_classes: dict[str, frozenset[str]] = {}
        self._of_globals: dict[str, frozenset[str]] = {}

    def to_instances(self, cls: ClassFacts, attr: str) -> bool:
        """Whether a method other than the setting-up ones writes ``attr`` of an instance.

        Or a function that such a method hands the instance to.
        """
        key = (cls.path, cls.qualname)
        known = self._of_instances.get(key)
        if known is None:
            known = self._of_instances[key] = frozenset(
                name
                for ancestor in self._project.ancestry(cls)
                for method in ancestor.methods.values()
                if method.name not in _STARTING
                for function, owner in self._handed(method)
                for name in _written(function, owner)
            )
        return attr in known

    def _handed(self, method: FunctionFacts) -> Iterator[tuple[FunctionFacts, str | None]]:
        """The method with its ``self``, and each function that it hands that to, as which one."""
        yield method, method.first_param
        facts = self._project.python[method.path]
        for node in py.walk(method.node):
            if not isinstance(node, py.Call):
                continue
            for index, arg in enumerate(node.args):
                if not isinstance(arg.value, py.Name) or arg.value.id != method.first_param:
                    continue
                callee = self._project.find(facts, node.func, method)
                if isinstance(callee, FunctionFacts) and callee.owner is None:
                    names = [param.name for param in callee.node.params]
                    yield callee, arg.name or (names[index] if index < len(names) else None)

    def to_class(self, cls: ClassFacts, attr: str) -> bool:
        """Whether code of the class's file writes ``attr`` of the class itself."""
        known = self._of_classes.get(cls.path)
        if known is None:
            facts = self._project.python[cls.path]
            known = self._of_classes[cls.path] = frozenset(
                target.attr
                for node in py.walk(facts.tree)
                if isinstance(node, py.Assign)
                for target in node.targets
                if isinstance(target, py.Attribute)
                and isinstance(target.value, py.Name)
                and (target.value.id in facts.classes or target.value.id == "cls")
            )
        return attr in known

    def to_global(self, facts: PythonFacts, name: str) -> bool:
        """Whether a function of the file puts something into the global container ``name``."""
        known = self._of_globals.get(facts.path)
        if known is None:
            known = self._of_globals[facts.path] = frozenset(
                changed
                for function in facts.functions.values()
                for statement in function.node.body
                for node in py.walk(statement)
                for changed in _changed(node)
            )
        return name in known


def _changed(node: py.Node) -> Iterator[str]:
    """The plain names of the containers that a node puts something into, or takes it out of."""
    targets: tuple[py.Expr, ...] = ()
    if isinstance(node, py.Assign | py.Delete):
        targets = node.targets
    elif isinstance(node, py.AugAssign):
        targets = (node.target,)
    elif (
        isinstance(node, py.Call)
        and isinstance(node.func, py.Attribute)
        and isinstance(node.func.value, py.Name)
        and node.func.attr in _CHANGING
    ):
        yield node.func.value.id
    for target in targets:
        if isinstance(target, py.Subscript) and isinstance(target.value, py.Name):
            yield target.value.id


def _written(function: FunctionFacts, owner: str | None) -> Iterator[str]:
    """The attributes of its parameter ``owner`` that a function assigns."""
    for statement in function.node.body:
        for node in py.walk(statement):
            targets: tuple[py.Expr, ...] = ()
            if isinstance(node, py.Assign):
                targets = node.targets
            elif isinstance(node, py.AugAssign):
                targets = (node.target,)
            elif isinstance(node, py.With):
                targets = tuple(item.target for item in node.items if item.target is not None)
            for target in targets:
                for inner in py.walk(target):
                    if (
                        isinstance(inner, py.Attribute)
                        and isinstance(inner.value, py.Name)
                        and inner.value.id == owner
                    ):
                        yield inner.attr
