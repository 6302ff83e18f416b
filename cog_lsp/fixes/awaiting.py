"""A call that blocks the event loop becomes one that is awaited."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from cog_lsp.fixes.python_edit import PythonSource, UnparsableError, with_import
from cog_lsp.fixes.python_names import binds
from cog_lsp.fixes.result import FileEdit, Outcome, Refusal, made
from cog_lsp.project import Project
from cog_lsp.rules.plan import RunOnThread
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import PythonFacts
from cog_lsp.text import Span, TextEdit, apply_edits, edits_between

_MODULE = "asyncio"


class _CannotAwaitError(Exception):
    """Why the call cannot be awaited where it stands."""


def run_on_thread(project: Project, plan: RunOnThread) -> Outcome:
    """``f(x)`` as ``await asyncio.to_thread(f, x)``, or as ``await`` of its awaitable twin."""
    title = f"Await `{plan.awaitable or 'asyncio.to_thread'}`"
    facts = project.python[plan.path]
    text = facts.document.text
    try:
        PythonSource(text)
        edits = tuple(_edits(facts, plan))
    except (UnparsableError, _CannotAwaitError) as error:
        return Refusal(plan.title or title, str(error))
    code = apply_edits(text, edits)
    if _name(facts) == _MODULE:
        code = with_import(cst.parse_module(code), _MODULE).code
    return made(plan, title, FileEdit(plan.path, edits_between(text, code)))


def _edits(facts: PythonFacts, plan: RunOnThread) -> Iterator[TextEdit]:
    call, around = _find(facts, plan.call)
    parent = around[-1]
    for at, node in enumerate(around):
        if isinstance(node, py.Lambda):
            raise _CannotAwaitError("a lambda cannot await")
        inside = around[at + 1] if at + 1 < len(around) else call
        is_generator = isinstance(node, py.Comprehension) and node.kind == "generator"
        if is_generator and inside not in getattr(node, "iters", ())[:1]:
            raise _CannotAwaitError("a generator expression that awaits becomes an async one")
    owner = next((node for node in reversed(around) if isinstance(node, py.FunctionDef)), None)
    if owner is None or not owner.is_async:
        raise _CannotAwaitError("it is not in an async function")
    if any(isinstance(py.unparen(arg.value), py.Comprehension) and not _has_brackets(facts, arg)
           for arg in call.args):  # fmt: skip
        raise _CannotAwaitError("its only argument is a generator")
    module = _name(facts)
    binds_tighter = (isinstance(parent, py.Attribute | py.Subscript) and parent.value is call) or (
        isinstance(parent, py.Call) and parent.func is call
    )
    opening, closing = ("(await ", ")") if binds_tighter else ("await ", "")
    if plan.awaitable:
        function = plan.awaitable.removeprefix(_MODULE)
        yield TextEdit(call.func.span, f"{opening}{module}{function}")
    else:
        start = call.func.span.start
        yield TextEdit(Span(start, start), f"{opening}{module}.to_thread(")
        bracket = Span(call.func.span.end, call.args_span.start + 1)
        newline = facts.document.text[bracket.end : bracket.end + 1] in ("\n", "\r")
        yield TextEdit(bracket, "" if not call.args else "," if newline else ", ")
    if closing:
        yield TextEdit(Span(call.span.end, call.span.end), closing)


def _find(facts: PythonFacts, span: Span) -> tuple[py.Call, list[py.Node]]:
    """The call at ``span``, and the nodes around it, outermost first."""
    around: list[py.Node] = []
    node: py.Node = facts.tree
    while True:
        if isinstance(node, py.Call) and node.span == span:
            return node, around
        inner = next((child for child in py.children(node) if child.span.contains(span)), None)
        if inner is None:
            raise _CannotAwaitError("the call no longer exists")
        around.append(node)
        node = inner


def _has_brackets(facts: PythonFacts, arg: py.Argument) -> bool:
    return facts.document.slice(arg.span).startswith(("(", "[", "{")) or arg.name is not None


def _name(facts: PythonFacts) -> str:
    """What the file calls the module; its own name if it is not imported yet."""
    for name, target in facts.imports.items():
        if target.level == 0 and target.qualified == _MODULE:
            return name
    if binds(facts, _MODULE):
        raise _CannotAwaitError(f"`{_MODULE}` means something else in {facts.path}")
    return _MODULE
