"""Give a call one more keyword argument, in the layout of those that it has, or another callee."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from cog_lsp.fixes.python_edit import PythonSource, UnparsableError, with_import
from cog_lsp.fixes.result import FileEdit, Outcome, Refusal, made
from cog_lsp.project import Project
from cog_lsp.rules.plan import AddKeyword, RewriteCall
from cog_lsp.text import Span, TextEdit, apply_edits, edits_between


def add_keyword(project: Project, plan: AddKeyword) -> Outcome:
    """The edits that add the argument: before the first keyword, or else behind the last argument.

    The import is added where the module is not imported yet.
    """
    title = f"Add {plan.name}={plan.value}"
    text = project.python[plan.path].document.text
    try:
        source = PythonSource(text)
    except UnparsableError as error:
        return Refusal(title, str(error))
    call = source.find(plan.call, cst.Call)
    if call is None:
        return Refusal(title, "the call no longer exists")
    if any(arg.keyword is not None and arg.keyword.value == plan.name for arg in call.args):
        return Refusal(title, f"it already has an argument {plan.name}")
    if any(arg.star == "**" for arg in call.args):
        return Refusal(title, f"the dictionary that it unpacks may already contain {plan.name}")
    if call.args and isinstance(call.args[0].value, cst.GeneratorExp):
        return Refusal(title, "its only argument is a generator")
    newline = project.python[plan.path].document.newline
    edits = tuple(_edits(source, call, f"{plan.name}={plan.value}", newline))
    module = cst.parse_module(apply_edits(text, edits))
    if plan.module:
        module = with_import(module, plan.module)
    return made(plan, title, FileEdit(plan.path, edits_between(text, module.code)))


def rewrite_call(project: Project, plan: RewriteCall) -> Outcome:
    """The edits that call something else, its module imported."""
    title = f"Call {plan.func}()"
    text = project.python[plan.path].document.text
    try:
        source = PythonSource(text)
    except UnparsableError as error:
        return Refusal(title, str(error))
    call = source.find(plan.call, cst.Call)
    if call is None:
        return Refusal(title, "the call no longer exists")
    taken = {arg.keyword.value for arg in call.args if arg.keyword is not None}
    again = [name for name, _ in plan.keywords if name in taken]
    if again or any(arg.star == "**" for arg in call.args):
        reason = f"it already has an argument {again[0]}" if again else "it unpacks a dictionary"
        return Refusal(title, reason)
    edits = [TextEdit(source.span_of(call.func), plan.func)]
    added = ", ".join(f"{name}={value}" for name, value in plan.keywords)
    if added and call.args:
        end = source.span_of(call.args[-1].value).end
        edits.append(TextEdit(Span(end, end), f", {added}"))
    elif added:
        end = source.span_of(call).end - 1
        edits.append(TextEdit(Span(end, end), added))
    module = with_import(cst.parse_module(apply_edits(text, edits)), plan.func.partition(".")[0])
    return made(plan, title, FileEdit(plan.path, edits_between(text, module.code)))


def _edits(source: PythonSource, call: cst.Call, new: str, newline: str) -> Iterator[TextEdit]:
    if not call.args:
        end = source.span_of(call).end - 1
        yield TextEdit(Span(end, end), new)
        return
    keyword = next((arg for arg in call.args if arg.keyword is not None), None)
    if keyword is not None:
        at = source.span_of(keyword).start
        indent = _indent(source.text, at)
        gap = " " if indent is None else f"{newline}{indent}"
        yield TextEdit(Span(at, at), f"{new},{gap}")
        return
    last = source.span_of(call.args[-1])
    indent = _indent(source.text, last.start)
    if indent is None:
        yield TextEdit(Span(last.end, last.end), f", {new}")
        return
    # On a line of its own: what stands behind the argument, a comment say, stays there.
    end = source.text.find("\n", last.end)
    end = len(source.text) if end < 0 else end - source.text[:end].endswith("\r")
    behind = source.text[last.end : end].strip()
    if behind and not behind.startswith((",", "#")):
        yield TextEdit(Span(last.end, last.end), f",{newline}{indent}{new}")
        return
    has_comma = behind.startswith(",")
    if not has_comma:
        yield TextEdit(Span(last.end, last.end), ",")
    yield TextEdit(Span(end, end), f"{newline}{indent}{new}{',' if has_comma else ''}")


def _indent(text: str, at: int) -> str | None:
    """The blanks before ``at``, if nothing else stands there in its line."""
    before = text[text.rfind("\n", 0, at) + 1 : at]
    return before if not before.strip() else None
