"""Silence one rule at one line by a comment, in YAML, Python and lists of requirements alike."""

from __future__ import annotations

from cog_lsp.fixes.result import Applicability, FileEdit, Fix, Outcome, Refusal
from cog_lsp.project import Project
from cog_lsp.rules.plan import Suppress
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.directives import Suppression
from cog_lsp.syntax.yaml_tree import YamlScalar, walk_yaml
from cog_lsp.text import Document, Span, TextEdit

_DOCKERIGNORE = ".dockerignore"


def suppress(project: Project, plan: Suppress) -> Outcome:
    """The edit that adds ``# cog-lsp: ignore[rule]`` to the line on which ``plan.span`` begins.

    A comment that is there already gets the rule added. Where a comment at the end of the line
    would become part of a string, it goes on a line of its own above.
    """
    title = f"Ignore {plan.rule} for this line"
    document = project.documents.get(plan.path)
    if document is None or plan.path not in project.directives:
        return Refusal(title, f"cog-lsp reads no ignore comments in {plan.path}")
    line = document.lines.point(plan.span.start).line
    existing = _existing(project, plan.path, line)
    if existing is not None:
        at = existing.rules[-1].span.end
        edit = TextEdit(Span(at, at), f", {plan.rule}")
        return Fix(title, Applicability.SUGGESTION, (FileEdit(plan.path, (edit,)),))
    comment = f"# cog-lsp: ignore[{plan.rule}]"
    start, end = document.lines.line_start(line), document.lines.line_end(line)
    text = document.text[start:end]
    needs_line = plan.path == _DOCKERIGNORE or text.rstrip().endswith("\\")
    if needs_line or _opens_string(project, document, end):
        # In .dockerignore a comment begins with the line.
        indent = "" if plan.path == _DOCKERIGNORE else text[: len(text) - len(text.lstrip())]
        edit = TextEdit(Span(start, start), f"{indent}{comment}{document.newline}")
    else:
        at = start + len(text.rstrip())
        edit = TextEdit(Span(at, end), f"  {comment}")
    return Fix(title, Applicability.SUGGESTION, (FileEdit(plan.path, (edit,)),))


def _existing(project: Project, path: str, line: int) -> Suppression | None:
    """A comment that already speaks of this line and names rules."""
    for comment in project.directives[path].suppressions:
        if comment.scope == "line" and comment.rules and line == comment.line + comment.alone:
            return comment
    return None


def _opens_string(project: Project, document: Document, offset: int) -> bool:
    """Whether ``offset`` lies inside a string that goes on in the next line."""
    facts = project.python.get(document.path)
    if facts is not None:
        return any(
            node.span.start < offset < node.span.end
            for node in py.walk(facts.tree)
            if isinstance(node, py.FString)
            or (isinstance(node, py.Constant) and isinstance(node.value, str | bytes))
        )
    if document.path == project.config.path:
        return any(
            node.span.start < offset < node.span.end
            for node in walk_yaml(project.config.tree.root)
            if isinstance(node, YamlScalar)
        )
    return False
