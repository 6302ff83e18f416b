"""Requirement lines: names, pins, and what is none."""

from __future__ import annotations

import pytest

from cog_lsp.syntax.requirements import parse_requirement, parse_requirements


@pytest.mark.parametrize(
    ("line", "name", "version"),
    [
        ("torch==2.5.1", "torch", "2.5.1"),
        ("torch == 2.5.1", "torch", "2.5.1"),
        ("numpy===1.22.0", "numpy", "1.22.0"),
        ("Foo_Bar[x,y]>=1.0,<2", "foo-bar", None),
        ("torch==1.12.1 --extra-index-url https://example.com/cu113", "torch", "1.12.1"),
        ("transformers  # newest", "transformers", None),
        ("torch==2.*", "torch", None),
        ("a.b==1; python_version < '3.11'", "a-b", "1"),
    ],
)
def test_names_and_pins(line: str, name: str, version: str | None) -> None:
    found = parse_requirement(line)
    assert found is not None
    assert (found.name, found.version) == (name, version)


@pytest.mark.parametrize(
    "line",
    ["", "# torch==1", "--extra-index-url https://x.y/z", "-r other.txt", "git+https://x.y/z@main",
     "https://x.y/z.whl", "./local.whl"],
)  # fmt: skip
def test_what_is_no_requirement(line: str) -> None:
    assert parse_requirement(line) is None


def test_a_file_keeps_the_place_of_each() -> None:
    text = "# pins\r\ntorch==2.5.1\r\n\r\n  numpy\r\n"
    found = parse_requirements(text)
    assert [(r.name, r.span.text(text)) for r in found] == [
        ("torch", "torch==2.5.1"),
        ("numpy", "numpy"),
    ]
