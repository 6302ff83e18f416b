"""Requirements files as pip reads them: lines, their kinds, their parts and their places."""

from __future__ import annotations

import pytest

from cog_lsp.syntax.requirements import (
    LineKind,
    join_lines,
    parse_lines,
    parse_requirement,
    parse_requirements,
)


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
        ("numpy (>=1.0)", "numpy", None),
        ("torch==2.1.0 --hash=sha256:ab", "torch", "2.1.0"),
    ],
)
def test_names_and_pins(line: str, name: str, version: str | None) -> None:
    found = parse_requirement(line)
    assert found is not None
    assert (found.name, found.version) == (name, version)


@pytest.mark.parametrize(
    "line",
    ["", "# torch==1", "--extra-index-url https://x.y/z", "-r other.txt", "git+https://x.y/z@main",
     "https://x.y/z.whl", "./local.whl", "local.zip", "two words"],
)  # fmt: skip
def test_what_is_no_requirement(line: str) -> None:
    assert parse_requirement(line) is None


@pytest.mark.parametrize(
    ("line", "kind", "option", "value"),
    [
        ("# only", "comment", "", ""),
        ("-r other.txt", "option", "-r", "other.txt"),
        ("-rother.txt", "option", "-r", "other.txt"),
        ("--index-url=https://x.y/z", "option", "--index-url", "https://x.y/z"),
        ("--pre", "option", "--pre", ""),
        ("-e git+https://x.y/z#egg=w", "option", "-e", "git+https://x.y/z#egg=w"),
        ("git+https://x.y/z@main", "url", "", "git+https://x.y/z@main"),
        ("file:./x.whl", "url", "", "file:./x.whl"),
        ("./x.whl ; python_version < '3'", "artifact", "", "./x.whl"),
        ("x.tar.gz", "artifact", "", "x.tar.gz"),
        ("./folder", "path", "", "./folder"),
        (".", "path", "", "."),
        ("two words", "unknown", "", ""),
    ],
)
def test_kinds_of_lines(line: str, kind: LineKind, option: str, value: str) -> None:
    (found,) = parse_lines(line)
    assert (found.kind, found.option, found.value) == (kind, option, value)


def test_the_parts_of_a_requirement_have_places() -> None:
    text = "  Foo.Bar[a, b] >= 1.0 , <2 ; python_version < '3.12'  # why\n"
    (line,) = parse_lines(text)
    found = line.requirement
    assert found is not None
    assert found.specifier_span is not None
    assert line.span.text(text) == text.partition("  #")[0].strip()
    assert found.name_span.text(text) == found.raw_name == "Foo.Bar"
    assert found.specifier_span.text(text) == ">= 1.0 , <2"
    assert found.clauses == ((">=", "1.0"), ("<", "2"))
    assert found.extras == ("a", "b")
    assert found.marker == "python_version < '3.12'"


@pytest.mark.parametrize(
    ("line", "url", "marker"),
    [
        ("a @ https://x.y/a.whl", "https://x.y/a.whl", None),
        ("a@git+https://x.y/z@main", "git+https://x.y/z@main", None),
        ("a @ https://x/a.whl ; os_name == 'x'", "https://x/a.whl", "os_name == 'x'"),
    ],
)  # fmt: skip
def test_a_direct_reference_has_its_url(line: str, url: str, marker: str | None) -> None:
    found = parse_requirement(line)
    assert found is not None
    assert (found.name, found.url, found.marker) == ("a", url, marker)
    assert found.is_exact


def test_a_url_says_its_name_behind_the_egg() -> None:
    (line,) = parse_lines("git+https://x.y/z@main#egg=My_Package")
    assert line.kind == "url"
    assert line.requirement is not None
    assert line.requirement.name == "my-package"


def test_a_joined_line_knows_where_its_pieces_stand() -> None:
    text = "a==1 \\\n  --hash=sha256:ab \\\r\n  --hash=sha256:cd\nb==2\n"
    first, second = parse_lines(text)
    assert first.requirement is not None
    assert first.requirement.options == ("--hash=sha256:ab", "--hash=sha256:cd")
    assert first.span.text(text) == text.partition("\nb")[0]
    assert second.span.text(text) == "b==2"


def test_a_comment_ends_a_line_that_was_to_go_on() -> None:
    assert [line.text for line in join_lines("a \\\n# c \\\nb\n")] == ["a # c \\", "b"]


def test_a_backslash_at_the_very_end_joins_nothing() -> None:
    assert [found.name for found in parse_requirements("a==1 \\\n")] == ["a"]


def test_a_file_keeps_the_place_of_each() -> None:
    text = "# pins\r\ntorch==2.5.1\r\n\r\n  numpy\r\n"
    found = parse_requirements(text)
    assert [(r.name, r.span.text(text)) for r in found] == [
        ("torch", "torch==2.5.1"),
        ("numpy", "numpy"),
    ]
