"""YAML nodes with their places, comments, and what is wrong with broken text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cog_lsp.syntax.yaml_tree import YamlMapping, YamlScalar, parse_yaml, walk_yaml

TEXT = """\
# first
build:   # second "x"
  gpu: true
  run:
    - "echo # no comment"
    - |
      a # not one either
      b
  # third
predict: "predict.py:P"  # fourth
"""


def texts(text: str) -> list[str]:
    return [node.span.text(text) for node in walk_yaml(parse_yaml(text).root)]


def test_every_node_covers_its_own_text() -> None:
    found = texts(TEXT)
    assert "true" in found
    assert '"echo # no comment"' in found
    assert "|\n      a # not one either\n      b" in found
    block = next(text for text in found if text.startswith("gpu"))
    assert block.endswith("b"), "a block ends with its last child, not at the next key"


def test_comments_are_told_from_what_looks_like_them() -> None:
    comments = [comment.text for comment in parse_yaml(TEXT).comments]
    assert comments == ["# first", '# second "x"', "# third", "# fourth"]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("a: true", "bool"),
        ("a: 3.8", "float"),
        ("a: '3.8'", "str"),
        ("a: null", "null"),
        ("a:", "null"),
    ],
)
def test_scalars_know_what_yaml_takes_them_for(source: str, kind: str) -> None:
    root = parse_yaml(source).root
    assert isinstance(root, YamlMapping)
    value = root.entries[0].value
    assert isinstance(value, YamlScalar)
    assert value.type == kind


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_problem_has_one_place(line_end: str) -> None:
    text = line_end.join(["build:", "  gpu: true", "   run: x", ""])
    tree = parse_yaml(text)
    assert tree.root is None
    assert tree.problem is not None
    assert tree.problem.span.text(text) in text


@pytest.mark.parametrize("text", ["", "  \n", "# only a comment\n", "---\n", "---\n...\n"])
def test_an_empty_document_is_no_problem(text: str) -> None:
    assert parse_yaml(text).problem is None


@pytest.mark.parametrize("text", ["&a [*a]", "a: &x {b: *x}", "*nothing", "!!python/object:x.Y {}"])
def test_anchors_cycles_and_tags_do_no_harm(text: str) -> None:
    for node in walk_yaml(parse_yaml(text).root):
        assert node.span.end <= len(text)


def test_separators_that_are_no_line_ends_do_not_shift_places() -> None:
    text = "a: 'x\u2028y'\nb: \u00e9\U0001f600\nc: last\n"
    assert "last" in texts(text)


@given(st.text(max_size=60))
def test_any_text_has_a_tree(text: str) -> None:
    tree = parse_yaml(text)
    for node in walk_yaml(tree.root):
        assert 0 <= node.span.start <= node.span.end <= len(text)
    if tree.problem is not None:
        assert tree.problem.span.end <= len(text)


@pytest.mark.parametrize("text", ["{" * 2000, "[" * 2000, "a: " + "[" * 500 + "]" * 500])
def test_nesting_beyond_all_measure_is_a_problem(text: str) -> None:
    tree = parse_yaml(text)
    assert tree.problem is not None
    assert "nested" in tree.problem.message


@pytest.mark.parametrize(
    "text",
    [
        "a:\tb\n", "a: b\t\n", "a:\t# c\n  b: c\n", "a: [\tb,\tc\t]\n",
        "a\tb: c\n", "a: b\tc\n", "a: b\t\n  c\n", "a: b\t# c\n", "a\t: b\n",
        "a: &x 1\nb: &x 2\nc: *x\n", "a: b\x7f\n", "%YAML 1.1\n---\na: b\n",
    ],
)  # fmt: skip
def test_what_cogs_library_accepts_is_no_problem(text: str) -> None:
    assert parse_yaml(text).problem is None


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("\ta: b\n", "\t"), ("a:\n\tb: c\n", "\t"), ('a: "\x07"\n', "\x07"), ("a: b\x00\n", "\x00"),
        ("%YAML 1.2\n---\na: b\n", "1.2"), ("# c\n\n%FOO x\n---\na: b\n", "FOO"),
    ],
)  # fmt: skip
def test_what_cogs_library_refuses_has_a_place(text: str, place: str) -> None:
    problem = parse_yaml(text).problem
    assert problem is not None
    assert place in problem.span.text(text)


def test_a_later_anchor_of_the_same_name_wins() -> None:
    root = parse_yaml("a: &x 1\nb: &x 2\nc: *x\n").root
    assert isinstance(root, YamlMapping)
    entry = root.get("c")
    assert entry is not None
    assert isinstance(entry.value, YamlScalar)
    assert entry.value.value == "2"


@pytest.mark.parametrize(
    ("written", "tag"),
    [("!!str 1", "!!str"), ("&a !!int 1", "!!int"), ("!foo &a 1", "!foo"), ("'!!str'", "")],
)
def test_a_scalar_knows_its_tag(written: str, tag: str) -> None:
    root = parse_yaml(written).root
    assert isinstance(root, YamlScalar)
    assert root.tag == tag


def test_the_header_of_a_block_may_have_a_comment() -> None:
    text = "a: |  # one\n  # text\nb: >-  # two\n  # text\nc: 'x # y'\n"
    assert [comment.text for comment in parse_yaml(text).comments] == ["# one", "# two"]
