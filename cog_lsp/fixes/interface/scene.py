"""What every way of mending looks at, and how an edit with its imports becomes a fix."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cog_lsp.fixes.python_edit import (
    PythonSource,
    UnparsableError,
    with_import,
    without_unused_import,
)
from cog_lsp.fixes.result import FileEdit, Outcome, Refusal, made
from cog_lsp.interface import Input, Interface, Problem, interfaces_of
from cog_lsp.project import Project
from cog_lsp.rules.plan import TitledPlan
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import PythonFacts
from cog_lsp.text import Document, Span, TextEdit, apply_edits, edits_between

ImportName = tuple[str, str]
"""A module and what is imported from it; of a module as a whole, the name is empty."""


_TYPING = ("typing", "typing_extensions", "collections.abc")
"""What has the same names for the same types."""


class BlockedError(Exception):
    """The fix cannot be made; the text says why, for the reader."""


@dataclass(frozen=True)
class Scene:
    """One problem in its project."""

    project: Project
    problem: Problem

    @property
    def path(self) -> str:
        """The file in which the problem is."""
        return self.problem.path

    @property
    def facts(self) -> PythonFacts:
        """The facts of that file."""
        return self.project.python[self.path]

    @property
    def document(self) -> Document:
        """The text of that file."""
        return self.facts.document

    def text(self, node: py.Node) -> str:
        """The source of ``node``."""
        return self.document.slice(node.span)

    @property
    def interface(self) -> Interface:
        """The interface that has the problem."""
        for interface in interfaces_of(self.project):
            if self.problem in interface.problems:
                return interface
        raise BlockedError("it is no longer there")

    @property
    def input(self) -> Input:
        """The input that the problem is about."""
        found = self.interface.input(self.problem.subject)
        if found is None:
            raise BlockedError(f"Cog reads no input `{self.problem.subject}`")
        return found

    @property
    def function(self) -> py.FunctionDef:
        """What Cog calls; it has to stand in the problem's own file."""
        target = self.interface.target
        if target is None or target.file.path != self.path:
            raise BlockedError("what Cog calls is in another file")
        return target.node

    def argument(self) -> py.Argument:
        """The argument of an ``Input(...)`` that the problem's span is, or is the value of."""
        for node in py.walk(self.facts.tree):
            if isinstance(node, py.Argument) and self.problem.span in (node.span, node.value.span):
                return node
        raise BlockedError("the argument is not written here")

    def call_of(self, argument: py.Argument) -> py.Call:
        """The call that ``argument`` is given to."""
        for node in py.walk(self.facts.tree):
            if isinstance(node, py.Call) and argument in node.args:
                return node
        raise BlockedError("the call is not written here")

    def names_bound(self) -> frozenset[str]:
        """What is imported or defined at the top of the file."""
        facts = self.facts
        listed = (facts.imports, facts.classes, facts.functions, facts.constants)
        return frozenset(name for names in listed for name in names)

    def importable(self, module: str, name: str) -> tuple[ImportName, ...]:
        """What has to be imported so that ``name`` of ``module`` goes by that name.

        Raises :class:`BlockedError` where the name means something else in the file.
        """
        target = self.facts.imports.get(name)
        homes = _TYPING if module in _TYPING else (module,)
        if target is not None and target.member == name and target.module in homes:
            return ()
        if name in self.names_bound():
            raise BlockedError(f"`{name}` means something else in this file")
        return ((module, name),)


def fixed(
    scene: Scene,
    title: str,
    edits: Iterable[TextEdit],
    *,
    add: Iterable[ImportName] = (),
    drop: Iterable[ImportName] = (),
    caution: str = "",
    decision: str = "",
) -> Outcome:
    """The fix that makes ``edits`` in the problem's file; see :func:`document_fixed`."""
    return document_fixed(
        scene.document, title, edits, add=add, drop=drop, caution=caution, decision=decision
    )


def document_fixed(
    document: Document,
    title: str,
    edits: Iterable[TextEdit],
    *,
    add: Iterable[ImportName] = (),
    drop: Iterable[ImportName] = (),
    caution: str = "",
    decision: str = "",
) -> Outcome:
    """The fix that makes ``edits`` in ``document``, and brings imports into line.

    ``drop`` are imports that go if nothing uses them any more. ``caution`` and ``decision`` are
    those of a plan (:class:`~cog_lsp.rules.plan.TitledPlan`): with either the fix is unsafe.
    """
    old = document.text
    try:
        text = apply_edits(old, edits)
        added, dropped = tuple(add), tuple(drop)
        module = PythonSource(text).module
        for home, member in added:
            module = with_import(module, home, member or None)
        for home, member in dropped:
            module = without_unused_import(module, home, member or None)
        text = module.code
    except UnparsableError as error:
        return Refusal(title, str(error))
    plan = TitledPlan(document.path, title=title, caution=caution, decision=decision)
    return made(plan, title, FileEdit(document.path, edits_between(old, text)))


def replace(span: Span, text: str) -> TextEdit:
    """The edit that puts ``text`` in place of ``span``."""
    return TextEdit(span, text)


def insert(at: int, text: str) -> TextEdit:
    """The edit that puts ``text`` at ``at``."""
    return TextEdit(Span(at, at), text)


def without_argument(scene: Scene, argument: py.Argument) -> TextEdit:
    """The edit that takes ``argument`` out of its call, with one of the commas around it.

    Raises :class:`BlockedError` where a comment beside it would be lost.
    """
    call = scene.call_of(argument)
    text = scene.document.text
    index = call.args.index(argument)
    if index + 1 < len(call.args):
        span = Span(argument.span.start, call.args[index + 1].span.start)
    elif index:
        span = Span(call.args[index - 1].span.end, argument.span.end)
    else:
        end = argument.span.end
        rest = text[end : call.args_span.end - 1]
        comma = len(rest) - len(rest.lstrip(" \t"))
        span = Span(argument.span.start, end + comma + 1 if rest.lstrip(" \t")[:1] == "," else end)
    outside = span.text(text).replace(scene.text(argument), "", 1)
    if "#" in outside:
        raise BlockedError("there is a comment next to it")
    return TextEdit(span, "")


def without_lines(document: Document, tree: py.Module, span: Span, what: str) -> TextEdit:
    """The edit that deletes ``span`` with its lines, and one of two blank lines around it.

    Raises :class:`BlockedError`, which calls it ``what``, where more than it stands in its lines,
    or a comment in it.
    """
    lines = document.lines
    first, last = lines.point(span.start).line, lines.point(span.end).line
    whole = Span(lines.line_start(first), lines.line_start(last + 1))
    if document.slice(whole).strip() != document.slice(span):
        raise BlockedError(f"{what} shares its line with other code")
    if any(span.contains(comment.span) for comment in tree.comments):
        raise BlockedError(f"{what} contains a comment")
    above = lines.line_text(first - 1).strip() if first else ""
    # The first line of a body needs no blank line between it and its head.
    if (not above or above.endswith(":")) and last + 1 < lines.line_count:
        behind = Span(whole.end, lines.line_start(last + 2))
        if behind and not document.slice(behind).strip():
            whole = Span(whole.start, behind.end)
    return TextEdit(whole, "")


def line_at_start(document: Document, function: py.FunctionDef, line: str) -> TextEdit:
    """The edit that makes ``line`` the first of ``function``, behind its docstring.

    Raises :class:`BlockedError` where the body stands in the line of the head.
    """
    first = function.body[0]
    docstring = (
        isinstance(first, py.ExprStmt)
        and isinstance(first.value, py.Constant)
        and isinstance(first.value.value, str)
    )
    anchor = function.body[1] if docstring and len(function.body) > 1 else first
    start = document.line_span(anchor.span.start).start
    margin = document.text[start : anchor.span.start]
    if margin.strip():
        raise BlockedError("the method is written on one line")
    return insert(start, f"{margin}{line}{document.newline}")


def subscripts(node: py.Subscript) -> tuple[py.Expr, ...]:
    """What stands in the brackets of ``node``, part by part."""
    indexes = node.indexes
    if len(indexes) == 1 and isinstance(indexes[0], py.Sequence) and indexes[0].kind == "tuple":
        return indexes[0].items
    return indexes
