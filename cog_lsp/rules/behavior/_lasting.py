"""Lists and tables that are made once, before the first request, and live as long as the runner."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from cog_lsp.project import Project
from cog_lsp.project.behavior import Frame, Phase, trace_of
from cog_lsp.project.outliving import is_of_runner, made_before_requests
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import ClassFacts

Made = tuple[str, py.Expr]
"""The file and the expression that makes it."""
_STARTING = ("__init__", "setup", "__post_init__")


def made_once(
    project: Project, frame: Frame, target: py.Expr, is_kind: Callable[[str, py.Expr], bool]
) -> Made | None:
    """Where what ``target`` names in ``frame`` was made before the first request, if it was.

    That is a variable of the module, an attribute of the runner, or one of an object that the
    runner has. ``is_kind`` says whether an expression of a file makes what is looked for.
    """
    if frame.function is None:
        return None
    target = py.unparen(target)
    if isinstance(target, py.Name):
        return _in_module(frame, target.id, is_kind)
    if not isinstance(target, py.Attribute):
        return None
    if is_of_runner(frame, target):
        return _on_runner(project, target.attr, is_kind)
    cls = _class_of_holder(project, frame, py.unparen(target.value))
    return _in_class(project, cls, target.attr, is_kind) if cls is not None else None


def _in_module(frame: Frame, name: str, is_kind: Callable[[str, py.Expr], bool]) -> Made | None:
    value = frame.facts.constants.get(name)
    assert frame.function is not None
    is_local = name in {param.name for param in frame.function.node.params}
    if value is None or is_local or not is_kind(frame.path, value):
        return None
    return frame.path, value


def _on_runner(project: Project, attr: str, is_kind: Callable[[str, py.Expr], bool]) -> Made | None:
    stores = [s for s in trace_of(project).stores if s.node.attr == attr]
    if any(store.phase is Phase.PREDICT for store in stores):
        return None
    stores = [store for store in stores if is_of_runner(store.frame, store.node)]
    for store in stores:
        if store.frame.function is not None:
            for node in py.walk(store.frame.function.node):
                if isinstance(node, py.Assign) and store.node in node.targets:
                    value = node.value
                    if value is not None and is_kind(store.frame.path, value):
                        return store.frame.path, value
    for entry in project.entry_points:
        for cls in project.ancestry(entry.runner) if entry.runner is not None else ():
            value = cls.attributes.get(attr)
            if not stores and value is not None and is_kind(cls.path, value):
                return cls.path, value
    return None


def _class_of_holder(project: Project, frame: Frame, holder: py.Expr) -> ClassFacts | None:
    """The class of the object that ``holder`` names, if that is as old as the runner."""
    receiver, function = frame.receiver, frame.function
    if receiver is None or function is None:
        return None
    if isinstance(holder, py.Name) and holder.id == function.first_param:
        return receiver.cls if made_before_requests(receiver) else None
    if not isinstance(holder, py.Attribute) or not is_of_runner(frame, holder):
        return None
    held = (receiver.fields or {}).get(holder.attr)
    is_replaced = any(
        store.phase is Phase.PREDICT and store.node.attr == holder.attr
        for store in trace_of(project).stores
    )
    return None if held is None or is_replaced else held.cls


def _in_class(
    project: Project, cls: ClassFacts, attr: str, is_kind: Callable[[str, py.Expr], bool]
) -> Made | None:
    """Where a class makes it, if only its constructor does."""
    found: Made | None = None
    for path, name, value in _assignments(project, cls, attr):
        if name not in _STARTING or value is None or not is_kind(path, value):
            return None
        found = path, value
    return found


def _assignments(
    project: Project, cls: ClassFacts, attr: str
) -> Iterator[tuple[str, str, py.Expr | None]]:
    """The file, the method and the value of each assignment to an attribute of ``cls``."""
    for ancestor in project.ancestry(cls):
        for method in ancestor.methods.values():
            for node in py.walk(method.node):
                if isinstance(node, py.Assign):
                    for target in node.targets:
                        if py.dotted(target) == f"{method.first_param}.{attr}":
                            yield method.path, method.name, node.value
