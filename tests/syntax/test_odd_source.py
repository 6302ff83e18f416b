"""Python that is seldom written, and read all the same."""

from __future__ import annotations

import warnings

from cog_lsp.syntax import python_tree as py
from cog_lsp.syntax.python_parse import parse_python


def test_an_escape_that_python_does_not_know_warns_nobody() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tree = parse_python('x = "\\m"\n')
    assert tree.problems == ()


def test_a_line_continuation_is_no_part_of_anything() -> None:
    tree = parse_python(
        "x = f(a, \\\n  b)\ny = [1, \\\n 2]\nz = a + \\\n b\ndef f(a, \\\n b): return \\\n a\n"
    )
    unknown = [node for s in tree.body for node in py.walk(s) if isinstance(node, py.Unknown)]
    assert unknown == []
    call, listed, _, function = tree.body
    assert isinstance(call, py.Assign) and isinstance(call.value, py.Call)
    assert len(call.value.args) == 2
    assert isinstance(listed, py.Assign) and isinstance(listed.value, py.Sequence)
    assert len(listed.value.items) == 2
    assert isinstance(function, py.FunctionDef)
    assert [param.name for param in function.params] == ["a", "b"]
