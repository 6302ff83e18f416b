"""The plans that change Python: each hands one file's text to its rewriter and takes edits back."""

from __future__ import annotations

from cog_lsp.fixes.log_progress import log_progress
from cog_lsp.fixes.move_to_setup import InheritedSetup, Surroundings, move_to_setup
from cog_lsp.fixes.result import FileEdit, Fix, Outcome, Refusal
from cog_lsp.project import Project
from cog_lsp.rules.plan import LogProgress, MoveToSetup
from cog_lsp.text import edits_between


def move_load(project: Project, plan: MoveToSetup) -> Outcome:
    """Move a load to ``setup()``, knowing what base classes in other files bring along."""
    facts = project.python[plan.path]
    result = move_to_setup(facts.document.text, plan, surroundings(project, plan))
    if isinstance(result, Refusal):
        return result
    edits = FileEdit(plan.path, edits_between(facts.document.text, result.text))
    return Fix(result.title, result.applicability, (edits,), result.note)


def log_reports(project: Project, plan: LogProgress) -> Outcome:
    """Report progress in the log instead of in the output."""
    text = project.python[plan.path].document.text
    result = log_progress(text, plan)
    if isinstance(result, Refusal):
        return result
    edits = FileEdit(plan.path, edits_between(text, result.text))
    return Fix(result.title, result.applicability, (edits,), result.note)


def surroundings(project: Project, plan: MoveToSetup) -> Surroundings:
    """What other files say of the class that ``plan`` names."""
    runner = project.python[plan.path].classes.get(plan.runner)
    if runner is None:
        return Surroundings()
    bases = [cls for cls in project.ancestry(runner) if cls.path != plan.path]
    names = frozenset(name for cls in bases for name in (*cls.methods, *cls.attributes))
    setup = next((cls.methods["setup"] for cls in bases if "setup" in cls.methods), None)
    if setup is None or "setup" in runner.methods:
        return Surroundings(None, names)
    takes_weights = any(param.name == "weights" for param in setup.node.params)
    return Surroundings(InheritedSetup(setup.node.is_async, takes_weights), names)
