"""Other names for the same things."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .trees import Function, Renaming, Trees, functions_of

# Cog reads these names as they are written.
_FIXED_IMPORTS = ("cog", "typing", "__future__")


def rename_self(trees: Trees) -> None:
    """``self`` is ``me``."""
    for tree in trees.values():
        Renaming({"self": "me"}).visit(tree)


def rename_locals(trees: Trees) -> None:
    """What a function assigns has another name; parameters, which are an interface, keep theirs."""
    for tree in trees.values():
        for function in functions_of(tree):
            renaming = Renaming({name: f"{name}_of_mine" for name in _stored(function)})
            function.body = [renaming.visit(statement) for statement in function.body]


def alias_imports(trees: Trees) -> None:
    """``import torch as a1``, ``from transformers import AutoModel as a2``."""
    for tree in trees.values():
        names: dict[str, str] = {}
        for node, alias in _imports(tree):
            if "." not in alias.name or alias.asname or isinstance(node, ast.ImportFrom):
                old = alias.asname or alias.name
                alias.asname = names[old] = f"a{len(names) + 1}"
        Renaming(names).visit(tree)


def import_modules(trees: Trees) -> None:
    """``import transformers`` for ``transformers.AutoModel``, in place of the name alone."""
    for tree in trees.values():
        names = {
            alias.asname or alias.name: f"{node.module}.{alias.name}"
            for node, alias in _imports(tree)
            if isinstance(node, ast.ImportFrom)
        }
        Renaming(names).visit(tree)
        for node in {node for node, _ in _imports(tree)}:
            if isinstance(node, ast.ImportFrom):
                _replace(tree, node, ast.Import([ast.alias(node.module or "")]))


def import_names(trees: Trees) -> None:
    """``from torch import compile as a1``, in place of the module, where its members are used."""
    for tree in trees.values():
        names: dict[str, str] = {}
        for node, alias in list(_imports(tree)):
            module = alias.asname or alias.name
            uses = [n for n in ast.walk(tree) if isinstance(n, ast.Name) and n.id == module]
            members = sorted({m.attr for m in ast.walk(tree) if _is_member(m, uses)})
            count = sum(_is_member(m, uses) for m in ast.walk(tree))
            if isinstance(node, ast.ImportFrom) or len(node.names) > 1 or count != len(uses):
                continue
            if members:
                aliases = []
                for member in members:
                    names[f"{module}.{member}"] = f"a{len(names) + 1}"
                    aliases.append(ast.alias(member, names[f"{module}.{member}"]))
                _replace(tree, node, ast.ImportFrom(alias.name, aliases, 0))
        Renaming(names).visit(tree)


def _is_member(node: ast.AST, uses: list[ast.Name]) -> bool:
    return isinstance(node, ast.Attribute) and node.value in uses


def _imports(tree: ast.Module) -> Iterator[tuple[ast.Import | ast.ImportFrom, ast.alias]]:
    """The names that a file imports, but for those that have to stay."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.level or node.names[0].name == "*"):
            continue
        module = node.module if isinstance(node, ast.ImportFrom) else None
        for alias in node.names if isinstance(node, ast.Import | ast.ImportFrom) else ():
            if (module or alias.name).partition(".")[0] not in _FIXED_IMPORTS:
                assert isinstance(node, ast.Import | ast.ImportFrom)
                yield node, alias


def _replace(tree: ast.Module, old: ast.stmt, new: ast.stmt) -> None:
    for node in ast.walk(tree):
        block = getattr(node, "body", None)
        if isinstance(block, list) and old in block:
            block[block.index(old)] = new


def _stored(function: Function) -> set[str]:
    """The variables of ``function`` and of the functions in it, but for parameters."""
    stored, others = set[str](), set[str]()
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            stored.add(node.id)
        elif isinstance(node, ast.arg):
            others.add(node.arg)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            others.update(node.names)
    return stored - others
