"""Who uses a function of the file, and whether a statement is the last thing that it does."""

from __future__ import annotations

import libcst as cst

from cog_lsp.fixes.log_progress.tree import Tree, last_name

_BLOCKS = (cst.SimpleStatementLine, cst.SimpleStatementSuite, cst.IndentedBlock)


def references(tree: Tree, function: cst.FunctionDef) -> list[cst.BaseExpression]:
    """Every expression of the file that means ``function``, its definition left out.

    For a method those are ``self.name``, ``cls.name``, ``super().name``, and ``name`` of the class
    or of a variable that holds an instance.
    """
    name, owner = function.name.value, tree.class_of(function)
    found: list[cst.BaseExpression] = []
    holders = {"self", "cls"} if owner is None else _instances(tree, owner)
    for node in tree.nodes:
        if owner is None:
            if isinstance(node, cst.Name) and node.value == name and _is_read(tree, node):
                found.append(node)
        elif isinstance(node, cst.Attribute) and node.attr.value == name:
            at = node.value
            known = isinstance(at, cst.Name) and at.value in holders
            made = isinstance(at, cst.Call) and last_name(at) in ("super", owner.name.value)
            if (known or made) and not _is_of_another(tree, node, name, owner):
                found.append(node)
    return found


def ends_in(
    tree: Tree, statement: cst.CSTNode, function: cst.FunctionDef
) -> list[cst.Finally] | None:
    """The ``finally`` clauses that run between ``statement`` and the end of ``function``.

    ``None`` unless ``statement`` is the last step of the function: at the end of its own body, or
    of a ``with`` or ``try`` that ends it and that swallows no error.
    """
    finals: list[cst.Finally] = []
    at: cst.CSTNode = statement
    for holder in tree.ancestors(statement):
        if isinstance(holder, _BLOCKS):
            if holder.body[-1] is not at:
                return None
        elif isinstance(holder, cst.FunctionDef):
            return finals if holder is function else None
        elif isinstance(holder, cst.Try):
            if at is holder.body and holder.orelse is not None:
                return None
            if not all(_raises(handler) for handler in holder.handlers):
                return None
            if holder.finalbody is not None:
                if at is holder.finalbody:
                    return None
                finals.append(holder.finalbody)
        elif isinstance(holder, cst.With):
            if any(last_name(item.item) == "suppress" for item in holder.items):
                return None
        elif not isinstance(holder, cst.Else):
            return None
        if isinstance(holder, cst.Else) and not isinstance(tree.parent(holder), cst.Try):
            return None
        at = holder
    return None


def _raises(handler: cst.ExceptHandler) -> bool:
    last = handler.body.body[-1]
    if isinstance(last, cst.SimpleStatementLine):
        last = last.body[-1]
    return isinstance(last, cst.Raise)


def _instances(tree: Tree, owner: cst.ClassDef) -> set[str]:
    """The names that stand for the class or an instance of it."""
    names = {"self", "cls", owner.name.value}
    for node in tree.nodes:
        if isinstance(node, cst.Assign) and last_name(node.value) == owner.name.value:
            target = node.targets[0].target
            if isinstance(node.value, cst.Call) and isinstance(target, cst.Name):
                names.add(target.value)
    return names


def _is_of_another(tree: Tree, node: cst.Attribute, name: str, owner: cst.ClassDef) -> bool:
    """Whether ``self.name`` stands in another class that has a method of that name itself."""
    if not (isinstance(node.value, cst.Name) and node.value.value in ("self", "cls")):
        return False
    for holder in tree.ancestors(node):
        if isinstance(holder, cst.ClassDef):
            return holder is not owner and any(
                isinstance(method, cst.FunctionDef) and method.name.value == name
                for method in holder.body.body
            )
    return False


def _is_read(tree: Tree, node: cst.Name) -> bool:
    holder = tree.parent(node)
    if isinstance(holder, cst.Attribute):
        return holder.value is node
    if isinstance(holder, cst.Arg):
        return holder.value is node
    return not isinstance(holder, cst.FunctionDef | cst.ClassDef | cst.Param | cst.ImportAlias)
