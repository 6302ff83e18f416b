"""A plain default becomes the default of an ``Input(...)``."""

from __future__ import annotations

from cog_lsp.fixes.interface.scene import document_fixed, insert
from cog_lsp.fixes.result import Outcome, Refusal
from cog_lsp.project import Project
from cog_lsp.rules.plan import ExtractInput


def extract_input(project: Project, plan: ExtractInput) -> Outcome:
    """Put the default into a call of ``Input``, which is imported if it is not."""
    title = f"Extract the default of `{plan.parameter}` into `Input(...)`"
    facts = project.python[plan.path]
    function = facts.functions.get(plan.function)
    params = function.node.params if function is not None else ()
    default = next((param.default for param in params if param.name == plan.parameter), None)
    if default is None:
        return Refusal(title, "it has no default")
    names = [name for name, target in facts.imports.items() if target.qualified == "cog.Input"]
    edits = [
        insert(default.span.start, f"{names[0] if names else 'Input'}(default="),
        insert(default.span.end, ")"),
    ]
    return document_fixed(facts.document, title, edits, add=() if names else [("cog", "Input")])
