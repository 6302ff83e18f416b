"""Keep an attribute that one method alone uses in a local variable: ``self.x = …`` to ``x = …``."""

from __future__ import annotations

from collections.abc import Iterator

from cog_lsp.fixes.result import Applicability, FileEdit, Fix, Outcome, Refusal
from cog_lsp.project import Project
from cog_lsp.rules.plan import KeepLocal
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts
from cog_lsp.text import Document, Span, TextEdit

_STARTING = ("__init__", "setup")


def keep_local(project: Project, plan: KeepLocal) -> Outcome:
    """The edits that name a variable wherever the method named the attribute.

    Where it only holds a parameter under that parameter's name, the parameter is used.
    """
    title = f"Keep {plan.name} in a local variable"
    facts = project.python[plan.path]
    function = facts.functions.get(plan.function)
    owner = function.first_param if function is not None else None
    if function is None or owner is None:
        return Refusal(title, "the method no longer exists")
    attribute = f"{owner}.{plan.name}"
    cls = facts.classes.get(function.owner or "")
    foreign = [base for base in project.external_bases(cls) if not _is_cogs(base)] if cls else []
    if foreign:
        return Refusal(title, f"`{foreign[0]}`, which is not part of this project, may use it")
    if _is_used_elsewhere(project, function, plan.name, attribute):
        return Refusal(title, f"`{attribute}` is also used outside {function.name}()")
    places = [n for n in _nodes(function) if py.dotted(n) == attribute]
    first = next((s for s in function.node.body if _sets(s, attribute)), None)
    if first is None or any(place.span.start < first.span.start for place in places):
        return Refusal(title, f"{function.name}() may read `{attribute}` before setting it")
    if _is_set_inside(function, attribute):
        return Refusal(title, f"a function inside {function.name}() sets `{attribute}`")
    edits = [TextEdit(place.span, plan.name) for place in places]
    if _is_taken(function, plan.name):
        if not _holds_parameter(function, first, attribute, plan.name):
            return Refusal(title, f"`{plan.name}` means something else in {function.name}()")
        document = project.documents[plan.path]
        edits = [edit for edit in edits if not first.span.contains(edit.span)]
        edits.append(TextEdit(_whole_line(document, first.span), ""))
    return Fix(title, Applicability.SAFE, (FileEdit(plan.path, tuple(edits)),))


def _is_cogs(base: str) -> bool:
    return base == "object" or base.partition(".")[0] == "cog"


def _nodes(function: FunctionFacts) -> Iterator[py.Attribute]:
    for node in py.walk(function.node):
        if isinstance(node, py.Attribute):
            yield node


def _is_used_elsewhere(
    project: Project, function: FunctionFacts, name: str, attribute: str
) -> bool:
    """Whether anything but ``function`` knows the attribute; what only starts it does not count."""
    for facts in project.python.values():
        starting = [f for f in facts.functions.values() if f.name in _STARTING]
        started = {
            target
            for start in starting
            for node in py.walk(start.node)
            if isinstance(node, py.Assign)
            for target in node.targets
        }
        for node in py.walk(facts.tree):
            if isinstance(node, py.Constant) and node.value == name:
                return True  # as for getattr(self, "name")
            if not isinstance(node, py.Attribute) or node.attr != name or node in started:
                continue
            inside = facts.path == function.path and function.node.span.contains(node.span)
            if not inside or py.dotted(node) != attribute:
                return True
    return False


def _sets(statement: py.Stmt, attribute: str) -> bool:
    return isinstance(statement, py.Assign) and any(
        py.dotted(target) == attribute for target in statement.targets
    )


def _is_set_inside(function: FunctionFacts, attribute: str) -> bool:
    """Whether a function or a lambda inside sets it, which a variable of its own would be."""
    for inner in py.walk(function.node):
        if inner is function.node or not isinstance(inner, py.FunctionDef | py.Lambda):
            continue
        for node in py.walk(inner):
            is_set = isinstance(node, py.AugAssign) and py.dotted(node.target) == attribute
            if is_set or (isinstance(node, py.Stmt) and _sets(node, attribute)):
                return True
    return False


def _is_taken(function: FunctionFacts, name: str) -> bool:
    return any(
        (isinstance(node, py.Name) and node.id == name)
        or (isinstance(node, py.Param) and node.name == name)
        for node in py.walk(function.node)
    )


def _holds_parameter(function: FunctionFacts, first: py.Stmt, attribute: str, name: str) -> bool:
    """Whether the attribute never is anything but the parameter ``name``, which never changes."""
    assert isinstance(first, py.Assign)
    if name not in {param.name for param in function.node.params}:
        return False
    value = py.unparen(first.value) if first.value is not None else None
    if not isinstance(value, py.Name) or value.id != name or len(first.targets) != 1:
        return False
    for node in py.walk(function.node):
        targets: tuple[py.Expr, ...] = ()
        match node:
            case py.Assign() | py.Delete():
                targets = node.targets
            case py.AugAssign() | py.For() | py.NamedExpr():
                targets = (node.target,)
            case py.Comprehension():
                targets = node.targets
            case py.WithItem() if node.target is not None:
                targets = (node.target,)
            case py.Handler():
                if node.name == name:
                    return False
            case _:
                continue
        for target in targets if node is not first else ():
            for part in py.walk(target):
                if py.dotted(part) in (name, attribute) if isinstance(part, py.Expr) else False:
                    return False
    return True


def _whole_line(document: Document, span: Span) -> Span:
    """``span`` with the line it stands on, if it stands there alone."""
    text = document.text
    start = document.lines.line_start(document.lines.point(span.start).line)
    end = text.find("\n", span.end)
    end = len(text) if end < 0 else end + 1
    alone = not text[start : span.start].strip() and not text[span.end : end].strip()
    return Span(start, end) if alone else span
