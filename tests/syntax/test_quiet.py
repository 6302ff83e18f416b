"""Reading a file says nothing of its own: what is wrong with it is for the rules to say."""

from __future__ import annotations

import warnings

from cog_lsp.syntax.python_parse import parse_python


def test_an_escape_that_python_does_not_know_warns_nobody() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tree = parse_python('x = "\\m"\n')
    assert tree.problems == ()
