"""What a method returns, told from its returns and yields."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cog_lsp.fixes.interface.evaluate import TYPE_NAMES
from cog_lsp.fixes.interface.scene import BlockedError, ImportName, Scene, fixed, insert
from cog_lsp.fixes.result import Outcome
from cog_lsp.project.behavior.guards import leaves
from cog_lsp.syntax import python_tree as py

_COG = frozenset(("Path", "File", "Secret", "BaseModel", "ConcatenateIterator", "Opaque"))
_OF_CALLS = {"str": "str", "int": "int", "float": "float", "len": "int", "dict": "dict"}
"""What the built-in functions of these names return."""
_OF_FUNCTIONS = {"cog.Path": "Path", "pathlib.Path": "Path", "json.dumps": "str"}
_OF_METHODS = frozenset(("join", "format", "strip", "lower", "upper", "replace"))
"""Methods of a string that return one."""
_PLAIN = frozenset(("str", "int", "float", "bool", "Path"))
_DEPTH = 8


def annotate_return(scene: Scene) -> Outcome:
    """Say what the method returns, where all of its returns or yields tell the same type."""
    function = scene.function
    returned = [found.value for found in py.walk_scope(function) if isinstance(found, py.Return)]
    yielded = [found for found in py.walk_scope(function) if isinstance(found, py.Yield)]
    values = [each.value for each in yielded] if yielded else returned
    if not values or any(found.is_from for found in yielded):
        raise BlockedError("its body does not give the type; write it after the parameters")
    types = _Types(scene)
    names = {types.of(value) for value in values}
    name = names.pop()
    if names or name is None:
        raise BlockedError("its values do not give the type; write it after the parameters")
    add = [each for known in _names_in(name) for each in _import_of(scene, known)]
    if yielded:
        iterator = "AsyncIterator" if function.is_async else "Iterator"
        add += scene.importable("typing", iterator)
        name = f"{iterator}[{name}]"
    text = scene.document.text
    colon = text.index(":", _behind_parameters(scene, function))
    decision = ""
    if not yielded and not leaves(function.body):
        decision = f"it may end without a `return`, and its output is `None` then, no {name}"
    title, edit = f"Add `-> {name}`", insert(colon, f" -> {name}")
    return fixed(scene, title, [edit], add=add, decision=decision)


def _behind_parameters(scene: Scene, function: py.FunctionDef) -> int:
    """Behind the bracket that closes the parameters."""
    text = scene.document.text
    start = max([param.span.end for param in function.params] or [function.name_span.end])
    match = re.compile(r"(?:[\s,(]|#[^\n]*)*\)").match(text, start)
    if match is None:
        raise BlockedError("its parameters are not closed")
    return match.end()


class _Types:
    """The types of a function's expressions, as far as their own form tells them."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._function = scene.function
        self._nodes = tuple(py.walk_scope(scene.function))
        # A function inside may bind a variable, or fill a list, of this one.
        self._all = tuple(py.walk(scene.function))

    def of(self, value: py.Expr | None, depth: int = _DEPTH) -> str | None:
        """The annotation for ``value``, or ``None`` if it is not certain."""
        if value is None or depth == 0:
            return None
        value = py.unparen(value)
        if isinstance(value, py.FString):
            return "str"
        if isinstance(value, py.Constant):
            return TYPE_NAMES.get(type(value.value))
        if isinstance(value, py.Dict):
            return "dict"
        if isinstance(value, py.Sequence) and value.kind == "list":
            return self._list(value.items, depth)
        if isinstance(value, py.IfExp):
            return self._one((value.body, value.orelse), depth)
        if isinstance(value, py.BinOp) and value.op in ("+", "/"):
            # Of these types only: whatever else is added or divided may be anything's operator.
            name = self.of(value.left, depth - 1)
            return name if (name, value.op) in (("str", "+"), ("Path", "/")) else None
        if isinstance(value, py.Call):
            return self._call(value, depth)
        return self._name(value.id, depth) if isinstance(value, py.Name) else None

    def _one(self, values: Iterable[py.Expr | None], depth: int) -> str | None:
        """The type that all ``values`` have."""
        names = {self.of(value, depth - 1) for value in values}
        return names.pop() if len(names) == 1 else None

    def _list(self, items: Iterable[py.Expr], depth: int) -> str | None:
        name = self._one(items, depth)
        return f"list[{name}]" if name is not None else None

    def _call(self, call: py.Call, depth: int) -> str | None:
        name = py.dotted(call.func) or ""
        known = _OF_FUNCTIONS.get(self._scene.project.qualified(self._scene.facts, call.func) or "")
        if known is not None:
            # A module that is imported whole leaves no name for the annotation.
            return known if known != "Path" or name == "Path" else None
        if name in _OF_CALLS and name not in self._scene.names_bound():
            return _OF_CALLS[name]
        if isinstance(call.func, py.Attribute) and call.func.attr in _OF_METHODS:
            return "str" if self.of(call.func.value, depth - 1) == "str" else None
        return None

    def _name(self, name: str, depth: int) -> str | None:
        """The type of a variable that is given values of one type, and of a list that is filled."""
        if name in {target for node in self._nodes for target in _bound_otherwise(node)} or any(
            isinstance(node, py.Scoping) and name in node.names for node in self._all
        ):
            return None
        given: list[py.Expr | None] = []
        for node in self._nodes:
            if isinstance(node, py.Assign) and name in map(py.dotted, node.targets):
                given.append(node.value)
        for param in self._function.params:
            if param.name == name:
                text = self._scene.text(param.annotation) if param.annotation is not None else ""
                return text if text in _PLAIN and not given else None
        lists = [value for value in given if isinstance(value, py.Sequence) and not value.items]
        if lists and len(lists) == len(given):
            return self._filled(name, lists, depth)
        return self._one(given, depth) if given else None

    def _filled(self, name: str, lists: list[py.Sequence], depth: int) -> str | None:
        """The type of a list that begins empty, where nothing but ``append`` fills it."""
        added: list[py.Expr] = []
        uses = sum(isinstance(node, py.Name) and node.id == name for node in self._all)
        for node in self._nodes:
            if isinstance(node, py.Call) and py.dotted(node.func) == f"{name}.append":
                added += [argument.value for argument in node.args]
        returned = sum(
            isinstance(node, py.Return)
            and isinstance(node.value, py.Name)
            and node.value.id == name
            for node in self._nodes
        )
        if any(found.kind != "list" for found in lists):
            return None
        is_all = uses == len(lists) + len(added) + returned
        return self._list(added, depth) if is_all else None


def _bound_otherwise(node: py.Node) -> Iterator[str]:
    """The names that ``node`` binds to something that its own form does not tell."""
    targets: tuple[py.Expr | None, ...] = ()
    if isinstance(node, py.For | py.AugAssign | py.NamedExpr):
        targets = (node.target,)
    elif isinstance(node, py.With):
        targets = tuple(item.target for item in node.items)
    elif isinstance(node, py.Assign):
        targets = tuple(each for each in node.targets if not isinstance(each, py.Name))
    elif isinstance(node, py.Handler):
        yield from (node.name,) if node.name is not None else ()
    elif isinstance(node, py.FunctionDef | py.ClassDef):
        yield node.name
    for target in targets:
        if isinstance(target, py.Name):
            yield target.id
        elif isinstance(target, py.Sequence | py.Starred | py.Paren):
            yield from (each.id for each in py.walk(target) if isinstance(each, py.Name))


def _names_in(annotation: str) -> Iterator[str]:
    yield from re.findall(r"[A-Za-z_]\w*", annotation)


def _import_of(scene: Scene, name: str) -> tuple[ImportName, ...]:
    # A Path of pathlib goes by its name with Cog, and is what the code returns.
    return scene.importable("cog", name) if name in _COG - set(scene.facts.imports) else ()
