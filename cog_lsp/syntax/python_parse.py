"""Python text to :mod:`cog_lsp.syntax.python_tree`, by tree-sitter, never failing.

tree-sitter survives half-typed code and is the grammar that Cog's own analyser reads predictors
with. Its nodes count bytes; everything that leaves this file counts code points.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Literal

import tree_sitter
import tree_sitter_python

from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_expressions import ExpressionReader
from cog_lsp.syntax.tree_sitter_text import EXTRAS, Offsets
from cog_lsp.text import Span

TSNode = tree_sitter.Node


@cache
def _language() -> tree_sitter.Language:
    return tree_sitter.Language(tree_sitter_python.language())


@cache
def _extras() -> tree_sitter.Query:
    query: tree_sitter.Query = tree_sitter.Query(
        _language(),
        "(comment) @comment (line_continuation) @continuation (ERROR) @error (MISSING) @missing",
    )
    return query


def parse_python(text: str) -> py.Module:
    """The tree of ``text``. Any string has one; what does not parse is in ``problems``."""
    source = text.encode("utf-8", "surrogatepass")
    root = tree_sitter.Parser(_language()).parse(source).root_node
    offsets = Offsets(text, source)
    captures = tree_sitter.QueryCursor(_extras()).captures(root)
    comments = [_comment(offsets.span(node), text) for node in captures.get("comment", ())]
    problems = [py.SyntaxProblem(offsets.span(node)) for node in captures.get("error", ())]
    problems += [
        py.SyntaxProblem(offsets.span(node), node.type) for node in captures.get("missing", ())
    ]
    try:
        body = _StatementReader(text, offsets).block(root)
    except RecursionError:
        # Nested deeper than Python's own compiler would take it: no facts, but a place to say so.
        body = ()
        problems.append(py.SyntaxProblem(Span(0, 0), "less nesting"))
    return py.Module(
        Span(0, len(text)),
        body,
        tuple(sorted(comments, key=lambda comment: comment.span)),
        tuple(sorted(problems, key=lambda problem: problem.span)),
        tuple(sorted(offsets.span(node) for node in captures.get("continuation", ()))),
    )


def _comment(span: Span, text: str) -> py.Comment:
    """A comment up to the end of its line; tree-sitter does not take a carriage return for one."""
    content = span.text(text).partition("\r")[0]
    return py.Comment(Span(span.start, span.start + len(content)), content)


class _StatementReader:
    """Turns statement nodes into ours; expressions are left to :class:`ExpressionReader`."""

    def __init__(self, text: str, offsets: Offsets) -> None:
        self._text = text
        self._span = offsets.span
        self._exprs = ExpressionReader(text, offsets)
        self._readers: dict[str, Callable[[TSNode], py.Stmt]] = {
            "expression_statement": self._expression_statement,
            "return_statement": lambda node: py.Return(self._span(node), self._only(node)),
            "raise_statement": lambda node: py.Raise(self._span(node), self._all(node)),
            "if_statement": self._if,
            "for_statement": self._for,
            "while_statement": self._while,
            "try_statement": self._try,
            "with_statement": self._with,
            "match_statement": self._match,
            "function_definition": lambda node: self._function(node, ()),
            "class_definition": lambda node: self._class(node, ()),
            "decorated_definition": self._decorated,
            "import_statement": self._import,
            "import_from_statement": self._import_from,
            "future_import_statement": self._import_from,
            "global_statement": self._scoping,
            "nonlocal_statement": self._scoping,
            "delete_statement": self._delete,
            "assert_statement": lambda node: py.Assert(self._span(node), self._all(node)),
            "pass_statement": lambda node: py.Simple(self._span(node), "pass"),
            "break_statement": lambda node: py.Simple(self._span(node), "break"),
            "continue_statement": lambda node: py.Simple(self._span(node), "continue"),
        }

    def block(self, node: TSNode | None) -> py.Block:
        """The statements of a ``block`` or ``module`` node."""
        if node is None:
            return ()
        return tuple(
            self._statement(child) for child in node.named_children if child.type not in EXTRAS
        )

    def _statement(self, node: TSNode) -> py.Stmt:
        reader = self._readers.get(node.type)
        if reader is not None:
            return reader(node)
        return py.Broken(self._span(node), self._pieces(node))

    def _pieces(self, node: TSNode) -> tuple[py.Node, ...]:
        """Whatever can be read inside a node that is not understood."""
        pieces: list[py.Node] = []
        for child in node.named_children:
            if child.type in self._readers:
                pieces.append(self._statement(child))
            elif child.type == "block":
                pieces.extend(self.block(child))
            elif child.type not in EXTRAS:
                pieces.append(self._exprs.read(child))
        return tuple(pieces)

    def _all(self, node: TSNode) -> tuple[py.Expr, ...]:
        return tuple(
            self._exprs.read(child) for child in node.named_children if child.type not in EXTRAS
        )

    def _only(self, node: TSNode) -> py.Expr | None:
        return next(iter(self._all(node)), None)

    def _field(self, node: TSNode, name: str) -> py.Expr:
        child = node.child_by_field_name(name)
        return self._exprs.read(child) if child is not None else self._exprs.nothing(node)

    def _name(self, node: TSNode) -> tuple[str, Span]:
        name = node.child_by_field_name("name")
        span = self._span(name if name is not None else node)
        return (span.text(self._text) if name is not None else ""), span

    def _expression_statement(self, node: TSNode) -> py.Stmt:
        children = [child for child in node.named_children if child.type not in EXTRAS]
        span = self._span(node)
        if len(children) != 1:
            items = tuple(self._exprs.read(child) for child in children)
            return py.ExprStmt(span, py.Sequence(span, "tuple", items))
        child = children[0]
        if child.type == "assignment":
            return self._assignment(child)
        if child.type == "augmented_assignment":
            op = child.child_by_field_name("operator")
            return py.AugAssign(
                span,
                self._field(child, "left"),
                self._span(op).text(self._text) if op is not None else "",
                self._field(child, "right"),
            )
        return py.ExprStmt(span, self._exprs.read(child))

    def _assignment(self, node: TSNode) -> py.Stmt:
        span = self._span(node)
        targets = [self._field(node, "left")]
        annotation = node.child_by_field_name("type")
        right = node.child_by_field_name("right")
        while right is not None and right.type == "assignment":
            targets.append(self._field(right, "left"))
            right = right.child_by_field_name("right")
        return py.Assign(
            span,
            tuple(targets),
            self._exprs.read(right) if right is not None else None,
            self._exprs.read(annotation) if annotation is not None else None,
        )

    def _if(self, node: TSNode) -> py.Stmt:
        alternatives = node.children_by_field_name("alternative")
        orelse: py.Block = ()
        for alternative in reversed(alternatives):
            if alternative.type == "else_clause":
                orelse = self.block(alternative.child_by_field_name("body"))
            elif alternative.type == "elif_clause":
                end = self._span(alternatives[-1]).end
                branch = py.If(
                    Span(self._span(alternative).start, end),
                    self._field(alternative, "condition"),
                    self.block(alternative.child_by_field_name("consequence")),
                    orelse,
                )
                orelse = (branch,)
        return py.If(
            self._span(node),
            self._field(node, "condition"),
            self.block(node.child_by_field_name("consequence")),
            orelse,
        )

    def _else(self, node: TSNode) -> py.Block:
        clause = node.child_by_field_name("alternative")
        return self.block(clause.child_by_field_name("body")) if clause is not None else ()

    def _for(self, node: TSNode) -> py.Stmt:
        return py.For(
            self._span(node),
            self._field(node, "left"),
            self._field(node, "right"),
            self.block(node.child_by_field_name("body")),
            self._else(node),
            _is_async(node),
        )

    def _while(self, node: TSNode) -> py.Stmt:
        return py.While(
            self._span(node),
            self._field(node, "condition"),
            self.block(node.child_by_field_name("body")),
            self._else(node),
        )

    def _try(self, node: TSNode) -> py.Stmt:
        handlers: list[py.Handler] = []
        orelse: py.Block = ()
        finalbody: py.Block = ()
        for child in node.named_children:
            if child.type in ("except_clause", "except_group_clause"):
                handlers.append(self._handler(child))
            elif child.type == "else_clause":
                orelse = self.block(child.child_by_field_name("body"))
            elif child.type == "finally_clause":
                finalbody = self._inner_block(child)
        body = self.block(node.child_by_field_name("body"))
        return py.Try(self._span(node), body, tuple(handlers), orelse, finalbody)

    def _inner_block(self, node: TSNode) -> py.Block:
        return self.block(next((c for c in node.named_children if c.type == "block"), None))

    def _handler(self, node: TSNode) -> py.Handler:
        value = node.child_by_field_name("value")
        name = None
        if value is not None and value.type == "as_pattern":
            alias = value.child_by_field_name("alias")
            name = self._span(alias).text(self._text) if alias is not None else None
            value = next(iter(value.named_children), None)
        return py.Handler(
            self._span(node),
            self._exprs.read(value) if value is not None else None,
            name,
            self._inner_block(node),
        )

    def _with(self, node: TSNode) -> py.Stmt:
        items: list[py.WithItem] = []
        for clause in node.named_children:
            if clause.type != "with_clause":
                continue
            for item in clause.named_children:
                value = item.child_by_field_name("value")
                if value is None:
                    continue
                target = None
                if value.type == "as_pattern":
                    alias = value.child_by_field_name("alias")
                    target = self._only(alias) if alias is not None else None
                    value = value.named_children[0]
                items.append(py.WithItem(self._span(item), self._exprs.read(value), target))
        body = self.block(node.child_by_field_name("body"))
        return py.With(self._span(node), tuple(items), body, _is_async(node))

    def _match(self, node: TSNode) -> py.Stmt:
        cases: list[py.Case] = []
        body = node.child_by_field_name("body")
        for clause in body.named_children if body is not None else ():
            if clause.type == "case_clause":
                patterns = tuple(
                    self._exprs.read(child)
                    for child in clause.named_children
                    if child.type in ("case_pattern", "if_clause")
                )
                inner = self.block(clause.child_by_field_name("consequence"))
                cases.append(py.Case(self._span(clause), patterns, inner))
        return py.Match(self._span(node), self._field(node, "subject"), tuple(cases))

    def _decorated(self, node: TSNode) -> py.Stmt:
        decorators = tuple(
            self._exprs.read(child.named_children[0])
            for child in node.named_children
            if child.type == "decorator" and child.named_children
        )
        definition = node.child_by_field_name("definition")
        if definition is None:
            return py.Broken(self._span(node), decorators)
        if definition.type == "class_definition":
            return self._class(definition, decorators)
        return self._function(definition, decorators)

    def _function(self, node: TSNode, decorators: tuple[py.Expr, ...]) -> py.Stmt:
        name, name_span = self._name(node)
        params = node.child_by_field_name("parameters")
        returns = node.child_by_field_name("return_type")
        return py.FunctionDef(
            self._span(node),
            name,
            name_span,
            self._exprs.params(params) if params is not None else (),
            self._span(params) if params is not None else name_span,
            self._exprs.read(returns) if returns is not None else None,
            self.block(node.child_by_field_name("body")),
            decorators,
            _is_async(node),
        )

    def _class(self, node: TSNode, decorators: tuple[py.Expr, ...]) -> py.Stmt:
        name, name_span = self._name(node)
        bases = node.child_by_field_name("superclasses")
        return py.ClassDef(
            self._span(node),
            name,
            name_span,
            self._exprs.arguments(bases) if bases is not None else (),
            self.block(node.child_by_field_name("body")),
            decorators,
        )

    def _imported(self, nodes: list[TSNode]) -> tuple[py.ImportedName, ...]:
        names: list[py.ImportedName] = []
        for node in nodes:
            alias = node.child_by_field_name("alias")
            target = node.child_by_field_name("name") if node.type == "aliased_import" else node
            name = "".join(self._span(target or node).text(self._text).split())
            alias_text = self._span(alias).text(self._text) if alias is not None else None
            names.append(py.ImportedName(self._span(node), name, alias_text))
        return tuple(names)

    def _import(self, node: TSNode) -> py.Stmt:
        return py.Import(self._span(node), self._imported(node.children_by_field_name("name")))

    def _import_from(self, node: TSNode) -> py.Stmt:
        source = node.child_by_field_name("module_name")
        text = self._span(source).text(self._text) if source is not None else "__future__"
        module = "".join(text.split())
        names = self._imported(node.children_by_field_name("name"))
        names += tuple(
            py.ImportedName(self._span(child), "*", None)
            for child in node.named_children
            if child.type == "wildcard_import"
        )
        level = len(module) - len(module.lstrip("."))
        return py.ImportFrom(self._span(node), module[level:], level, names)

    def _scoping(self, node: TSNode) -> py.Stmt:
        names = tuple(
            self._span(child).text(self._text)
            for child in node.named_children
            if child.type == "identifier"
        )
        kind: Literal["global", "nonlocal"] = (
            "global" if node.type == "global_statement" else "nonlocal"
        )
        return py.Scoping(self._span(node), kind, names)

    def _delete(self, node: TSNode) -> py.Stmt:
        targets = self._all(node)
        if len(targets) == 1 and isinstance(targets[0], py.Sequence):
            targets = targets[0].items
        return py.Delete(self._span(node), targets)


def _is_async(node: TSNode) -> bool:
    return bool(node.children) and node.children[0].type == "async"
