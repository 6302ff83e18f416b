"""The last line of defense of what an author wrote: no fix of Python loses a comment unasked."""

from __future__ import annotations

from collections import Counter

from cog_lsp.fixes.result import Fix
from cog_lsp.project import Project
from cog_lsp.rules.plan import DeleteText, Plan, ReplaceText, Suppress
from cog_lsp.syntax.python_parse import parse_python
from cog_lsp.text import apply_edits


def lost_comment(project: Project, plan: Plan, fix: Fix) -> str | None:
    """A comment that ``fix`` would lose though its plan does not say so, as it is written.

    One that the fix moves, to another file too, is not lost.
    """
    if isinstance(plan, DeleteText | Suppress):
        return None
    left: Counter[str] = Counter()
    for file in fix.files:
        facts = project.python.get(file.path)
        if facts is None:
            continue
        spans = [comment.span for comment in facts.tree.comments]
        if isinstance(plan, ReplaceText) and any(span.contains(plan.span) for span in spans):
            return None
        left.update(comment.text.strip() for comment in facts.tree.comments)
    if not left:
        return None
    for file in fix.files:
        document = project.documents.get(file.path)
        if file.path.endswith(".py"):
            text = apply_edits(document.text if document is not None else "", file.edits)
            left.subtract(comment.text.strip() for comment in parse_python(text).comments)
    return next((text for text, count in left.items() if count > 0), None)
