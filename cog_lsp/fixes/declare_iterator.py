"""Say that a generator returns an iterator of what its type says now."""

from __future__ import annotations

import libcst as cst

from cog_lsp.fixes.python_edit import with_import
from cog_lsp.fixes.result import FileEdit, Outcome, Refusal, made
from cog_lsp.project import Project
from cog_lsp.rules.plan import DeclareIterator
from cog_lsp.text import TextEdit, apply_edits, edits_between

_MODULES = ("typing", "collections.abc")


def declare_iterator(project: Project, plan: DeclareIterator) -> Outcome:
    """The edits that wrap the annotation; the name comes from what the file imports, or typing."""
    facts = project.python[plan.path]
    text = facts.document.text
    kind = text[plan.annotation.start : plan.annotation.end]
    title = f"Declare {plan.iterator}[{kind}]"
    if kind.startswith(("'", '"')):
        kind = kind.strip("'\"")
    names = {target.qualified: local for local, target in facts.imports.items()}
    known = [names[full] for module in _MODULES if (full := f"{module}.{plan.iterator}") in names]
    name = known[0] if known else plan.iterator
    result = apply_edits(text, [TextEdit(plan.annotation, f"{name}[{kind}]")])
    try:
        module = cst.parse_module(result)
    except cst.ParserSyntaxError:
        return Refusal(title, "the file does not parse as Python")
    if not known:
        result = with_import(module, "typing", plan.iterator).code
    return made(plan, title, FileEdit(plan.path, edits_between(text, result)))
