"""How Cog reads a requirements file: what it keeps, cuts and drops, and where that stands."""

from __future__ import annotations

import pytest

from cog_lsp.resolution.reading import find_pin, package_name, read_lines, version_token


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a==1\r\n\r\n# c\r\nb\r\n", ["a==1", "b"]),
        ("a==1 # why\n", ["a==1"]),
        ("a @ git+https://x.y/z@main#subdirectory=pkg\n", ["a @ git+https://x.y/z@main"]),
        ("a==1 \\\n  --hash=sha256:ab \\\r\n  --hash=sha256:cd\n",
         ["a==1   --hash=sha256:ab   --hash=sha256:cd"]),
        ("# c \\\na==1\nb\n", ["b"]),
        ("a \\", ["a \\"]),
        ("\\\n\na\n", ["a"]),
        ("#only", []),
        ("", []),
    ],
)  # fmt: skip
def test_lines_are_kept_as_cog_keeps_them(text: str, kept: list[str]) -> None:
    assert [line.text for line in read_lines(text)] == kept


def test_an_editable_install_of_the_project_is_dropped() -> None:
    lines = read_lines("-e .\n-e  ./sub\n-e . # here\n")
    assert [(line.text, line.dropped) for line in lines] == [
        ("-e .", True),
        ("-e  ./sub", False),
        ("-e .", False),
    ]


def test_what_is_kept_and_what_is_cut_have_places() -> None:
    text = "b\n  a @ git+https://x.y/z#egg=a  \n"
    line = read_lines(text)[1]
    assert line.cut is not None
    assert line.span.text(text) == "a @ git+https://x.y/z"
    assert line.cut.text(text) == "#egg=a"


@pytest.mark.parametrize(
    ("line", "name", "token"),
    [
        ("torch==2.1.0", "torch", "2.1.0"),
        ("torch == 2.1.0", "torch", "2.1.0"),
        ("torch>=2.0,<3", "torch", "2.0"),
        ("torch", "torch", ""),
        ("torch[x]==2.1", "torch[x]", "2.1"),
        ("torch @ https://x.y/t.whl", "torch", "https://x.y/t.whl"),
        ("torch; python_version < '3.12'", "torch", "'3.12'"),
        ("torch --extra-index-url=https://x.y", "torch", "https://x.y"),
        ("-r x.txt", "-r", ""),
        ("./x.whl", "./x.whl".partition("/")[0], ""),
    ],
)
def test_names_and_versions_as_cog_reads_them(line: str, name: str, token: str) -> None:
    assert (package_name(line), version_token(line)) == (name, token)


@pytest.mark.parametrize(
    ("line", "pin"),
    [
        ("ruamel.yaml==0.18.6", ("yaml", "0.18.6", (), ())),
        ("foo==1.0; python_version<'3.11'", ("foo", "1.0;", (), ())),
        ("foo==1.0; sys_platform=='linux'", ("sys_platform", "'linux'", (), ())),
        ("foo==1 -f https://x --find-links=y", ("foo", "1", ("https://x", "y"), ())),
        ("foo==1 --extra-index-url=https://x", ("foo", "1", (), ("https://x",))),
        ("foo==1 --extra-index-url https://x", ("foo", "1", (), ())),
    ],
)  # fmt: skip
def test_what_is_left_of_a_pin(line: str, pin: tuple[object, ...]) -> None:
    found = find_pin(line)
    assert found is not None
    assert (found.name, found.version, found.find_links, found.extra_indexes) == pin


@pytest.mark.parametrize("line", ["foo == 1", "foo>=1", "foo[x]==1", "--extra-index-url=https://x"])
def test_lines_without_a_pin_are_copied(line: str) -> None:
    assert find_pin(line) is None
