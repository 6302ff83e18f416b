"""The questions that the progress fix asks of a parsed module: who holds a node, what a name is.

Only reading lives here, and nothing that knows what progress is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import cast

import libcst as cst
from libcst.metadata import ParentNodeProvider

from cog_lsp.fixes.python_edit import PythonSource
from cog_lsp.text import Span

Binding = cst.BaseExpression | None
"""What a name is bound to; ``None`` where no single expression says it (a loop, ``with``)."""

_ATOMS = (
    cst.Name,
    cst.Attribute,
    cst.Call,
    cst.Subscript,
    cst.Integer,
    cst.Float,
    cst.SimpleString,
)


class Tree:
    """One parsed module in which every node knows its parent."""

    def __init__(self, source: PythonSource) -> None:
        self.source = source
        self.text = source.text
        self._parents = cast(
            "Mapping[cst.CSTNode, cst.CSTNode]", source.wrapper.resolve(ParentNodeProvider)
        )
        # ``CSTNode.children`` walks the node anew on every call; this is a hundred times faster.
        self._held: dict[cst.CSTNode, list[cst.CSTNode]] = {}
        self._comments: list[Span] = []
        for node, holder in self._parents.items():
            self._held.setdefault(holder, []).append(node)
            if isinstance(node, cst.Comment):
                self._comments.append(self.span(node))
        self.nodes = tuple(self.inside(source.module))
        self.names = {
            node.value
            for node in self.nodes
            if isinstance(node, cst.Name) and not self._is_member(node)
        }

    def span(self, node: cst.CSTNode) -> Span:
        """The code points of ``node``, without its own outer parentheses."""
        return self.source.span_of(node)

    def line(self, node: cst.CSTNode) -> int:
        """The number of the line that ``node`` begins on, counted from 1."""
        return len(re.findall(r"\r\n|\r|\n", self.text[: self.span(node).start])) + 1

    def indent(self, statement: cst.CSTNode) -> str | None:
        """What ``statement``'s line begins with; ``None`` if it shares its line with others."""
        line = self.parent(statement)
        if not isinstance(line, cst.SimpleStatementLine) or len(line.body) > 1:
            return None
        start = self.span(statement).start
        begin = max(self.text.rfind("\n", 0, start), self.text.rfind("\r", 0, start)) + 1
        return self.text[begin:start]

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The node that holds ``node`` directly."""
        return self._parents.get(node)

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The holders of ``node``, the innermost first."""
        at = self._parents.get(node)
        while at is not None:
            yield at
            at = self._parents.get(at)

    def _is_member(self, node: cst.Name) -> bool:
        """Whether ``node`` names an attribute or a keyword, and so no variable."""
        holder = self.parent(node)
        if isinstance(holder, cst.Attribute):
            return holder.attr is node
        return isinstance(holder, cst.Arg) and holder.keyword is node

    def inside(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """``node`` and all that it holds, in the order of the source."""
        pending = [node]
        while pending:
            at = pending.pop()
            yield at
            pending.extend(reversed(self._held.get(at, ())))

    def own(self, function: cst.FunctionDef | cst.Lambda) -> Iterator[cst.CSTNode]:
        """What the body of ``function`` holds, bodies of functions and classes in it left out."""
        pending: list[cst.CSTNode] = [function.body]
        while pending:
            at = pending.pop()
            yield at
            if not isinstance(at, cst.FunctionDef | cst.ClassDef | cst.Lambda):
                pending.extend(reversed(self._held.get(at, ())))

    def has_comment(self, span: Span) -> bool:
        """Whether a comment stands anywhere in ``span``."""
        return any(span.contains(comment) for comment in self._comments)

    def function_of(self, node: cst.CSTNode) -> cst.FunctionDef | None:
        """The innermost function whose body holds ``node``."""
        for holder in self.ancestors(node):
            if isinstance(holder, cst.FunctionDef):
                return holder
        return None

    def class_of(self, function: cst.FunctionDef) -> cst.ClassDef | None:
        """The class that ``function`` is a method of."""
        for holder in self.ancestors(function):
            if isinstance(holder, cst.ClassDef):
                return holder
            if isinstance(holder, cst.FunctionDef):
                return None
        return None

    def qualified_name(self, function: cst.FunctionDef) -> str:
        """``Predictor.predict``, from the outermost class or function inwards."""
        names = [function.name.value]
        names.extend(
            holder.name.value
            for holder in self.ancestors(function)
            if isinstance(holder, cst.FunctionDef | cst.ClassDef)
        )
        return ".".join(reversed(names))


def code(node: cst.CSTNode) -> str:
    """The source of ``node`` as it was written, with its own parentheses."""
    return cst.Module([]).code_for_node(node)


def parse(text: str) -> cst.BaseExpression:
    """The expression that ``text`` is."""
    return cst.parse_expression(text)


def operand(text: str) -> str:
    """``text`` in parentheses, unless it binds tighter than any operator already."""
    node = parse(text)
    return text if node.lpar or isinstance(node, _ATOMS) else f"({text})"


def names_in(node: cst.CSTNode) -> set[str]:
    """The names that ``node`` reads or binds; attribute and keyword names are none."""
    found: set[str] = set()
    pending: list[cst.CSTNode] = [node]
    while pending:
        at = pending.pop()
        if isinstance(at, cst.Name):
            found.add(at.value)
        elif isinstance(at, cst.Attribute | cst.Arg):
            pending.append(at.value)
        else:
            pending.extend(at.children)
    return found


def last_name(node: cst.CSTNode) -> str:
    """``open`` of ``open`` and of ``codecs.open``; empty for anything else."""
    if isinstance(node, cst.Call):
        return last_name(node.func)
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else ""


class Bindings:
    """What the names of one function are bound to, and what module constants they fall back on."""

    def __init__(self, tree: Tree, function: cst.FunctionDef | cst.Lambda) -> None:
        self._tree = tree
        self._bound: dict[str, list[tuple[Binding, cst.CSTNode]]] = {}
        self._annotations: dict[str, str] = {}
        self.increments: list[tuple[str, cst.AugAssign]] = []
        self.measured: set[str] = set()
        self.parameters = _parameters(function)
        for parameter in self.parameters:
            if parameter.annotation is not None:
                self._annotations[parameter.name.value] = code(parameter.annotation.annotation)
            self._bind(parameter.name, None, parameter)
        for node in tree.own(function):
            self._read(node)
        local = set(self._bound)
        for statement in tree.source.module.body:
            if isinstance(statement, cst.SimpleStatementLine):
                for small in statement.body:
                    if isinstance(small, cst.Assign) and not local & names_in(small.targets[0]):
                        self._read(small)

    def of(self, name: str) -> list[Binding]:
        """Every binding of ``name``; empty for a name that is only read."""
        return [value for value, _ in self._bound.get(name, [])]

    def is_iterated(self, name: str) -> bool:
        """Whether a loop, ``with`` or ``except`` binds ``name`` to nobody knows what."""
        known = cst.Param | cst.Assign | cst.AnnAssign
        return any(not isinstance(place, known) for _, place in self._bound.get(name, []))

    def single(self, name: str) -> tuple[cst.BaseExpression, cst.CSTNode] | None:
        """The only expression that ``name`` is bound to, and the statement that does it."""
        bound = self._bound.get(name, [])
        if len(bound) == 1 and bound[0][0] is not None:
            return bound[0][0], bound[0][1]
        return None

    def annotation(self, name: str) -> str:
        """The annotation of a parameter or variable, empty when it has none."""
        return self._annotations.get(name, "")

    def _read(self, node: cst.CSTNode) -> None:
        if isinstance(node, cst.Assign):
            for target in node.targets:
                single = isinstance(target.target, cst.Name)
                self._bind(target.target, node.value if single else None, node)
        elif isinstance(node, cst.AnnAssign):
            if isinstance(node.target, cst.Name):
                self._annotations[node.target.value] = code(node.annotation.annotation)
            if node.value is not None:
                self._bind(node.target, node.value, node)
        elif isinstance(node, cst.AugAssign):
            if isinstance(node.target, cst.Name):
                self.increments.append((node.target.value, node))
        elif isinstance(node, cst.Call):
            if last_name(node.func) == "len" and node.args:
                self.measured.add(code(node.args[0].value))
        elif isinstance(node, cst.For | cst.NamedExpr):
            self._bind(node.target, None, node)
        elif isinstance(node, cst.AsName):
            self._bind(node.name, None, node)

    def _bind(self, target: cst.CSTNode, value: Binding, place: cst.CSTNode) -> None:
        if isinstance(target, cst.Name):
            self._bound.setdefault(target.value, []).append((value, place))
        elif isinstance(target, cst.Tuple | cst.List):
            for element in target.elements:
                self._bind(element.value, None, place)


def _parameters(function: cst.FunctionDef | cst.Lambda) -> tuple[cst.Param, ...]:
    params = function.params
    extra = [star for star in (params.star_arg, params.star_kwarg) if isinstance(star, cst.Param)]
    return (*params.posonly_params, *params.params, *params.kwonly_params, *extra)
