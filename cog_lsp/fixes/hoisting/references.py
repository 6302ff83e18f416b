"""Who uses a function besides the one call that is known: then its signature must stay."""

from __future__ import annotations

from cog_lsp.fixes.moving.site import BlockedError
from cog_lsp.project import Project
from cog_lsp.rules.plan.python import Step
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts, PythonFacts


def only_call(project: Project, function: FunctionFacts, step: Step) -> py.Call:
    """The call of ``function`` at ``step``, if nothing else in the project names the function.

    Raises :class:`BlockedError` otherwise.
    """
    found: py.Call | None = None
    for facts in project.python.values():
        for node in py.walk(facts.tree):
            if isinstance(node, py.Call) and facts.path == step.path and node.span == step.call:
                found = node
    if found is None:
        raise BlockedError(f"The call of `{function.name}` is no longer there.")
    for facts in project.python.values():
        for node in py.walk(facts.tree):
            if node is not found.func and _names(project, facts, node, function):
                line = facts.document.lines.point(node.span.start).line + 1
                raise BlockedError(
                    f"`{function.name}` is also used at line {line} of {facts.path}, which would "
                    "then have to load what it needs itself."
                )
    return found


def _names(project: Project, facts: PythonFacts, node: py.Node, function: FunctionFacts) -> bool:
    """Whether ``node`` may mean ``function``."""
    if isinstance(node, py.Name):
        return node.id == function.name and project.find(facts, node) is function
    if isinstance(node, py.Attribute) and node.attr == function.name:
        found = project.find(facts, node)
        return found is None or found is function
    return False
