"""``concurrency.max`` of cog.yaml to ``@cog.concurrent(max=N)`` on the method."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.fixes.config import require_kept, yaml_source
from cog_lsp.fixes.python_names import binds
from cog_lsp.fixes.result import FileEdit, Outcome, Refusal, made
from cog_lsp.fixes.yaml_edit import CannotEditError, delete_entry
from cog_lsp.project import Project
from cog_lsp.rules.plan import ConcurrencyToDecorator
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts, PythonFacts
from cog_lsp.text import Span, TextEdit, normalize_edits

_DECORATOR = "concurrent"
_SINCE = "Cog before 0.22 does not know `@cog.concurrent`"
_IGNORED = frozenset(("max", "default_target"))


def concurrency_to_decorator(project: Project, plan: ConcurrencyToDecorator) -> Outcome:
    """Move the number to the async method that Cog calls."""
    title = "Move `concurrency.max` to the method"
    config = project.config
    try:
        number = config.text("concurrency", "max") or ""
        if not number.isdecimal() or int(number) < 1:
            raise CannotEditError("`concurrency.max` is not a positive integer")
        title = f"Write `@cog.concurrent(max={number})`"
        function = _function(project)
        facts = project.python[function.path]
        source = yaml_source(project, config.path)
        entry = source.entry(("concurrency",))
        assert entry is not None
        other = [one.name for one in getattr(entry.value, "entries", ())]
        if not _IGNORED.issuperset(other):
            raise CannotEditError("`concurrency` has other keys")
        deleted = delete_entry(source, entry.key.span)
        require_kept(source, deleted)
        written = normalize_edits(_decorate(facts, function, number))
    except CannotEditError as error:
        return Refusal(plan.title or title, str(error))
    files = [FileEdit(config.path, tuple(deleted))]
    if written:
        files.append(FileEdit(facts.path, written))
    return made(plan, title, *files, caution=_SINCE)


def _function(project: Project) -> FunctionFacts:
    """The one method that Cog calls for a request."""
    found = [entry.function for entry in project.entry_points if entry.mode == "predict"]
    if len(found) != 1:
        raise CannotEditError("the method that Cog calls was not found")
    (function,) = found
    if project.python[function.path].tree.problems:
        raise CannotEditError(f"{function.path} does not parse")
    if not function.node.is_async:
        raise CannotEditError(
            f"{function.name}() is not async, so it runs one prediction at a time"
        )
    return function


def _decorate(facts: PythonFacts, function: FunctionFacts, number: str) -> Iterator[TextEdit]:
    """The edits that put the decorator on ``function``, unless it is there."""
    for decorator in function.node.decorators:
        target = decorator.func if isinstance(decorator, py.Call) else decorator
        if (py.dotted(target) or "").rpartition(".")[2] == _DECORATOR:
            if _number(decorator) != number:
                raise CannotEditError(f"the method already has another `@{_DECORATOR}`")
            return
    document = facts.document
    start = function.node.span.start
    line = document.lines.line_start(document.lines.point(start).line)
    indent = document.text[line:start]
    if indent.strip():
        raise CannotEditError("something else is on the line before the method")
    name, imported = _import(facts)
    if imported is not None:
        yield imported
    text = f"{indent}@{name}(max={number}){document.newline}"
    yield TextEdit(Span(line, line), text)


def _number(decorator: py.Expr) -> str:
    """The number that a decorator says; 1 is Cog's default."""
    value = decorator.keyword("max") if isinstance(decorator, py.Call) else None
    if value is None:
        return "1"
    return str(value.value) if isinstance(value, py.Constant) else ""


def _import(facts: PythonFacts) -> tuple[str, TextEdit | None]:
    """How the file names the decorator, and the edit that makes it able to."""
    for name, target in facts.imports.items():
        if target.level == 0 and target.qualified == f"cog.{_DECORATOR}":
            return name, None
    for name, target in facts.imports.items():
        if target.level == 0 and target.qualified == "cog":
            return f"{name}.{_DECORATOR}", None
    statement = next(
        (
            node
            for node in facts.tree.body
            if isinstance(node, py.ImportFrom) and node.module == "cog" and not node.level
        ),
        None,
    )
    if statement is None:
        raise CannotEditError(f"{facts.path} imports nothing from cog")
    if not binds(facts, _DECORATOR) and statement.names[-1].name != "*":
        end = statement.names[-1].span.end
        return _DECORATOR, TextEdit(Span(end, end), f", {_DECORATOR}")
    if binds(facts, "cog"):
        raise CannotEditError(f"`cog` means something else in {facts.path}")
    document = facts.document
    start = document.lines.line_start(document.lines.point(statement.span.start).line)
    return f"cog.{_DECORATOR}", TextEdit(Span(start, start), f"import cog{document.newline}")
