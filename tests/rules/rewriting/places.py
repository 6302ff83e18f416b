"""Other places for the same code: methods, functions, modules."""

from __future__ import annotations

import ast
import copy
import itertools
from collections.abc import Iterator

from .trees import ENTRIES, Function, Trees, imports_at, methods_of, parsed

_FILE = "moved_here.py"


def to_method(trees: Trees) -> None:
    """The whole body of the prediction in a method of its own."""
    for tree in trees.values():
        for cls, entry in list(_entries(tree)):
            cls.body.append(_moved(entry, "self.", trees))


def to_function(trees: Trees) -> None:
    """The whole body of the prediction in a function of the module, which gets ``self``."""
    for tree in trees.values():
        for cls, entry in list(_entries(tree)):
            tree.body.insert(tree.body.index(cls), _moved(entry, "", trees))


def to_module(trees: Trees) -> None:
    """The whole body of the prediction in a function of another file."""
    for tree in list(trees.values()):
        for _, entry in list(_entries(tree)):
            _put_elsewhere(trees, tree, [_moved(entry, "", trees)])


def values_to_functions(trees: Trees) -> None:
    """What a method assigns is made by a function of the module, where it needs nothing local."""
    for tree in trees.values():
        made = list(_made_by_functions(tree, trees))
        at = next((tree.body.index(cls) for cls, _ in methods_of(tree)), len(tree.body))
        tree.body[at:at] = made


def values_to_module(trees: Trees) -> None:
    """What a method assigns is made by a function of another file, where it needs nothing local."""
    for tree in list(trees.values()):
        _put_elsewhere(trees, tree, list(_made_by_functions(tree, trees)))


def _entries(tree: ast.Module) -> Iterator[tuple[ast.ClassDef, Function]]:
    for cls, method in methods_of(tree):
        if method.name in ENTRIES:
            yield cls, method


def _moved(entry: Function, owner: str, trees: Trees) -> Function:
    """The function that does what ``entry`` did, which calls it from now on."""
    worker = copy.deepcopy(entry)
    worker.name, worker.decorator_list = _new_name("work", trees), []
    worker.args.defaults = []
    first, *others = (arg.arg for arg in entry.args.args)
    arguments = ", ".join(others if owner else (first, *others))
    call = f"{owner.replace('self', first)}{worker.name}({arguments})"
    is_generator = any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(worker))
    if isinstance(entry, ast.FunctionDef):
        text = f"yield from {call}" if is_generator else f"return {call}"
    else:
        text = f"async for it in {call}: yield it" if is_generator else f"return await {call}"
    # An ``await`` stands in no module.
    (entry.body,) = (f.body for f in parsed(f"async def f():\n    {text}") if hasattr(f, "body"))
    return worker


def _made_by_functions(tree: ast.Module, trees: Trees) -> Iterator[Function]:
    """A function for each call that is assigned and names nothing of its method."""
    for _, method in methods_of(tree):
        local = {n.id for n in ast.walk(method) if isinstance(n, ast.Name) and _is_store(n)}
        local |= {arg.arg for arg in ast.walk(method) if isinstance(arg, ast.arg)}
        for node in ast.walk(method):
            value = node.value if isinstance(node, ast.Assign) else None
            if not isinstance(value, ast.Call) or _names(value) & local:
                continue
            assert isinstance(node, ast.Assign)
            name = _new_name("make", trees)
            (function,) = parsed(f"def {name}():\n    return {ast.unparse(value)}")
            assert isinstance(function, ast.FunctionDef)
            node.value = ast.parse(f"{name}()", mode="eval").body
            yield function


def _new_name(stem: str, trees: Trees) -> str:
    """A name that nothing in the project has."""
    taken = {
        name
        for tree in trees.values()
        for node in ast.walk(tree)
        for name in (getattr(node, "id", None), getattr(node, "attr", None))
    }
    return next(name for n in itertools.count(1) if (name := f"{stem}_{n}") not in taken)


def _is_store(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Store)


def _names(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def _put_elsewhere(trees: Trees, tree: ast.Module, functions: list[Function]) -> None:
    """Put ``functions``, which stood in ``tree``, into another file, and import them from there.

    What the file itself defines and they use goes with them, unless it is a class.
    """
    if not functions:
        return
    other = trees.setdefault(_FILE, ast.Module([], []))
    imports = [s for s in tree.body if isinstance(s, ast.Import | ast.ImportFrom)]
    needed = set[str]().union(*map(_names, functions))
    own: list[ast.stmt] = []
    while found := [s for s in tree.body if s not in own and _defined(s) & needed]:
        own += found
        needed |= set[str]().union(*map(_names, found))
    own.sort(key=tree.body.index)
    other.body += [*copy.deepcopy(imports), *own, *functions]
    tree.body = [statement for statement in tree.body if statement not in own]
    names = [f.name for f in functions] + sorted(set[str]().union(*map(_defined, own)))
    at = imports_at(tree)
    tree.body[at:at] = parsed(f"from {_FILE.removesuffix('.py')} import {', '.join(names)}")


def _defined(statement: ast.stmt) -> set[str]:
    """What a statement of a module defines, if it can move."""
    if isinstance(statement, Function):
        return {statement.name}
    if isinstance(statement, ast.Assign):
        return {t.id for t in statement.targets if isinstance(t, ast.Name)}
    return set()
