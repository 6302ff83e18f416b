"""What a rule over behaviour says does not hang on how the code is put.

The examples of the rules' own pages are changed in ways that keep what they do: other names, other
names of imports, methods in another order, the body in a ``with`` or a ``try``, or in a helper.
What was found is found still, and what was not is not.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable

import pytest

from cog_lsp.rules.registry import all_rules
from cog_lsp.rules.rule import Rule
from tests.projects import project

from .examples import BAD, DEFAULTS, Example, all_examples

# Cog reads these names as they are written.
_FIXED_IMPORTS = ("cog", "typing", "__future__")
_METHODS = ("predict", "run")
RULES = {
    rule.slug: rule for rule in all_rules() if rule.code.startswith(("COG44", "COG45", "COG70"))
}
Function = ast.FunctionDef | ast.AsyncFunctionDef


class _Renamed(ast.NodeTransformer):
    """Names by a table; a class's attributes and keywords keep theirs."""

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.Name:
        node.id = self.names.get(node.id, node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.arg = self.names.get(node.arg, node.arg)
        return node


def _rename_self(tree: ast.Module) -> ast.Module:
    return _Renamed({"self": "me"}).visit(tree)


def _rename_locals(tree: ast.Module) -> ast.Module:
    for function in _functions(tree):
        stored = {
            node.id
            for node in ast.walk(function)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        }
        params = {arg.arg for arg in ast.walk(function) if isinstance(arg, ast.arg)}
        names = {name: f"{name}_of_mine" for name in stored - params}
        function.body = [_Renamed(names).visit(statement) for statement in function.body]
    return tree


def _alias_imports(tree: ast.Module) -> ast.Module:
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        module = node.module if isinstance(node, ast.ImportFrom) else None
        for alias in node.names if isinstance(node, ast.Import | ast.ImportFrom) else ():
            root = (module or alias.name).partition(".")[0]
            if root not in _FIXED_IMPORTS and "." not in alias.name and alias.asname is None:
                alias.asname = names[alias.name] = f"{alias.name}_as"
    return _Renamed(names).visit(tree)


def _reorder_methods(tree: ast.Module) -> ast.Module:
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            node.body.reverse()
    return tree


def _in_with(tree: ast.Module) -> ast.Module:
    return _around(tree, "with memoryview(b''):\n    pass")


def _in_try(tree: ast.Module) -> ast.Module:
    return _around(tree, "try:\n    pass\nfinally:\n    print('done')")


def _around(tree: ast.Module, block: str) -> ast.Module:
    for function in _functions(tree):
        (outer,) = ast.parse(block).body
        assert isinstance(outer, ast.With | ast.Try)
        outer.body, function.body = function.body, [outer]
    return tree


def _in_helper(tree: ast.Module) -> ast.Module:
    for cls in tree.body:
        for function in list(cls.body) if isinstance(cls, ast.ClassDef) else ():
            if not isinstance(function, Function) or function.name not in _METHODS:
                continue
            helper = copy.deepcopy(function)
            helper.name, helper.decorator_list = "work_on_it", []
            helper.args.defaults = []
            names = ", ".join(arg.arg for arg in function.args.args[1:])
            wait = "await " if isinstance(function, ast.AsyncFunctionDef) else ""
            function.body = ast.parse(f"return {wait}self.work_on_it({names})").body
            cls.body.append(helper)
    return tree


def _functions(tree: ast.Module) -> list[Function]:
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


CHANGES: dict[str, Callable[[ast.Module], ast.Module]] = {
    "self has another name": _rename_self,
    "variables have other names": _rename_locals,
    "imports have other names": _alias_imports,
    "methods in another order": _reorder_methods,
    "in a with": _in_with,
    "in a try": _in_try,
    "in a helper": _in_helper,
}
# What these look at is the method that Cog calls: in a helper it is another thing.
_OF_THE_METHOD = ("seed-ignored", "default-list-changed", "async-without-await")


def _count(rule: Rule, example: Example, change: Callable[[ast.Module], ast.Module]) -> int:
    files = {**DEFAULTS, **example.files}
    changed = {
        path: ast.unparse(ast.fix_missing_locations(change(ast.parse(text)))) + "\n"
        if path.endswith(".py")
        else text
        for path, text in files.items()
    }
    return len(list(rule.run(project(changed))))


@pytest.mark.parametrize("name", CHANGES)
def test_the_verdict_stays(name: str) -> None:
    wrong = []
    for example in all_examples():
        rule = RULES.get(example.rule)
        is_python = any(path.endswith(".py") for path in example.files)
        if rule is None or not is_python:
            continue
        if name == "in a helper" and rule.slug in _OF_THE_METHOD:
            continue
        before = _count(rule, example, lambda tree: tree)
        assert bool(before) == (example.section == BAD)
        if _count(rule, example, CHANGES[name]) != before:
            wrong.append(str(example))
    assert wrong == []
