"""What type a value that predict puts out has, as far as the source tells.

Types are annotations in the spelling of the file. Nothing is guessed: an unknown type is ``None``.
"""

from __future__ import annotations

import re

import libcst as cst

from cog_lsp.fixes.log_progress.tree import Bindings, Tree, code, last_name

_TEXT_METHODS = {"join", "format", "strip", "rstrip", "lstrip", "replace", "lower", "upper"}
_PATH_METHODS = {
    *("with_suffix", "with_name", "with_stem", "resolve", "absolute", "expanduser", "joinpath"),
    "rename",
}
_TEXT_CALLS = {"str", "repr", "os.path.join", "json.dumps"}
_ITERATORS = {
    *("Iterator", "AsyncIterator", "Iterable", "AsyncIterable", "Generator", "AsyncGenerator"),
    *("ConcatenateIterator", "AsyncConcatenateIterator"),
}
_LISTS = {"list", "List"}


class Types:
    """Infers types in one function."""

    def __init__(self, tree: Tree, bindings: Bindings) -> None:
        self._bindings = bindings
        self._classes: set[str] = set()
        self._returns: dict[str, str | None] = {}
        self._paths: set[str] = set()
        for node in tree.nodes:
            if isinstance(node, cst.ClassDef):
                self._classes.add(node.name.value)
            elif isinstance(node, cst.FunctionDef) and node.returns is not None:
                name, kind = node.name.value, _plain_type(code(node.returns.annotation))
                same = self._returns.setdefault(name, kind) == kind
                self._returns[name] = kind if same else None
            elif isinstance(node, cst.ImportFrom) and node.module is not None:
                self._read_import(code(node.module), node)

    def of(self, node: cst.BaseExpression | None, depth: int = 6) -> str | None:
        """The type of ``node`` in the file's own spelling, ``None`` when it cannot be told."""
        if node is None or depth == 0:
            return None
        if isinstance(node, cst.SimpleString | cst.FormattedString | cst.ConcatenatedString):
            raw = isinstance(node, cst.SimpleString) and "b" in node.prefix.lower()
            return None if raw else "str"
        if isinstance(node, cst.Await):
            return self.of(node.expression, depth - 1)
        if isinstance(node, cst.Name):
            return self._of_name(node.value, depth)
        if isinstance(node, cst.Integer | cst.Float):
            return "int" if isinstance(node, cst.Integer) else "float"
        if isinstance(node, cst.Dict | cst.DictComp):
            return "dict"
        if isinstance(node, cst.List | cst.ListComp):
            return self._of_list(node, depth)
        if isinstance(node, cst.IfExp):
            one, other = self.of(node.body, depth - 1), self.of(node.orelse, depth - 1)
            return one if one == other else None
        if isinstance(node, cst.BinaryOperation):
            return self._of_operation(node, depth)
        return self._of_call(node, depth) if isinstance(node, cst.Call) else None

    def _of_call(self, node: cst.Call, depth: int) -> str | None:
        spelled, name = code(node.func), last_name(node)
        if spelled in self._paths:
            return "Path"
        if name == "Path":
            return spelled
        if spelled in _TEXT_CALLS or name == "read_text":
            return "str"
        if spelled in ("int", "len", "float", "bool", "dict"):
            return "int" if spelled == "len" else spelled
        if spelled in self._classes:
            return spelled
        owner = _owner(node)
        if owner is not None:
            kind = self.of(owner, depth - 1)
            if name in _TEXT_METHODS and kind == "str":
                return "str"
            if name in _PATH_METHODS and is_path(kind):
                return kind
        return self._returns.get(name) if owner is None or code(owner) == "self" else None

    def _of_operation(self, node: cst.BinaryOperation, depth: int) -> str | None:
        left, right = self.of(node.left, depth - 1), self.of(node.right, depth - 1)
        if isinstance(node.operator, cst.Add) and "str" in (left, right):
            return "str"
        if isinstance(node.operator, cst.Modulo) and left == "str":
            return "str"
        return left if isinstance(node.operator, cst.Divide) and is_path(left) else None

    def _of_list(self, node: cst.List | cst.ListComp, depth: int) -> str:
        if isinstance(node, cst.ListComp):
            kinds = {self.of(node.elt, depth - 1)}
        else:
            kinds = {self.of(element.value, depth - 1) for element in node.elements}
        single = kinds.pop() if len(kinds) == 1 else None
        return f"list[{single}]" if single else "list"

    def _of_name(self, name: str, depth: int) -> str | None:
        annotation, values = self._bindings.annotation(name), self._bindings.of(name)
        kinds = {self.of(value, depth - 1) for value in values if value is not None}
        if annotation:
            declared = _plain_type(annotation)
            parameter = any(one.name.value == name for one in self._bindings.parameters)
            return None if parameter and kinds - {declared} else declared
        known = len(kinds) == 1 and all(value is not None for value in values)
        return kinds.pop() if known else None

    def _read_import(self, module: str, node: cst.ImportFrom) -> None:
        if module not in ("cog", "pathlib") or isinstance(node.names, cst.ImportStar):
            return
        for alias in node.names:
            if alias.name.value == "Path" and alias.asname is not None:
                self._paths.add(code(alias.asname.name))


def is_path(kind: str | None) -> bool:
    """Whether a type is ``Path``, however qualified."""
    return kind is not None and kind.rpartition(".")[2] == "Path"


def element_of(annotation: str, *, lists: bool = False) -> str | None:
    """The element of an iterator's annotation (of a list's too, if ``lists``), else ``None``."""
    parts = split_generic(annotation)
    if parts is None:
        return None
    outer, arguments = parts
    name = outer.rpartition(".")[2]
    wanted = name in _ITERATORS or (lists and name in _LISTS)
    return arguments[0] if wanted and arguments else None


def split_generic(annotation: str) -> tuple[str, list[str]] | None:
    """``outer`` and ``arguments`` of ``outer[arguments]``; quotes around the whole are left out."""
    try:
        node: cst.BaseExpression = cst.parse_expression(annotation.strip("\"' "))
    except cst.ParserSyntaxError:
        return None
    if not isinstance(node, cst.Subscript):
        return None
    arguments = [code(part.slice.value) for part in node.slice if isinstance(part.slice, cst.Index)]
    return code(node.value), arguments


def members(annotation: str) -> list[str]:
    """The members of a union, or the one type that ``annotation`` is."""
    parts = split_generic(annotation)
    if parts is not None and parts[0].rpartition(".")[2] == "Union":
        return [member for part in parts[1] for member in members(part)]
    found, depth, start = [], 0, 0
    for at, char in enumerate(annotation):
        depth += (char in "[(") - (char in "])")
        if char == "|" and depth == 0:
            found.append(annotation[start:at].strip())
            start = at + 1
    return [*found, annotation[start:].strip()]


def same_type(one: str, other: str) -> bool:
    """Whether two annotations name one type, whatever its arguments and its module."""
    return _plain(one) == _plain(other)


def _plain_type(annotation: str) -> str | None:
    """``annotation`` without quotes, if it is one type that Cog could take for an output."""
    kind = annotation.strip("\"' ")
    vague = kind in ("Any", "object", "None") or element_of(kind) is not None
    return None if vague or len(members(kind)) > 1 or "Optional" in kind else kind


def _plain(annotation: str) -> str:
    return re.sub(r"\[.*", "", annotation, flags=re.DOTALL).rpartition(".")[2].lower()


def _owner(node: cst.Call) -> cst.BaseExpression | None:
    return node.func.value if isinstance(node.func, cst.Attribute) else None
