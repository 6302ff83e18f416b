"""What all rewritings share: the trees of a project, and what they look for in them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

Trees = dict[str, ast.Module]
Rewriting = Callable[[Trees], None]
"""Changes the trees in place; it may add one."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
ENTRIES = ("predict", "run")


def functions_of(tree: ast.AST) -> list[Function]:
    """All functions and methods in ``tree``."""
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def methods_of(tree: ast.Module) -> Iterator[tuple[ast.ClassDef, Function]]:
    """The methods of the classes of a file."""
    for cls in tree.body:
        if isinstance(cls, ast.ClassDef):
            for node in list(cls.body):
                if isinstance(node, Function):
                    yield cls, node


def parsed(text: str) -> list[ast.stmt]:
    """The statements of ``text``."""
    return ast.parse(text).body


def bodies_of(function: ast.AST) -> Iterator[list[ast.stmt]]:
    """The blocks of statements in ``function``, its own first."""
    for node in ast.walk(function):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and block:
                yield block


def imports_at(tree: ast.Module) -> int:
    """Where the imports at the top of the file end."""
    last = 0
    for at, statement in enumerate(tree.body, start=1):
        if isinstance(statement, ast.Import | ast.ImportFrom):
            last = at
    return last


class Renaming(ast.NodeTransformer):
    """Names by a table: a name, or a member of a module (``torch.compile``), is written otherwise.

    A class's attributes and keywords keep their names.
    """

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self._found(node, node.id)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        if isinstance(node.value, ast.Name):
            found = self._found(node, f"{node.value.id}.{node.attr}")
            if found is not node:
                return found
        self.generic_visit(node)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.arg = self._names.get(node.arg, node.arg)
        self.generic_visit(node)
        return node

    def _found(self, node: ast.Name | ast.Attribute, name: str) -> ast.expr:
        if name not in self._names:
            return node
        new = ast.parse(self._names[name], mode="eval").body
        assert isinstance(new, ast.Name | ast.Attribute)
        new.ctx = node.ctx
        return new
