"""Where a returned path comes from: what temporary file or folder, by which names and calls."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from cog_lsp.project import Project
from cog_lsp.project.results import Binding, only_binding, only_value
from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_facts import FunctionFacts

_FILE, _FOLDER = "tempfile.NamedTemporaryFile", "tempfile.TemporaryDirectory"
# Calls and methods whose result is the same path, and those whose result lies below it.
_SAME = frozenset(
    ("str", "os.fspath", "os.path.abspath", "os.path.realpath", "pathlib.Path", "cog.Path")
)
_SAME_METHODS = frozenset(("resolve", "absolute", "expanduser", "as_posix"))
# Calls and methods that give the paths of what lies in a folder, and those that hand some on.
_LISTS = frozenset(("glob.glob", "glob.iglob", "os.walk"))
_LIST_METHODS = frozenset(("glob", "rglob", "iterdir"))
_SOME = frozenset(("list", "tuple", "sorted", "reversed", "iter"))
_ONE = frozenset(("next", "max", "min"))
# Methods that may keep what they are given alive.
_KEEPERS = frozenset(("append", "add", "extend", "insert", "push", "register", "enter_context"))


@dataclass(frozen=True, slots=True)
class PathOrigin:
    """Where a path comes from: the names on the way, and the call that made it if it is temporary.

    ``names`` maps each to whether the path is that very one, and nothing below it. ``call`` stands
    in the file ``path`` and makes a file, else a folder. ``opened`` tells one that a ``with``
    statement opened.
    """

    names: Mapping[str, bool]
    call: py.Call | None = None
    path: str = ""
    is_file: bool = False
    opened: bool = False
    kept: bool = False


class PathReader:
    """Reads paths in one function."""

    def __init__(
        self, project: Project, function: FunctionFacts, names: Mapping[str, list[Binding]]
    ) -> None:
        self._facts = project.python[function.path]
        self._project = project
        self._function = function
        self._names = names

    def read(self, expr: py.Expr, exact: bool = True, depth: int = 8) -> PathOrigin | None:
        """Where the path ``expr`` comes from, if that is plain to see."""
        expr = py.unparen(expr)
        if depth == 0:
            return None
        match expr:
            case py.Name():
                return self._name(expr.id, exact, depth)
            case py.Attribute(attr="name") if isinstance(expr.value, py.Name):
                return self._opened(expr.value.id, exact, by_name=True)
            case py.Call():
                return self._call(expr, exact, depth)
            case py.BinOp(op="/" | "+"):
                return self.read(expr.left, False, depth - 1)
            case py.FString() if expr.parts and isinstance(expr.parts[0], py.Expr):
                return self.read(expr.parts[0], exact and len(expr.parts) == 1, depth - 1)
            case py.Subscript():
                return self._listed(expr.value, depth)
            case _:
                return None

    def qualified(self, expr: py.Expr) -> str:
        """The dotted name of what ``expr`` names, as far as it is known."""
        return self._project.qualified(self._facts, expr, self._function) or ""

    def _name(self, name: str, exact: bool, depth: int) -> PathOrigin | None:
        binding = only_binding(self._names, name)
        if binding is None:
            return None
        found: PathOrigin | None = None
        if binding.kind == "assign" and binding.value is not None:
            found = self.read(binding.value, exact, depth - 1)
        elif binding.kind == "with":
            found = self._opened(name, exact, by_name=False)
        elif (listing := self._looped_over(name)) is not None:
            found = self._listed(listing, depth)
        found = found if found is not None else PathOrigin({})
        return replace(found, names={name: exact, **found.names})

    def _opened(self, name: str, exact: bool, *, by_name: bool) -> PathOrigin | None:
        """The path behind a name bound to something temporary: its ``.name``, or itself."""
        binding = only_binding(self._names, name)
        call = py.unparen(binding.value) if binding is not None and binding.value else None
        if binding is None or not isinstance(call, py.Call):
            return None
        reader, call = self._made_by(call)
        kind = reader.qualified(call.func)
        # `with TemporaryDirectory() as folder` gives the path, all else the object.
        plain = binding.kind == "with" and kind == _FOLDER
        if kind not in (_FILE, _FOLDER) or by_name == plain or call.keyword("delete") is not None:
            return None
        if kind == _FILE and not exact:
            return None
        opened = binding.kind == "with"
        kept = not opened and self._may_be_kept(name)
        return PathOrigin({}, call, reader._facts.path, kind == _FILE, opened, kept)

    def _made_by(self, call: py.Call) -> tuple[PathReader, py.Call]:
        """The call that makes what ``call`` gives, and the reader of the function it stands in.

        Another than ``call`` where that is of a function that does no more than return it.
        """
        function = self._project.find(self._facts, call.func, self._function)
        if isinstance(function, FunctionFacts) and len(function.node.body) == 1:
            (only,) = function.node.body
            value = only.value if isinstance(only, py.Return) else None
            inner = py.unparen(value) if value is not None else None
            if isinstance(inner, py.Call):
                return PathReader(self._project, function, {}), inner
        return self, call

    def _call(self, call: py.Call, exact: bool, depth: int) -> PathOrigin | None:
        name = self.qualified(call.func)
        first = call.positional(0)
        if name in _SAME and first is not None:
            return self.read(first, exact and len(call.args) == 1, depth - 1)
        if name == "os.path.join" and first is not None:
            return self.read(first, False, depth - 1)
        if name in _ONE and first is not None:
            return self._listed(first, depth)
        if isinstance(call.func, py.Attribute):
            if call.func.attr in _SAME_METHODS:
                return self.read(call.func.value, exact, depth - 1)
            if call.func.attr == "joinpath":
                return self.read(call.func.value, False, depth - 1)
        return None

    def _looped_over(self, name: str) -> py.Expr | None:
        """What a ``for`` takes the paths from that it binds ``name`` to."""
        for statement in self._function.node.body:
            for node in py.walk_scope(statement):
                if not isinstance(node, py.For):
                    continue
                target = py.unparen(node.target)
                walked = isinstance(target, py.Sequence)  # os.walk(): the folder comes first
                if isinstance(target, py.Sequence) and target.items:
                    target = target.items[0]
                if _is_name(target, name) and walked == self._walks(node.iter):
                    return node.iter
        return None

    def _walks(self, expr: py.Expr) -> bool:
        expr = py.unparen(expr)
        return isinstance(expr, py.Call) and self.qualified(expr.func) == "os.walk"

    def _listed(self, expr: py.Expr, depth: int) -> PathOrigin | None:
        """Where the paths come from of which ``expr`` is a list."""
        expr = py.unparen(expr)
        if depth == 0:
            return None
        if isinstance(expr, py.Name):
            value = only_value(self._names, expr.id)
            return self._listed(value, depth - 1) if value is not None else None
        if not isinstance(expr, py.Call):
            return None
        name, first = self.qualified(expr.func), expr.positional(0)
        if name in _LISTS:
            return self.read(first, False, depth - 1) if first is not None else None
        if name in _SOME and first is not None:
            return self._listed(first, depth - 1)
        if isinstance(expr.func, py.Attribute) and expr.func.attr in _LIST_METHODS:
            return self.read(expr.func.value, False, depth - 1)
        return None

    def _may_be_kept(self, name: str) -> bool:
        """Whether the object bound to ``name`` may outlive the function."""
        for statement in self._function.node.body:
            for node in py.walk(statement):
                if isinstance(node, py.Assign) and _is_name(node.value, name):
                    return True
                if (
                    isinstance(node, py.Call)
                    and isinstance(node.func, py.Attribute)
                    and node.func.attr in _KEEPERS
                    and any(_is_name(arg.value, name) for arg in node.args)
                ):
                    return True
                if isinstance(node, py.Scoping) and name in node.names:
                    return True
        return False


def _is_name(expr: py.Expr | None, name: str) -> bool:
    inner = py.unparen(expr) if expr is not None else None
    return isinstance(inner, py.Name) and inner.id == name
