"""Other forms of the same statements, where they stand."""

from __future__ import annotations

import ast

from .trees import Trees, bodies_of, functions_of, imports_at, parsed


def reorder_methods(trees: Trees) -> None:
    """The last method first."""
    for tree in trees.values():
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                node.body.reverse()


def in_with(trees: Trees) -> None:
    """The body of each function in a ``with``."""
    _around(trees, "with memoryview(b''):\n    pass")


def in_try(trees: Trees) -> None:
    """The body of each function in a ``try`` with a ``finally``."""
    _around(trees, "try:\n    pass\nfinally:\n    pass")


def in_try_raising(trees: Trees) -> None:
    """The body of each function in a ``try`` whose handler raises again."""
    _around(trees, "try:\n    pass\nexcept KeyError:\n    raise")


def _around(trees: Trees, block: str) -> None:
    for tree in trees.values():
        for function in functions_of(tree):
            if isinstance(function.body[0], ast.Pass):
                continue
            (outer,) = parsed(block)
            assert isinstance(outer, ast.With | ast.Try)
            outer.body, function.body = function.body, [outer]


def name_results(trees: Trees) -> None:
    """``outcome = f(x)`` and ``return outcome``, in place of ``return f(x)``."""
    for tree in trees.values():
        for function in functions_of(tree):
            for block in bodies_of(function):
                last = block[-1]
                if isinstance(last, ast.Return) and not isinstance(
                    last.value, ast.Name | ast.Constant | None
                ):
                    name = ast.Assign([ast.Name("outcome", ast.Store())], last.value)
                    block[-1:] = [name, ast.Return(ast.Name("outcome", ast.Load()))]


def annotate(trees: Trees) -> None:
    """``x: object = 1`` in place of ``x = 1``, in functions."""

    class Annotated(ast.NodeTransformer):
        def visit_Assign(self, node: ast.Assign) -> ast.stmt:
            target = node.targets[0]
            if len(node.targets) > 1 or not isinstance(target, ast.Name | ast.Attribute):
                return node
            return ast.AnnAssign(
                target,
                ast.Name("object", ast.Load()),
                node.value,
                int(isinstance(target, ast.Name)),
            )

    for tree in trees.values():
        for function in functions_of(tree):
            function.body = [Annotated().visit(statement) for statement in function.body]


def turn_conditions(trees: Trees) -> None:
    """``if not a: … else: …`` with the branches exchanged."""
    for tree in trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.If):
                node.test = ast.UnaryOp(ast.Not(), node.test)
                node.body, node.orelse = node.orelse or [ast.Pass()], node.body


def texts_to_constants(trees: Trees) -> None:
    """Texts that functions hand to calls are constants of the module."""

    class Named(ast.NodeTransformer):
        def __init__(self) -> None:
            self.constants: list[ast.stmt] = []

        def visit_Call(self, node: ast.Call) -> ast.Call:
            self.generic_visit(node)
            node.args = [self._named(arg) for arg in node.args]
            for keyword in node.keywords:
                keyword.value = self._named(keyword.value)
            return node

        def _named(self, value: ast.expr) -> ast.expr:
            if not isinstance(value, ast.Constant) or not isinstance(value.value, str):
                return value
            name = f"TEXT_{len(self.constants) + 1}"
            self.constants.append(ast.Assign([ast.Name(name, ast.Store())], value))
            return ast.Name(name, ast.Load())

    for tree in trees.values():
        named = Named()
        for function in functions_of(tree):
            function.body = [named.visit(statement) for statement in function.body]
        at = imports_at(tree)
        tree.body[at:at] = named.constants
