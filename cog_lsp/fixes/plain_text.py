"""Edits of a text that need not know what it means."""

from __future__ import annotations

from cog_lsp.fixes.result import Applicability, FileEdit, Fix, Outcome, made
from cog_lsp.project import Project
from cog_lsp.rules.plan import DeleteText, ReplaceText
from cog_lsp.text import TextEdit


def delete_text(project: Project, plan: DeleteText) -> Outcome:
    """The edit that deletes what the plan says."""
    safety = Applicability.SAFE if plan.safe else Applicability.UNSAFE
    return Fix(plan.title, safety, (FileEdit(plan.path, (TextEdit(plan.span, ""),)),))


def replace_text(project: Project, plan: ReplaceText) -> Outcome:
    """The edit that replaces what the plan says."""
    return made(
        plan, f"Replace by `{plan.text}`", FileEdit(plan.path, (TextEdit(plan.span, plan.text),))
    )
