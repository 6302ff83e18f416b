"""Give a function one more parameter, and its call the argument."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.fixes.moving.site import BlockedError
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts
from cog_lsp.text import Document, Span, TextEdit


def parameter_edits(function: FunctionFacts, name: str, document: Document) -> Iterator[TextEdit]:
    """The edits that add the parameter ``name`` as the last that is given by keyword or place."""
    params = [param for param in function.node.params if param.kind != "kwarg"]
    named = [param for param in params if param.name]
    if any(param.name == name for param in function.node.params):
        raise BlockedError(f"`{function.name}` already has a parameter `{name}`.")
    bare = any(param.kind in ("vararg", "star") for param in params)
    star = "" if bare or not any(param.default is not None for param in named) else "*, "
    if not function.node.params:
        at = function.node.params_span.end - 1
        yield TextEdit(Span(at, at), name)
        return
    kwarg = next((p for p in function.node.params if p.kind == "kwarg"), None)
    if kwarg is not None:
        yield TextEdit(Span(kwarg.span.start, kwarg.span.start), f"{star}{name}, ")
        return
    yield _behind(params[-1].span.end, f"{star}{name}", document)


def argument_edit(call: py.Call, name: str, document: Document) -> TextEdit:
    """The edit that adds the argument ``name=name`` to ``call``."""
    if any(arg.name == name for arg in call.args):
        raise BlockedError(f"The call already has an argument `{name}`.")
    if not call.args:
        at = call.args_span.end - 1
        return TextEdit(Span(at, at), f"{name}={name}")
    if isinstance(call.args[0].value, py.Comprehension) and len(call.args) == 1:
        raise BlockedError("A generator is the call's only argument.")
    unpacked = next((arg for arg in call.args if arg.star == "**"), None)
    if unpacked is not None:
        at = unpacked.span.start
        return TextEdit(Span(at, at), f"{name}={name}, ")
    return _behind(call.args[-1].span.end, f"{name}={name}", document)


def _behind(at: int, new: str, document: Document) -> TextEdit:
    """``new`` behind the last item of a list in brackets, which ends at ``at``."""
    text = document.text
    line = text[text.rfind("\n", 0, at) + 1 : at]
    indent = line[: len(line) - len(line.lstrip())]
    rest = text[at:].split("\n", 1)[0]
    # Items on lines of their own, the last with a comma, go on that way.
    if rest.startswith(",") and not rest[1:].strip():
        return TextEdit(Span(at + 1, at + 1), f"{document.newline}{indent}{new},")
    return TextEdit(Span(at, at), f", {new}")
