"""Put a decorator on a function."""

from __future__ import annotations

import libcst as cst

from cog_lsp.fixes.python_edit import PythonSource, UnparsableError, with_import
from cog_lsp.fixes.python_names import binds
from cog_lsp.fixes.result import FileEdit, Outcome, Refusal, made
from cog_lsp.project import Project
from cog_lsp.rules.plan import Decorate
from cog_lsp.syntax import python_tree as py
from cog_lsp.text import Span, TextEdit, apply_edits, edits_between


def decorate(project: Project, plan: Decorate) -> Outcome:
    """A line with the decorator above the ``def``, and the import that it needs."""
    title = f"Decorate with `@{plan.module}.{plan.decorator}`"
    facts = project.python[plan.path]
    document = facts.document
    function = next(
        (
            node
            for node in py.walk(facts.tree)
            if isinstance(node, py.FunctionDef) and node.name_span == plan.function
        ),
        None,
    )
    if function is None:
        return Refusal(title, "the function no longer exists")
    line = document.lines.line_start(document.lines.point(function.span.start).line)
    indent = document.text[line : function.span.start]
    if indent.strip():
        return Refusal(title, "something else is on the line before it")
    names = [
        name
        for name, target in facts.imports.items()
        if target.level == 0 and target.qualified == plan.module
    ]
    if not names and binds(facts, plan.module):
        return Refusal(title, f"`{plan.module}` means something else in {plan.path}")
    text = f"{indent}@{names[0] if names else plan.module}.{plan.decorator}{document.newline}"
    try:
        PythonSource(document.text)
    except UnparsableError as error:
        return Refusal(title, str(error))
    code = apply_edits(document.text, (TextEdit(Span(line, line), text),))
    if not names:
        code = with_import(cst.parse_module(code), plan.module).code
    return made(plan, title, FileEdit(plan.path, edits_between(document.text, code)))
