"""A ``setup()`` for a runner that has none."""

from __future__ import annotations

from cog_lsp.fixes.interface.scene import insert
from cog_lsp.fixes.result import Applicability, FileEdit, Fix, Outcome, Refusal
from cog_lsp.project import Project
from cog_lsp.rules.plan import AddSetup
from cog_lsp.syntax import python_tree as py
from cog_lsp.text import Document


def add_setup(project: Project, plan: AddSetup) -> Outcome:
    """Write an empty ``setup()`` above the first method, and above the comments of that."""
    runner = project.python[plan.path].classes.get(plan.runner)
    document = project.python[plan.path].document
    title = f"Add `setup()` to `{runner.name if runner is not None else plan.runner}`"
    if runner is None or not runner.methods:
        return Refusal(title, "the class has no method to put it next to")
    first = next(node for node in runner.node.body if isinstance(node, py.FunctionDef))
    head = min([first.span.start, *(decorator.span.start for decorator in first.decorators)])
    line = document.line_span(head)
    text = document.slice(line)
    indent = text[: len(text) - len(text.lstrip(" \t"))]
    outer = document.slice(document.line_span(runner.node.span.start))
    step = indent[len(outer) - len(outer.lstrip(" \t")) :]
    if not step or text.lstrip(" \t")[:1] not in ("d", "a", "@"):
        return Refusal(title, "the class is on one line")
    body = (
        f"{indent}def setup(self) -> None:",
        f'{indent}{step}"""Load the model, once, before the first prediction."""',
        "",
        "",
    )
    edit = insert(_above_comments(document, line.start), document.newline.join(body))
    return Fix(title, Applicability.SAFE, (FileEdit(plan.path, (edit,)),))


def _above_comments(document: Document, start: int) -> int:
    """The start of the line at ``start``, or of the comments that stand right above it."""
    while start:
        above = document.line_span(start - 1)
        if not document.slice(above).lstrip(" \t").startswith("#"):
            break
        start = above.start
    return start
