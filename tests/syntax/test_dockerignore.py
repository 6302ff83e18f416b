"""What a .dockerignore leaves out of a build."""

from __future__ import annotations

import pytest

from cog_lsp.syntax.dockerignore import parse_dockerignore


@pytest.mark.parametrize(
    ("text", "hidden", "shown"),
    [
        ("venv\n", ["venv", "venv/bin/python"], ["src/venv", "venv.py"]),
        ("/venv/\n", ["venv/x"], ["a/venv"]),
        ("*.py\n", ["predict.py"], ["src/model.py"]),
        ("**/*.py\n", ["predict.py", "src/model.py"], ["predict.pyc"]),
        ("**/.git\n", [".git", "a/b/.git/config"], ["a.git"]),
        ("src/**\n", ["src/a", "src/a/b"], ["src"]),
        ("**\n!predict.py\n", ["src/a", "README.md"], ["predict.py"]),
        ("*\n!src\n", ["a/b"], ["src/a"]),
        ("src\n!src/model.py\n", ["src/a.py"], ["src/model.py"]),
        ("!src\nsrc\n", ["src/a"], []),
        ("data-?.bin\n", ["data-1.bin"], ["data-10.bin"]),
        ("data-[0-9].bin\n", ["data-1.bin"], ["data-x.bin"]),
        ("./out\n", ["out/x"], []),
        ("# venv\n\n   \n", [], ["venv"]),
        ("a b\n", ["a b/c"], ["a"]),
        ("[\n", ["["], ["a"]),
        ("[z-a]\n!\n", [], ["a"]),
        ("a\\*b\n", ["a*b"], ["axb"]),
    ],
)
def test_patterns(text: str, hidden: list[str], shown: list[str]) -> None:
    ignore = parse_dockerignore(text)
    assert [path for path in hidden if ignore.hides(path) is None] == []
    assert [path for path in shown if ignore.hides(path) is not None] == []


def test_the_pattern_that_decides_has_its_place() -> None:
    text = "# code\r\n*.md\r\n  src  \r\n"
    pattern = parse_dockerignore(text).hides("src/a.py")
    assert pattern is not None
    assert pattern.span.text(text) == "src"
