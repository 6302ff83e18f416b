"""A variable from ``environment`` of cog.yaml to the code that may set it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

from cog_lsp.fixes.config import require_kept, yaml_source
from cog_lsp.fixes.python_names import binds
from cog_lsp.fixes.result import FileEdit, Outcome, Refusal, made
from cog_lsp.fixes.yaml_edit import CannotEditError, delete_item
from cog_lsp.project import Project
from cog_lsp.rules.plan import EnvironmentToCode
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import PythonFacts
from cog_lsp.text import Span, TextEdit


def environment_to_code(project: Project, plan: EnvironmentToCode) -> Outcome:
    """Set the variable before the first import that may read it, where Cog imports the code."""
    title = f"Set `{plan.name}` in the code"
    try:
        if any(char in plan.value for char in "\"'\\$"):
            raise CannotEditError(
                "its value contains quotes or variables, which Docker would expand"
            )
        source = yaml_source(project, plan.path)
        deleted = delete_item(source, plan.item)
        require_kept(source, deleted)
        paths = {ref.file for ref in project.config.targets if ref.file in project.python}
        if not paths:
            raise CannotEditError("the code that cog.yaml names does not exist")
        written = [
            FileEdit(path, tuple(_set(project.python[path], plan))) for path in sorted(paths)
        ]
    except CannotEditError as error:
        return Refusal(plan.title or title, str(error))
    return made(plan, title, FileEdit(plan.path, tuple(deleted)), *written)


def _set(facts: PythonFacts, plan: EnvironmentToCode) -> Iterator[TextEdit]:
    """The edits that set the variable in a file, and import what that takes."""
    document, body = facts.document, facts.tree.body
    if facts.tree.problems:
        raise CannotEditError(f"{facts.path} does not parse")
    constants = (node.value for node in py.walk(facts.tree) if isinstance(node, py.Constant))
    if plan.name in constants:
        raise CannotEditError(f"{facts.path} already mentions it")
    own = next((index for index, each in enumerate(body) if not _is_before(each, index)), None)
    if own is None:
        raise CannotEditError(f"{facts.path} has no code of its own")
    anchor = body[own]
    start = document.line_span(anchor.span.start).start
    if document.text[start : anchor.span.start].strip():
        raise CannotEditError("the line where it belongs has more than one statement")
    line = f'os.environ.setdefault("{plan.name}", {json.dumps(plan.value, ensure_ascii=False)})'
    if not any(_imports_os(each) for each in body[:own]):
        later = next((each for each in body[own:] if _imports_os(each)), None)
        if later is None and binds(facts, "os"):
            raise CannotEditError(f"`os` means something else in {facts.path}")
        line = f"import os{document.newline}{line}"
        if later is not None and document.slice(_line(facts, later)).rstrip() == "import os":
            yield TextEdit(_line(facts, later), "")
    yield TextEdit(Span(start, start), line + document.newline)


def _is_before(statement: py.Stmt, index: int) -> bool:
    """Whether the variable may be set behind ``statement``: a docstring, or a standard import."""
    if isinstance(statement, py.ExprStmt):
        return index == 0 and isinstance(statement.value, py.Constant)
    if isinstance(statement, py.ImportFrom):
        return not statement.level and _is_standard(statement.module)
    if isinstance(statement, py.Import):
        return all(_is_standard(each.name) for each in statement.names)
    return False


def _is_standard(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names


def _imports_os(statement: py.Stmt) -> bool:
    return isinstance(statement, py.Import) and any(
        each.name.partition(".")[0] == "os" and each.alias is None for each in statement.names
    )


def _line(facts: PythonFacts, statement: py.Stmt) -> Span:
    lines = facts.document.lines
    line = lines.point(statement.span.start).line
    return Span(lines.line_start(line), lines.line_start(line + 1))
