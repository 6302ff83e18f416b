"""Keep a local variable of a method on its object: ``model = …`` becomes ``self.model = …``."""

from __future__ import annotations

from cog_lsp.fixes.result import Applicability, Concern, FileEdit, Fix, Outcome, Refusal
from cog_lsp.project import Project
from cog_lsp.rules.plan import KeepOnSelf
from cog_lsp.syntax import python_tree as py
from cog_lsp.text import TextEdit


def keep_on_self(project: Project, plan: KeepOnSelf) -> Outcome:
    """The edits that name the attribute wherever the method named the variable.

    Other methods that name it, as if setup() had left it to them, get the attribute too.
    """
    title = f"Keep {plan.name} on self"
    facts = project.python[plan.path]
    function = facts.functions.get(plan.function)
    owner = facts.classes.get(function.owner) if function is not None and function.owner else None
    if function is None or owner is None or function.first_param is None:
        return Refusal(title, "the method no longer exists")
    edits: list[TextEdit] = []
    for method in owner.methods.values():
        receiver = method.first_param
        own = {param.name for param in method.node.params}
        if receiver is None or (method is not function and plan.name in own):
            continue
        for statement in method.node.body:
            for node in py.walk(statement):
                if isinstance(node, py.FunctionDef | py.Lambda) and plan.name in {
                    param.name for param in node.params
                }:
                    return Refusal(title, f"`{plan.name}` has two meanings in {method.name}()")
                if isinstance(node, py.Name) and node.id == plan.name:
                    edits.append(TextEdit(node.span, f"{receiver}.{plan.name}"))
    reads_it = any(not function.node.span.contains(edit.span) for edit in edits)
    note = "" if reads_it or _is_read(project, plan.name) else "nothing reads it from self yet"
    level = Applicability.UNSAFE if note else Applicability.SAFE
    return Fix(title, level, (FileEdit(plan.path, tuple(edits)),), note, Concern.DECISION)


def _is_read(project: Project, name: str) -> bool:
    """Whether some code of the project names an attribute ``name`` of something."""
    return any(
        isinstance(node, py.Attribute) and node.attr == name
        for facts in project.python.values()
        for node in py.walk(facts.tree)
    )
