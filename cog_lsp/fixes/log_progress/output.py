"""What becomes of a function's output when its progress values are taken out.

A generator with one payload left returns it, annotations say what is left, and functions that
passed nothing but progress on stop passing. Edits and the reasons for the reader come out.
"""

from __future__ import annotations

import re

import libcst as cst

from cog_lsp.fixes.log_progress.callers import ends_in, references
from cog_lsp.fixes.log_progress.items import Item, NoItemError
from cog_lsp.fixes.log_progress.loops import loops_around
from cog_lsp.fixes.log_progress.tree import Bindings, Tree, code, last_name
from cog_lsp.fixes.log_progress.types import (
    Types,
    element_of,
    is_path,
    members,
    same_type,
    split_generic,
)
from cog_lsp.text import Span, TextEdit

_TEMPORARY = {"TemporaryDirectory", "NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile"}
_CLEANERS = {"remove", "unlink", "rmtree", "rmdir", "cleanup"}
_STREAMING = re.compile(r"(?:\w+\.)?streaming(?:\(\s*\))?")


class OutputChange:
    """Collects the edits that make a function's output fit what is left of it."""

    def __init__(self, tree: Tree, items: list[Item], outside: frozenset[str]) -> None:
        self.edits: list[TextEdit] = []
        self.notes: list[str] = []
        self.needs_path = False
        self._tree = tree
        self._items = items
        self._outside = outside
        self._gone: set[cst.CSTNode] = {item.taken for item in items if item.taken is not None}

    def settle(self, function: cst.FunctionDef) -> None:
        """Mend ``function``, from which the items have been taken.

        Raises :class:`NoItemError` when nothing would be left to put out.
        """
        types = Types(self._tree, Bindings(self._tree, function))
        yields = [node for node in self._tree.own(function) if isinstance(node, cst.Yield)]
        left = [node for node in yields if node not in self._gone]
        if len(left) == len(yields):
            self._narrow_list(function, types)
        elif not left:
            self._stop_generating(function)
        elif len(left) > 1:
            self._narrow(function, left, types)
        else:
            reason = self._why_not_return(function, left[0], types)
            if reason is None:
                self._return(function, left[0], types)
            else:
                if not loops_around(left[0], self._tree):
                    self.notes.append(f"{function.name.value}() stays an iterator: {reason}.")
                self._narrow(function, left, types)

    def _why_not_return(
        self, function: cst.FunctionDef, last: cst.Yield, types: Types
    ) -> str | None:
        """Why the one yield that is left cannot be a return, or ``None`` if it can."""
        tree, value = self._tree, last.value
        statement = tree.parent(last)
        if not isinstance(value, cst.BaseExpression) or not isinstance(statement, cst.Expr):
            return "it passes on what another generator yields"
        returns = [node for node in self._tree.own(function) if isinstance(node, cst.Return)]
        if returns:
            return f"line {tree.line(returns[0])} ends it without a value"
        finals = ends_in(tree, statement, function)
        if finals is None:
            return f"the yield in line {tree.line(last)} is not certain to be its last step"
        kind = types.of(value)
        if kind is None or is_path(kind):
            cleaned = {last_name(node) for final in finals for node in tree.inside(final)}
            if _CLEANERS & cleaned or any(_is_temporary(node) for node in self._tree.own(function)):
                return "the file may be deleted when it returns"
        if function.name.value in self._outside:
            return "another file may use it as one"
        callers = references(tree, function)
        if callers:
            return f"line {tree.line(callers[0])} uses it as one"
        if function.returns is not None and self._payload_type(function, value, types) is None:
            return "the type of what is left is not known"
        return None

    def _return(self, function: cst.FunctionDef, last: cst.Yield, types: Types) -> None:
        start = self._tree.span(last).start
        self.edits.append(TextEdit(Span(start, start + len("yield")), "return"))
        name, value = function.name.value, last.value
        kind = None
        if isinstance(value, cst.BaseExpression):
            kind = self._payload_type(function, value, types)
        if function.returns is not None and kind is not None:
            joined = "Concatenate" in code(function.returns.annotation)
            got = "a joined text" if joined else "an array"
            self._annotate(function, kind)
            self.notes.append(f"{name}() now returns one {kind}, where callers got {got}.")
        else:
            self.notes.append(f"{name}() now returns its one output, where callers got several.")
        for decorator in function.decorators:
            if _STREAMING.fullmatch(code(decorator.decorator)):
                self._drop_decorator(decorator)
                self.notes.append("@streaming goes, since it needs an iterator.")

    def _payload_type(
        self, function: cst.FunctionDef, value: cst.BaseExpression, types: Types
    ) -> str | None:
        """The type of the payload in the annotation's spelling, ``None`` if it cannot be told."""
        element = _element(function)
        if element is None:
            return None
        declared = [member for member in members(element) if member != "None"]
        kind = types.of(value)
        if kind is not None:
            for member in declared:
                if same_type(member, kind) or (member, kind) == ("float", "int"):
                    return member
            return kind
        progress = [types.of(item.value) for item in self._items]
        rest = [
            member
            for member in declared
            if len(declared) == 1 or not any(same_type(member, one or "") for one in progress)
        ]
        return rest[0] if len(rest) == 1 else None

    def _narrow(self, function: cst.FunctionDef, left: list[cst.Yield], types: Types) -> None:
        """Let the annotation's element be the one type that all remaining values have."""
        values = [node.value for node in left]
        kinds = {types.of(v) if isinstance(v, cst.BaseExpression) else None for v in values}
        self._narrow_to(function, kinds)

    def _narrow_to(self, function: cst.FunctionDef, kinds: set[str | None]) -> None:
        kind = kinds.pop() if len(kinds) == 1 else None
        element = _element(function)
        if kind is None or element is None or function.returns is None:
            return
        declared = members(element)
        fitting = [member for member in declared if same_type(member, kind)]
        wrong = is_path(kind) and element in ("str", "Any", "dict")
        if not ((fitting and len(declared) > 1) or wrong):
            return
        parts = split_generic(code(function.returns.annotation))
        if parts is None or "Concatenate" in parts[0]:
            return
        new = fitting[0] if fitting else kind
        self._annotate(function, f"{parts[0]}[{', '.join([new, *parts[1][1:]])}]")

    def _narrow_list(self, function: cst.FunctionDef, types: Types) -> None:
        """The same for a list that is filled by ``append`` alone."""
        taken = [item.statement for item in self._items if item.element is None]
        owners = {_owner(statement) for statement in taken}
        if len(owners) != 1 or len(taken) != len(self._items):
            return
        owner = owners.pop()
        kinds: set[str | None] = set()
        for node in self._tree.own(function):
            if isinstance(node, cst.AugAssign) and code(node.target) == owner:
                kinds.add(None)
            elif isinstance(node, cst.Assign) and code(node.targets[0].target) == owner:
                kinds |= set() if code(node.value) in ("[]", "list()") else {None}
            elif isinstance(node, cst.Expr) and _owner(node) == owner and node not in taken:
                value = node.value
                is_append = isinstance(value, cst.Call) and last_name(value) == "append"
                kinds.add(types.of(_argument(value)) if is_append else None)
        self._narrow_to(function, kinds)

    def _stop_generating(self, function: cst.FunctionDef) -> None:
        """Nothing but progress was yielded: call the function where its values were passed on."""
        name = function.name.value
        uses = references(self._tree, function)
        if name in self._outside:
            raise NoItemError(
                f"every value that {name}() yields is progress, and another file passes them on; "
                "call it there as a plain function first"
            )
        if not uses:
            raise NoItemError(
                f"every value that {name}() yields is progress, so no output would be left"
            )
        callers: list[cst.FunctionDef] = []
        for use in uses:
            caller = self._tree.function_of(use)
            if caller is None or caller is function or not self._call_plainly(use):
                line = self._tree.line(use)
                raise NoItemError(
                    f"every value that {name}() yields is progress, and line {line} uses them"
                )
            callers.append(caller)
        self._annotate_emptied(function)
        self.notes.append(f"{name}() no longer yields anything and is called as a plain function.")
        for caller in dict.fromkeys(callers):
            self.settle(caller)

    def _call_plainly(self, use: cst.CSTNode) -> bool:
        """Turn ``yield from use(...)``, or a loop that yields each value, into the call alone."""
        tree = self._tree
        call = tree.parent(use)
        holder = None if call is None else tree.parent(call)
        if not isinstance(call, cst.Call) or call.func is not use:
            return False
        if isinstance(holder, cst.From):
            passing = tree.parent(holder)
            if not isinstance(passing, cst.Yield):
                return False
            self._gone.add(passing)
            start = tree.span(passing).start
            self.edits.append(TextEdit(Span(start, tree.span(call).start), ""))
            return True
        if not isinstance(holder, cst.For) or holder.iter is not call or holder.orelse is not None:
            return False
        body = holder.body.body
        line = body[0] if len(body) == 1 else None
        passed = line.body[0] if isinstance(line, cst.SimpleStatementLine) else line
        if not isinstance(passed, cst.Expr) or not isinstance(passed.value, cst.Yield):
            return False
        value = passed.value.value
        if value is None or code(value) != code(holder.target):
            return False
        region = Span(tree.span(holder).start, tree.span(passed).end)
        if tree.has_comment(region):
            return False
        self._gone.add(passed.value)
        await_ = "await " if holder.asynchronous is not None else ""
        self.edits.append(TextEdit(region, await_ + tree.span(call).text(tree.text)))
        return True

    def _annotate_emptied(self, function: cst.FunctionDef) -> None:
        if function.returns is None:
            return
        parts = split_generic(code(function.returns.annotation))
        if parts is not None and len(parts[1]) == 3:
            self._annotate(function, parts[1][2])
        elif any(
            isinstance(node, cst.Return) and node.value is not None
            for node in self._tree.own(function)
        ):
            span = self._tree.span(function.returns.annotation)
            arrow = re.search(r"\s*->\s*$", self._tree.text[: span.start])
            if arrow is not None:
                self.edits.append(TextEdit(Span(arrow.start(), span.end), ""))
        else:
            self._annotate(function, "None")

    def _annotate(self, function: cst.FunctionDef, annotation: str) -> None:
        if function.returns is None:
            return
        node = function.returns.annotation
        quote = node.quote if isinstance(node, cst.SimpleString) else ""
        self.needs_path = self.needs_path or re.search(r"(?<![\w.])Path\b", annotation) is not None
        self.edits.append(TextEdit(self._tree.span(node), f"{quote}{annotation}{quote}"))

    def _drop_decorator(self, decorator: cst.Decorator) -> None:
        text, span = self._tree.text, self._tree.span(decorator)
        start, end = span.start, span.end
        while start and text[start - 1] in " \t":
            start -= 1
        tail = re.compile(r"[ \t]*(?:\r\n|\r|\n)").match(text, end)
        if tail is not None:
            self.edits.append(TextEdit(Span(start, tail.end()), ""))
        else:
            comment = re.compile(r"[ \t]*").match(text, end)
            stop = comment.end() if comment is not None else end
            self.edits.append(TextEdit(Span(span.start, stop), ""))


def _element(function: cst.FunctionDef) -> str | None:
    if function.returns is None:
        return None
    return element_of(code(function.returns.annotation), lists=True)


def _owner(statement: cst.CSTNode) -> str:
    """``outputs`` of the statement ``outputs.append(...)``."""
    call = statement.value if isinstance(statement, cst.Expr) else None
    if isinstance(call, cst.Call) and isinstance(call.func, cst.Attribute):
        return code(call.func.value)
    return ""


def _argument(node: cst.BaseExpression) -> cst.BaseExpression | None:
    return node.args[0].value if isinstance(node, cst.Call) and node.args else None


def _is_temporary(node: cst.CSTNode) -> bool:
    """Whether ``node`` makes a file that is deleted as soon as nobody holds it."""
    if not isinstance(node, cst.Call) or last_name(node) not in _TEMPORARY:
        return False
    return not any(
        argument.keyword is not None
        and argument.keyword.value == "delete"
        and code(argument.value) == "False"
        for argument in node.args
    )
