"""The plans that change Python: each hands one file's text to its rewriter and takes edits back."""

from __future__ import annotations

import posixpath
import re

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
    result = log_progress(text, plan, _called_elsewhere(project, plan.path))
    if isinstance(result, Refusal):
        return result
    edits = FileEdit(plan.path, edits_between(text, result.text))
    return Fix(result.title, result.applicability, (edits,), result.note)


def _called_elsewhere(project: Project, path: str) -> frozenset[str]:
    """The functions of the file that another file names, Cog's own entry points left out."""
    stem = posixpath.splitext(posixpath.basename(path))[0]
    stem = posixpath.basename(posixpath.dirname(path)) if stem == "__init__" else stem
    importers = [
        facts
        for facts in project.python.values()
        if facts.path != path
        and any(
            stem in target.qualified.split(".")
            for targets in (
                facts.imports.values(),
                facts.star_imports,
                *(function.imports.values() for function in facts.functions.values()),
            )
            for target in targets
        )
    ]
    entries = {entry.function for entry in project.entry_points}
    return frozenset(
        function.name
        for function in project.python[path].functions.values()
        if function not in entries
        and any(
            re.search(rf"\b{function.name}\b", facts.document.text) is not None
            for facts in importers
        )
    )


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
