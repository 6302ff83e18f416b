"""Our Python tree, held against the standard library's for everything that parses."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_parse import parse_python
from cog_lsp.text import LineIndex, Point

ROOT = Path(__file__).parents[2]
SOURCES = sorted([*ROOT.glob("cog_lsp/**/*.py"), *ROOT.glob("examples/**/*.py")])

SNIPPETS = """\
async def f(self, a, /, b: int = 3, *args: str, c=None, **kw) -> "List[str]":
    async with a as b, c(): await x
    async for i, (j, *k) in z: yield i
    else: yield from y
class A(B, metaclass=C):
    x: Optional[a.B | None] = Input(default=None)
    def m(self): return super().m()
try: pass
except (E, F) as e: raise X from e
except G: pass
else: 1
finally: 2
match p:
    case {"a": 1} if y: one()
    case _: two()
a = b = (c, d)
e, *f = 1, -2
x += f"{a!r:>{w}} b" "c {d}"
if a: 1
elif b: 2
else: 3
while not a and b or c: break
with (open(x) as f, y): continue
print(*a, sep="", **b)
g = [i async for i in j if k if l for m in n]
h = {k: v for k, v in z}
o = lambda x, *y, z=1: (x := 2)
q = a if b else c < d not in e is not f
global G
del a.b, c[1:2, ::3]
assert a, "b"
from ..x import (y as z, w)
from . import q
from m import *
import a.b as c, d.e
"""


def calls_of_ast(source: str) -> set[tuple[int, int]]:
    """Where each call starts and ends, in code points, as CPython sees it."""
    lines = LineIndex(source)
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            found.add(
                (
                    _offset(source, lines, node.lineno, node.col_offset),
                    _offset(source, lines, node.end_lineno or 0, node.end_col_offset or 0),
                )
            )
    return found


def _offset(source: str, lines: LineIndex, line: int, column: int) -> int:
    text = lines.line_text(line - 1)
    return lines.offset(Point(line - 1, len(text.encode()[:column].decode())))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_call_stands_where_cpython_sees_it(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    tree = parse_python(source)
    ours = {(n.span.start, n.span.end) for n in py.walk(tree) if isinstance(n, py.Call)}
    assert not tree.problems
    # CPython 3.11 gives no places inside f-strings; ours are more, never fewer.
    assert calls_of_ast(source) - ours == set() or 'f"' in source
    names = {n.name for n in py.walk(tree) if isinstance(n, py.FunctionDef)}
    assert names == {
        n.name
        for n in ast.walk(ast.parse(source))
        if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_every_form_of_the_language_is_understood() -> None:
    tree = parse_python(SNIPPETS)
    strange = [n for n in py.walk(tree) if isinstance(n, py.Broken)]
    # Patterns of a match are not told apart from one another; their parts are read.
    cases = [n.span for n in py.walk(tree) if isinstance(n, py.Case)]
    unknown = [
        n.span.text(SNIPPETS)
        for n in py.walk(tree)
        if isinstance(n, py.Unknown) and not any(case.contains(n.span) for case in cases)
    ]
    assert strange == []
    assert unknown == []


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("'a'", "a"),
        ("'a' 'b'", "ab"),
        (r"'a\n'", "a\n"),
        (r"r'a\n'", r"a\n"),
        ("'''a'''", "a"),
        ("b'a'", b"a"),
        ("0x10", 16),
        ("-1", -1),
        ("1_000.5", 1000.5),
        ("True", True),
        ("None", None),
        ("...", ...),
    ],
)
def test_literals_have_their_values(source: str, value: object) -> None:
    (statement,) = parse_python(source).body
    assert isinstance(statement, py.ExprStmt)
    assert isinstance(statement.value, py.Constant)
    assert statement.value.value == value


def test_places_count_code_points_not_bytes() -> None:
    source = "x = '😀é'; call()\n"
    (call,) = [n for n in py.walk(parse_python(source)) if isinstance(n, py.Call)]
    assert call.span.text(source) == "call()"


def test_half_typed_code_still_has_its_other_parts() -> None:
    source = (
        "import torch\n\ndef f(\n\nclass A:\n    def g(self):\n        return torch.load('x')\n"
    )
    tree = parse_python(source)
    assert tree.problems
    assert any(isinstance(node, py.Import) for node in py.walk(tree))


def test_an_elif_is_an_if_in_the_else() -> None:
    (statement,) = parse_python("if a: 1\nelif b: 2\nelse: 3\n").body
    assert isinstance(statement, py.If)
    (inner,) = statement.orelse
    assert isinstance(inner, py.If)
    assert len(inner.orelse) == 1


@given(st.text(max_size=60))
def test_any_text_has_a_tree(text: str) -> None:
    tree = parse_python(text)
    assert all(0 <= n.span.start <= n.span.end <= len(text) for n in py.walk(tree))


@given(st.integers(0, len(SNIPPETS)), st.integers(0, len(SNIPPETS)))
def test_any_piece_of_real_code_has_a_tree(start: int, end: int) -> None:
    text = SNIPPETS[min(start, end) : max(start, end)]
    tree = parse_python(text)
    assert all(0 <= n.span.start <= n.span.end <= len(text) for n in py.walk(tree))


def test_nesting_beyond_all_measure_is_a_problem_and_no_crash() -> None:
    tree = parse_python("x = " + "(" * 5000 + ")" * 5000)
    assert tree.problems


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_comment_ends_with_its_line(line_end: str) -> None:
    source = line_end.join(["x = 1  # one", "# two", "y = 2", ""])
    comments = [comment.text for comment in parse_python(source).comments]
    assert comments[0] == "# one"
    assert "y = 2" not in "".join(comments)


@pytest.mark.parametrize(
    "item", ["f(x)", "a.b(x)", "a.b", "x[0]", "f(x).y(z)", "a or b", "a + b", "b", "(f(x))"]
)
@pytest.mark.parametrize("brackets", ["[]", "{}"])
def test_a_star_before_the_only_item_is_of_all_of_it(item: str, brackets: str) -> None:
    source = f"q = {brackets[0]}*{item}{brackets[1]}\n"
    tree = parse_python(source)
    (starred,) = [node for node in py.walk(tree) if isinstance(node, py.Starred)]
    assert starred.span.text(source) == f"*{item}"
    assert starred.value.span.text(source) == item
