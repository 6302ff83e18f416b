"""Edits of a text that need not know what it means."""

from __future__ import annotations

from collections.abc import Iterable

from cog_lsp.fixes.result import Applicability, FileEdit, Fix, Outcome, Refusal, made
from cog_lsp.project import Project
from cog_lsp.rules.plan import AppendLine, CreateFile, DeleteText, MoveLines, ReplaceText
from cog_lsp.text import Document, Span, TextEdit


def delete_text(project: Project, plan: DeleteText) -> Outcome:
    """The edit that deletes what the plan says."""
    safety = Applicability.SAFE if plan.safe else Applicability.UNSAFE
    return Fix(plan.title, safety, (FileEdit(plan.path, (TextEdit(plan.span, ""),)),))


def replace_text(project: Project, plan: ReplaceText) -> Outcome:
    """The edit that replaces what the plan says."""
    edit = TextEdit(plan.span, plan.text)
    return made(plan, f"Replace with `{plan.text}`", FileEdit(plan.path, (edit,)))


def move_lines(project: Project, plan: MoveLines) -> Outcome:
    """The edits that cut the lines and put them where the plan says."""
    document = project.documents[plan.path]
    text = document.text
    start = text.rfind("\n", 0, plan.span.start) + 1
    end = text.find("\n", plan.span.end)
    end = len(text) if end < 0 else end + 1
    to = text.rfind("\n", 0, plan.before) + 1
    if not to <= start or text[start : plan.span.start].strip():
        return Refusal(plan.title, "it shares its line with other code")
    behind = text[plan.span.end : end].strip()
    if behind and not behind.startswith("#"):
        return Refusal(plan.title, "it shares its line with other code")
    lines = text[start:end].removesuffix(document.newline) + document.newline
    edits = (TextEdit(Span(to, to), lines), TextEdit(Span(start, end), ""))
    return made(plan, "Move the line up", FileEdit(plan.path, edits))


def create_file(project: Project, plan: CreateFile) -> Outcome:
    """The making of the file; refused where its name is taken."""
    title = f"Create {plan.path}"
    if project.exists(plan.path):
        return Refusal(plan.title or title, f"{plan.path} already exists")
    return made(plan, title, FileEdit.creating(plan.path, plan.text))


def append_line(project: Project, plan: AppendLine) -> Outcome:
    """The edit that adds a line to a file, or the making of a file with that line."""
    title = f"Add `{plan.line}` to {plan.path}"
    document = project.documents.get(plan.path)
    if document is not None:
        return made(plan, title, FileEdit(plan.path, (lines_at_end(document, [plan.line]),)))
    if project.exists(plan.path):
        return Refusal(plan.title or title, f"{plan.path} cannot be read as text")
    return made(
        plan, title, FileEdit.creating(plan.path, plan.line + project.config.document.newline)
    )


def lines_at_end(document: Document, lines: Iterable[str]) -> TextEdit:
    """The edit that adds ``lines``; a file whose last line has no line ending keeps to that."""
    newline, end = document.newline, len(document.text)
    if document.text and not document.text.endswith(("\n", "\r")):
        return TextEdit(Span(end, end), "".join(newline + line for line in lines))
    return TextEdit(Span(end, end), "".join(line + newline for line in lines))
