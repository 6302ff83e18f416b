"""Strings that Cog reads otherwise than Python, written so that both read the same."""

from __future__ import annotations

from cog_lsp.fixes.interface.evaluate import NotConstantError, literal
from cog_lsp.fixes.interface.scene import BlockedError, Scene, fixed, replace
from cog_lsp.fixes.result import Outcome
from cog_lsp.syntax import python_tree as py


def plain_string(scene: Scene) -> Outcome:
    """Write the string that Python reads as one literal without escapes: raw where it has to be."""
    span = scene.problem.span
    node = next(
        (
            found
            for found in py.walk(scene.facts.tree)
            if isinstance(found, py.Expr) and found.span == span
        ),
        None,
    )
    value = _joined(node)
    if "#" in scene.document.slice(span).replace(value, ""):
        raise BlockedError("it may contain a comment")
    try:
        text = literal(value)
    except NotConstantError as error:
        raise BlockedError(f"no literal means the same to Cog and Python: {error}") from error
    shown = f"`{text}`" if len(text) <= 40 else "it as one plain string"
    return fixed(scene, f"Write {shown}", [replace(span, text)])


def _joined(node: py.Expr | None) -> str:
    """The string that ``node`` is, parts added with ``+`` joined."""
    if isinstance(node, py.Paren):
        return _joined(node.value)
    if isinstance(node, py.BinOp) and node.op == "+":
        return _joined(node.left) + _joined(node.right)
    if isinstance(node, py.Constant) and isinstance(node.value, str):
        return node.value
    raise BlockedError("it is not a plain string")
