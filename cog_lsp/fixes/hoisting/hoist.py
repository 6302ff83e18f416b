"""The fix "Move the load out of a function into setup()": the steps in their order."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass

import libcst as cst

from cog_lsp.fixes.hoisting.parameter import argument_edit, parameter_edits
from cog_lsp.fixes.hoisting.piece import local_names, piece_of
from cog_lsp.fixes.hoisting.references import only_call
from cog_lsp.fixes.move_to_setup import move_to_setup
from cog_lsp.fixes.moving.site import BlockedError
from cog_lsp.fixes.python import surroundings
from cog_lsp.fixes.python_edit import UnparsableError, with_import
from cog_lsp.fixes.result import Applicability, FileEdit, Fix, Outcome, Refusal
from cog_lsp.project import Project
from cog_lsp.rules.plan import HoistToSetup, MoveToSetup
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts, PythonFacts
from cog_lsp.text import Span, TextEdit, apply_edits, edits_between

# Decorators that hand all arguments on.
_HARMLESS = frozenset(("no_grad", "inference_mode", "enable_grad", "autocast"))
_TITLE = "Move model load to setup()"


def hoist_to_setup(project: Project, plan: HoistToSetup) -> Outcome:
    """Hand the function what it loads, and load that in setup(); refuse where that is not plain."""
    try:
        return _Hoist(project, plan).outcome()
    except (BlockedError, UnparsableError) as error:
        return Refusal(_TITLE, str(error))


@dataclass(frozen=True, slots=True)
class _Call:
    """A call on the way, the function that it stands in, and that function's file."""

    node: py.Call
    function: FunctionFacts
    facts: PythonFacts


class _Hoist:
    def __init__(self, project: Project, plan: HoistToSetup) -> None:
        self._project = project
        self._plan = plan
        self._facts = project.python[plan.path]
        self._function = self._found(self._facts, plan.function)
        if not plan.runner or not plan.way:
            raise BlockedError(
                f"`{self._function.name}` is not called by the class that has setup(), so there is "
                "no `self` to keep the model on."
            )
        self._piece = piece_of(self._function, plan.call)
        self._way = self._calls()
        self._edits: dict[str, list[TextEdit]] = {}

    def outcome(self) -> Outcome:
        """The whole fix."""
        piece, last = self._piece, self._way[-1]
        self._hand_down(piece.name)
        begin, indent = _line_of(last.facts, _statement_around(last))
        lines = _lines(self._facts, piece.statements)
        if last.facts is self._facts:
            self._refuse_shadowed(last)
            old = _line_of(self._facts, piece.statements[0])[1]
            load = _indented(self._facts.document.slice(self._plan.call), old, indent)
        else:
            loader = self._loader_name()
            self._add_loader(loader, lines)
            load = f"{self._callee_of(last, loader)}()"
            lines = [f"{piece.name} = {load}"]
        for statement in piece.statements:
            if statement not in piece.copied:
                self._edit(self._facts, TextEdit(_whole_lines(self._facts, statement), ""))
        newline = last.facts.document.newline
        block = "".join(f"{indent}{line}{newline}" if line else newline for line in lines)
        shift = sum(
            len(edit.content) - len(edit.span)
            for edit in self._edits[last.facts.path]
            if edit.span.end <= begin
        )
        self._edit(last.facts, TextEdit(Span(begin, begin), block))
        return self._finished(last, begin + shift + block.index(load), len(load))

    def _finished(self, last: _Call, at: int, length: int) -> Outcome:
        """The runner's file once the load, which is in the method at ``at``, has left it too."""
        texts = {
            path: apply_edits(self._project.python[path].document.text, edits)
            for path, edits in self._edits.items()
        }
        path = last.facts.path
        text = texts[path]
        if last.facts is not self._facts and not self._reaches_module(last):
            module, name = self._import(last)
            longer = with_import(cst.parse_module(text), module, name).code
            at, text = at + len(longer) - len(text), longer
        plan = MoveToSetup(path, self._plan.runner, last.function.name, Span(at, at + length))
        moved = move_to_setup(text, plan, surroundings(self._project, plan))
        if isinstance(moved, Refusal):
            return moved
        texts[path] = moved.text
        files = tuple(
            FileEdit(name, edits_between(self._project.python[name].document.text, changed))
            for name, changed in texts.items()
        )
        takes = f"`{self._function.name}` now takes `{self._piece.name}` as an argument"
        note = " ".join(part for part in (f"{takes}.", moved.note) if part)
        return Fix(moved.title, Applicability.UNSAFE, files, note)

    # --- the way there ---------------------------------------------------------------------------

    def _found(self, facts: PythonFacts, qualname: str) -> FunctionFacts:
        function = facts.functions.get(qualname)
        if function is None or function.owner is not None or "<locals>" in qualname:
            raise BlockedError(
                f"`{qualname}` is not a top-level function, so it cannot be passed what it loads."
            )
        if not _HARMLESS.issuperset(n.rpartition(".")[2] for n in function.decorators):
            raise BlockedError(f"`{qualname}` has a decorator that may depend on its arguments.")
        return function

    def _calls(self) -> list[_Call]:
        """Each call on the way, checked to be the only use of what it calls."""
        found: list[_Call] = []
        called = self._function
        for at, step in enumerate(self._plan.way):
            node = only_call(self._project, called, step)
            facts = self._project.python[step.path]
            if at == len(self._plan.way) - 1:
                caller = facts.functions[step.function]
            else:
                caller = self._found(facts, step.function)
            found.append(_Call(node, caller, facts))
            called = caller
        return found

    def _hand_down(self, variable: str) -> None:
        """The parameter in each function on the way, and the argument in each call."""
        for call in self._way:
            if variable in local_names(call.function):
                raise BlockedError(
                    f"`{call.function.name}` has its own `{variable}`; rename one of the two."
                )
            self._edit(call.facts, argument_edit(call.node, variable, call.facts.document))
        inner = [self._function, *(call.function for call in self._way[:-1])]
        for function in inner:
            facts = self._project.python[function.path]
            for edit in parameter_edits(function, variable, facts.document):
                self._edit(facts, edit)

    def _refuse_shadowed(self, last: _Call) -> None:
        own = local_names(last.function)
        taken = (self._piece.reads | self._piece.binds) & own
        if taken:
            raise BlockedError(f"`{min(taken)}` means something else in `{last.function.name}`.")

    # --- a loader for another file ---------------------------------------------------------------

    def _loader_name(self) -> str:
        name = f"load_{self._piece.name}"
        if (
            name in self._facts.globals
            or name in self._facts.functions
            or (name in self._facts.imports)
        ):
            raise BlockedError(f"{self._facts.path} already has a `{name}`.")
        return name

    def _add_loader(self, name: str, lines: Sequence[str]) -> None:
        """A function before the one that loaded: it loads, and returns what it loaded."""
        at, _ = _line_of(self._facts, self._function.node)
        body = [*lines, f"return {self._piece.name}"]
        newline = self._facts.document.newline
        text = [f"def {name}():", *(f"    {line}" if line else "" for line in body), "", "", ""]
        self._edit(self._facts, TextEdit(Span(at, at), newline.join(text)))

    def _reaches_module(self, last: _Call) -> bool:
        """Whether the call itself names the module that the function stands in."""
        return len(self._way) == 1 and isinstance(py.unparen(last.node.func), py.Attribute)

    def _callee_of(self, last: _Call, name: str) -> str:
        func = py.unparen(last.node.func)
        if self._reaches_module(last) and isinstance(func, py.Attribute):
            return f"{last.facts.document.slice(func.value.span)}.{name}"
        self._import(last)
        return name

    def _import(self, last: _Call) -> tuple[str, str]:
        """The module to import the loader from, and its name."""
        name = f"load_{self._piece.name}"
        if name in local_names(last.function) or name in last.facts.globals:
            raise BlockedError(f"{last.facts.path} already has a `{name}`.")
        for target in last.facts.imports.values():
            where = self._project.module_path(last.facts.path, target.module, target.level)
            if where == self._facts.path and target.member is not None and not target.level:
                return target.module, name
        raise BlockedError(
            f"{last.facts.path} does not import {posixpath.basename(self._facts.path)} by name."
        )

    # --- small things ----------------------------------------------------------------------------

    def _edit(self, facts: PythonFacts, edit: TextEdit) -> None:
        self._edits.setdefault(facts.path, []).append(edit)


def _statement_around(call: _Call) -> py.Stmt:
    """The innermost statement that the call stands in, if a line can be put before it."""
    found: py.Stmt | None = None
    for statement in call.function.node.body:
        for node in py.walk(statement):
            if isinstance(node, py.Stmt) and node.span.contains(call.node.span):
                found = node
    text = call.facts.document.text
    if found is None or text.startswith("elif", found.span.start):
        raise BlockedError("No line can be inserted before the call.")
    return found


def _line_of(facts: PythonFacts, node: py.Node) -> tuple[int, str]:
    """Where the line of ``node`` begins, and its indent; nothing else may stand before it."""
    text = facts.document.text
    start = text.rfind("\n", 0, node.span.start) + 1
    indent = text[start : node.span.start]
    if indent.strip() and not indent.strip() == "async":
        raise BlockedError("The statement shares its line with another one.")
    return start, indent if not indent.strip() else indent[: len(indent) - len(indent.lstrip())]


def _whole_lines(facts: PythonFacts, statement: py.Stmt) -> Span:
    """The lines of ``statement``, with the comment lines right above it and the one behind it."""
    text = facts.document.text
    start, indent = _line_of(facts, statement)
    end = text.find("\n", statement.span.end)
    end = len(text) if end < 0 else end + 1
    behind = text[statement.span.end : end].strip()
    if behind and not behind.startswith("#"):
        raise BlockedError("The statement shares its line with another one.")
    while start > 0:
        above = text.rfind("\n", 0, start - 1) + 1
        line = text[above:start]
        if not line.startswith(f"{indent}#"):
            break
        start = above
    return Span(start, end)


def _lines(facts: PythonFacts, statements: Sequence[py.Stmt]) -> list[str]:
    """The lines of ``statements`` without the indent that they have."""
    found: list[str] = []
    for statement in statements:
        for node in py.walk(statement):
            if isinstance(node, py.Constant | py.FString) and "\n" in facts.document.slice(
                node.span
            ):
                raise BlockedError("The load contains a multi-line string.")
        indent = _line_of(facts, statement)[1]
        text = facts.document.slice(_whole_lines(facts, statement))
        found += [line.removeprefix(indent) for line in text.splitlines()]
    return found


def _indented(text: str, old: str, new: str) -> str:
    """``text`` as it is once its lines, the first left out, have ``new`` for the indent ``old``."""
    first, *rest = text.split("\n")
    lines = [new + line.removeprefix(old) if line.strip() else line for line in rest]
    return "\n".join((first, *lines))
