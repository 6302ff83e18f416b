"""Python expressions from tree-sitter nodes; the other half of :mod:`python_parse`."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable
from dataclasses import replace

import tree_sitter

from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.tree_sitter_text import EXTRAS, Offsets
from cog_lsp.text import Span

TSNode = tree_sitter.Node

_CONSTANTS: dict[str, object] = {"true": True, "false": False, "none": None, "ellipsis": ...}
_SEQUENCES = {
    "list": "list",
    "list_pattern": "list",
    "tuple": "tuple",
    "tuple_pattern": "tuple",
    "pattern_list": "tuple",
    "expression_list": "tuple",
    "set": "set",
}
_COMPREHENSIONS = {
    "list_comprehension": "list",
    "set_comprehension": "set",
    "dictionary_comprehension": "dict",
    "generator_expression": "generator",
}
# Where an expression begins with another: that one.
_LEFTMOST: dict[type[py.Expr], str] = {
    py.Call: "func",
    py.Attribute: "value",
    py.Subscript: "value",
    py.BinOp: "left",
    py.BoolOp: "left",
}
_STARRED = ("list_splat", "list_splat_pattern", "dictionary_splat", "dictionary_splat_pattern")


class ExpressionReader:
    """Turns expression nodes of one text into ours."""

    def __init__(self, text: str, offsets: Offsets) -> None:
        self._text = text
        self._span = offsets.span
        self._readers: dict[str, Callable[[TSNode], py.Expr]] = {
            "identifier": lambda node: py.Name(span := self._span(node), span.text(self._text)),
            "attribute": self._attribute,
            "call": self._call,
            "string": self._string,
            "concatenated_string": self._string,
            "integer": self._number,
            "float": self._number,
            "dictionary": self._dictionary,
            "subscript": self._subscript,
            "generic_type": self._generic_type,
            "union_type": lambda node: self._type_operator(node, "|"),
            "member_type": self._member_type,
            "slice": lambda node: py.Slice(self._span(node), self._inner(node)),
            "binary_operator": self._binary,
            "unary_operator": self._unary,
            "not_operator": lambda node: py.UnaryOp(
                self._span(node), "not", self._field(node, "argument")
            ),
            "boolean_operator": self._boolean,
            "comparison_operator": self._comparison,
            "conditional_expression": self._conditional,
            "lambda": self._lambda,
            "await": lambda node: py.Await(self._span(node), self._first(node)),
            "yield": self._yield,
            "named_expression": lambda node: py.NamedExpr(
                self._span(node), self._field(node, "name"), self._field(node, "value")
            ),
            "parenthesized_expression": lambda node: py.Paren(self._span(node), self._first(node)),
            "type": self._first,
            "as_pattern_target": self._first,
            "keyword_argument": lambda node: self._field(node, "value"),
        }

    def read(self, node: TSNode) -> py.Expr:
        """The expression that ``node`` is; :class:`~python_tree.Unknown` if it is none we know."""
        kind = node.type
        reader = self._readers.get(kind)
        if reader is not None:
            return reader(node)
        if kind in _CONSTANTS:
            return py.Constant(self._span(node), _CONSTANTS[kind])
        if kind in _SEQUENCES:
            items = self._inner(node)
            if len(items) == 1:
                items = (_starred_as_a_whole(items[0]),)
            return py.Sequence(self._span(node), _SEQUENCES[kind], items)  # type: ignore[arg-type]
        if kind in _COMPREHENSIONS:
            return self._comprehension(node)
        if kind in _STARRED:
            return py.Starred(self._span(node), self._first(node))
        if kind in ("print", "exec", "match", "type", "case"):
            return py.Name(span := self._span(node), span.text(self._text))
        return py.Unknown(self._span(node), self._inner(node))

    def nothing(self, node: TSNode) -> py.Expr:
        """The empty expression at the end of ``node``, where the source has none."""
        end = self._span(node).end
        return py.Unknown(Span(end, end), ())

    def arguments(self, node: TSNode) -> tuple[py.Argument, ...]:
        """The arguments of an ``argument_list`` (or of the lone generator of a call)."""
        if node.type == "generator_expression":
            return (py.Argument(self._span(node), self.read(node)),)
        arguments: list[py.Argument] = []
        for child in node.named_children:
            span = self._span(child)
            if child.type == "keyword_argument":
                name = child.child_by_field_name("name")
                name_span = self._span(name) if name is not None else span
                arguments.append(
                    py.Argument(
                        span, self._field(child, "value"), name_span.text(self._text), name_span
                    )
                )
            elif child.type == "list_splat":
                arguments.append(py.Argument(span, self._first(child), star="*"))
            elif child.type == "dictionary_splat":
                arguments.append(py.Argument(span, self._first(child), star="**"))
            elif child.type not in EXTRAS:
                arguments.append(py.Argument(span, self.read(child)))
        return tuple(arguments)

    def params(self, node: TSNode) -> tuple[py.Param, ...]:
        """The parameters of a ``parameters`` or ``lambda_parameters`` node."""
        return tuple(
            self._param(child) for child in node.named_children if child.type not in EXTRAS
        )

    def _param(self, node: TSNode) -> py.Param:
        span = self._span(node)
        if node.type == "keyword_separator":
            return py.Param(span, "", span, "star")
        if node.type == "positional_separator":
            return py.Param(span, "", span, "slash")
        target = node.child_by_field_name("name")
        if target is None:
            target = node if node.type != "typed_parameter" else node.named_children[0]
        kind: py.ParamKind = "positional"
        if target.type in ("list_splat_pattern", "dictionary_splat_pattern"):
            kind = "vararg" if target.type == "list_splat_pattern" else "kwarg"
            target = next(iter(target.named_children), target)
        annotation = node.child_by_field_name("type")
        default = node.child_by_field_name("value")
        name_span = self._span(target)
        return py.Param(
            span,
            name_span.text(self._text),
            name_span,
            kind,
            self.read(annotation) if annotation is not None else None,
            self.read(default) if default is not None else None,
        )

    def _inner(self, node: TSNode) -> tuple[py.Expr, ...]:
        return tuple(self.read(child) for child in node.named_children if child.type not in EXTRAS)

    def _first(self, node: TSNode) -> py.Expr:
        for child in node.named_children:
            if child.type not in EXTRAS:
                return self.read(child)
        return self.nothing(node)

    def _field(self, node: TSNode, name: str) -> py.Expr:
        child = node.child_by_field_name(name)
        return self.read(child) if child is not None else self.nothing(node)

    def _attribute(self, node: TSNode) -> py.Expr:
        attr = node.child_by_field_name("attribute")
        span = self._span(attr) if attr is not None else Span(*[self._span(node).end] * 2)
        return py.Attribute(
            self._span(node), self._field(node, "object"), span.text(self._text), span
        )

    def _member_type(self, node: TSNode) -> py.Expr:
        value, attr = node.named_children[0], node.named_children[-1]
        span = self._span(attr)
        return py.Attribute(self._span(node), self.read(value), span.text(self._text), span)

    def _call(self, node: TSNode) -> py.Expr:
        arguments = node.child_by_field_name("arguments")
        return py.Call(
            self._span(node),
            self._field(node, "function"),
            self.arguments(arguments) if arguments is not None else (),
            self._span(arguments if arguments is not None else node),
        )

    def _number(self, node: TSNode) -> py.Expr:
        span = self._span(node)
        return py.Constant(span, _literal(span.text(self._text)))

    def _string(self, node: TSNode) -> py.Expr:
        span = self._span(node)
        strings = node.named_children if node.type == "concatenated_string" else [node]
        if not any(c.type == "interpolation" for s in strings for c in s.named_children):
            source = span.text(self._text)
            # The source of a concatenation may run over lines, which only parentheses allow.
            value = _literal(source if node.type == "string" else f"({source})")
            if value is not ...:
                return py.Constant(span, value)
            if not any(_is_formatted(string.text or b"") for string in strings):
                return py.Unknown(span, ())
        parts: list[str | py.Expr] = []
        specs: list[str] = []
        for string in strings:
            for child in string.named_children:
                if child.type == "interpolation":
                    parts.append(self._field(child, "expression"))
                    specs.append(self._format(child))
                elif child.type == "string_content":
                    parts.append(self._span(child).text(self._text))
        return py.FString(span, tuple(parts), tuple(specs))

    def _format(self, interpolation: TSNode) -> str:
        """What stands behind the colon of ``{value:.1f}``."""
        for child in interpolation.named_children:
            if child.type == "format_specifier":
                return self._span(child).text(self._text).removeprefix(":")
        return ""

    def _dictionary(self, node: TSNode) -> py.Expr:
        keys: list[py.Expr | None] = []
        values: list[py.Expr] = []
        for child in node.named_children:
            if child.type == "pair":
                keys.append(self._field(child, "key"))
                values.append(self._field(child, "value"))
            elif child.type == "dictionary_splat":
                keys.append(None)
                values.append(self._first(child))
        return py.Dict(self._span(node), tuple(keys), tuple(values))

    def _subscript(self, node: TSNode) -> py.Expr:
        indexes = tuple(self.read(child) for child in node.children_by_field_name("subscript"))
        return py.Subscript(self._span(node), self._field(node, "value"), indexes)

    def _generic_type(self, node: TSNode) -> py.Expr:
        value, *rest = node.named_children
        indexes = tuple(
            expr for child in rest if child.type == "type_parameter" for expr in self._inner(child)
        )
        return py.Subscript(self._span(node), self.read(value), indexes)

    def _type_operator(self, node: TSNode, op: str) -> py.Expr:
        inner = self._inner(node)
        if len(inner) != 2:
            return py.Unknown(self._span(node), inner)
        return py.BinOp(self._span(node), inner[0], op, inner[1])

    def _operator(self, node: TSNode) -> str:
        op = node.child_by_field_name("operator")
        return self._span(op).text(self._text) if op is not None else ""

    def _binary(self, node: TSNode) -> py.Expr:
        left, right = self._field(node, "left"), self._field(node, "right")
        return py.BinOp(self._span(node), left, self._operator(node), right)

    def _unary(self, node: TSNode) -> py.Expr:
        op, operand = self._operator(node), self._field(node, "argument")
        if op == "-" and isinstance(operand, py.Constant) and type(operand.value) in (int, float):
            return py.Constant(self._span(node), -operand.value)  # type: ignore[operator]
        return py.UnaryOp(self._span(node), op, operand)

    def _boolean(self, node: TSNode) -> py.Expr:
        left, right = self._field(node, "left"), self._field(node, "right")
        return py.BoolOp(
            self._span(node), left, "and" if self._operator(node) == "and" else "or", right
        )

    def _comparison(self, node: TSNode) -> py.Expr:
        ops = tuple(
            " ".join(self._span(op).text(self._text).split())
            for op in node.children_by_field_name("operators")
        )
        return py.Compare(self._span(node), self._inner(node), ops)

    def _conditional(self, node: TSNode) -> py.Expr:
        inner = self._inner(node)
        if len(inner) != 3:
            return py.Unknown(self._span(node), inner)
        return py.IfExp(self._span(node), test=inner[1], body=inner[0], orelse=inner[2])

    def _lambda(self, node: TSNode) -> py.Expr:
        params = node.child_by_field_name("parameters")
        return py.Lambda(
            self._span(node),
            self.params(params) if params is not None else (),
            self._field(node, "body"),
        )

    def _comprehension(self, node: TSNode) -> py.Expr:
        body = node.child_by_field_name("body")
        elements: tuple[py.Expr, ...] = ()
        if body is not None and body.type == "pair":
            elements = (self._field(body, "key"), self._field(body, "value"))
        elif body is not None:
            elements = (self.read(body),)
        clauses = [child for child in node.named_children if child.type == "for_in_clause"]
        return py.Comprehension(
            self._span(node),
            _COMPREHENSIONS[node.type],  # type: ignore[arg-type]
            elements,
            tuple(self._field(clause, "left") for clause in clauses),
            tuple(self._field(clause, "right") for clause in clauses),
            tuple(self._first(child) for child in node.named_children if child.type == "if_clause"),
        )

    def _yield(self, node: TSNode) -> py.Expr:
        inner = self._inner(node)
        is_from = any(child.type == "from" for child in node.children)
        return py.Yield(self._span(node), inner[0] if inner else None, is_from)


_LEAST_TRIPLE = 6  # two times three quotes
# The literals that are read without Python's parser, which takes its time; longer ones it refuses.
_DECIMAL = re.compile(r"[1-9][0-9]{0,17}|0")


def _is_formatted(source: bytes) -> bool:
    """Whether a string is an f-string, by the letters before its quote."""
    return b"f" in source.partition(b'"')[0].partition(b"'")[0].lower()


def _literal(source: str) -> object:
    """The value of a literal's source; ``...`` when Python itself cannot read it."""
    quote = source[:1]
    if quote in "\"'" and "\\" not in source:
        if source[:3] != quote * 3:
            return source[1:-1]
        if "\r" not in source and len(source) >= _LEAST_TRIPLE and source.endswith(quote * 3):
            return source[3:-3]
    if _DECIMAL.fullmatch(source):
        return int(source)
    try:
        if "\\" not in source:
            return ast.literal_eval(source)
        with warnings.catch_warnings():
            # An escape that Python does not know is the author's, and no news for our own log.
            warnings.simplefilter("ignore")
            return ast.literal_eval(source)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return ...


def _starred_as_a_whole(item: py.Expr) -> py.Expr:
    """``*f(x)`` as the only item of a list or set, of which the grammar makes a call of ``*f``."""
    bare = _without_star(item)
    return item if bare is item else py.Starred(item.span, bare)


def _without_star(expr: py.Expr) -> py.Expr:
    if isinstance(expr, py.Starred):
        return expr.value
    name = _LEFTMOST.get(type(expr))
    inner = getattr(expr, name) if name is not None else None
    bare = _without_star(inner) if inner is not None else inner
    if name is None or bare is None or bare is inner:
        return expr
    changed = {name: bare, "span": Span(bare.span.start, expr.span.end)}
    return replace(expr, **changed)  # type: ignore[arg-type]
