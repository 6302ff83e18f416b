"""Let a temporary folder stay: ``with TemporaryDirectory() as d:`` becomes ``d = mkdtemp()``."""

from __future__ import annotations

import libcst as cst

from cog_lsp.fixes.python_edit import with_import
from cog_lsp.fixes.result import FileEdit, Outcome, Refusal, made
from cog_lsp.project import Project
from cog_lsp.rules.plan import KeepFolder
from cog_lsp.syntax import python_tree as py
from cog_lsp.text import Document, Span, TextEdit, apply_edits, edits_between

_TITLE = "Keep the folder (tempfile.mkdtemp)"
_SAME_ARGUMENTS = frozenset(("suffix", "prefix", "dir"))


def keep_folder(project: Project, plan: KeepFolder) -> Outcome:
    """The edits that take the block away and leave its statements, one step further out."""
    facts = project.python[plan.path]
    document = facts.document
    block = next(
        (n for n in py.walk(facts.tree) if isinstance(n, py.With) and n.span == plan.block), None
    )
    if block is None:
        return Refusal(_TITLE, "the block no longer exists")
    call = py.unparen(block.items[0].context)
    target = block.items[0].target
    if len(block.items) != 1 or not isinstance(call, py.Call) or not isinstance(target, py.Name):
        return Refusal(_TITLE, "the `with` statement opens more than the folder")
    if any(arg.star or (arg.name and arg.name not in _SAME_ARGUMENTS) for arg in call.args):
        return Refusal(_TITLE, "mkdtemp() does not accept the same arguments")
    if any(_spans_lines(document, node) for s in block.body for node in py.walk(s)):
        return Refusal(_TITLE, "a multi-line string in the block would change")
    colon = document.text.find(":", target.span.end)
    header_end = document.text.find("\n", colon)
    behind = document.text[colon + 1 : header_end].strip()
    if header_end < 0 or block.body[0].span.start < header_end or behind[:1] not in ("", "#"):
        return Refusal(_TITLE, "the block is on one line")
    module = document.slice(call.func.value.span) if isinstance(call.func, py.Attribute) else ""
    maker = f"{module}.mkdtemp" if module else "mkdtemp"
    arguments = document.slice(call.args_span)
    header = Span(block.span.start, colon + 1)
    edits = [TextEdit(header, f"{target.id} = {maker}{arguments}")]
    edits += _outdented(document, block, header_end + 1)
    text = apply_edits(document.text, edits)
    if not module:
        text = with_import(cst.parse_module(text), "tempfile", "mkdtemp").code
    return made(plan, _TITLE, FileEdit(plan.path, edits_between(document.text, text)))


def _spans_lines(document: Document, node: py.Node) -> bool:
    if not isinstance(node, py.Constant | py.FString):
        return False
    source = document.slice(node.span)
    return "\n" in source and ('"""' in source or "'''" in source or "\\\n" in source)


def _outdented(document: Document, block: py.With, begin: int) -> list[TextEdit]:
    """The edits that take one step of indent from each line of the body that has it."""
    text = document.text
    outer = _indent(text, block.span.start)
    inner = _indent(text, block.body[0].span.start)
    end = text.find("\n", block.body[-1].span.end)
    end = len(text) if end < 0 else end
    edits: list[TextEdit] = []
    while begin < end:
        if text.startswith(inner, begin):
            edits.append(TextEdit(Span(begin, begin + len(inner)), outer))
        newline = text.find("\n", begin)
        begin = len(text) if newline < 0 else newline + 1
    return edits


def _indent(text: str, at: int) -> str:
    start = text.rfind("\n", 0, at) + 1
    line = text[start:at]
    return line[: len(line) - len(line.lstrip())]
