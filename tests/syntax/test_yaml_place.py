"""Where a cursor is in YAML that may be half typed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cog_lsp.syntax.yaml_outline import comment_start
from cog_lsp.syntax.yaml_place import YamlPlace, yaml_place
from cog_lsp.text import Document
from tests.features.cursor import split

EXAMPLES = Path(__file__).parents[2] / "examples"


def place(marked: str) -> YamlPlace | None:
    text, offset = split(marked)
    return yaml_place(Document("cog.yaml", text), offset)


@pytest.mark.parametrize(
    ("marked", "path", "column", "word", "keys"),
    [
        ("|", "", 0, "", ""),
        ("build:\n  |", "build", 2, "", ""),
        ("build:\r\n  gpu: true\r\n  py|", "build", 2, "py", "gpu"),
        ("build:\n  py|thon: 3\n  gpu: true\n", "build", 2, "python", "gpu"),
        ("build:\n  |\n  gpu: true\nrun: x", "build", 2, "", "gpu"),
        ("build:\n  gpu: true\n|\n", "", 0, "", "build"),
        ("build:\n  'g|pu': true\n", "build", 2, "'gpu'", ""),
        ("build:  # why\n  |", "build", 2, "", ""),
        ("build: &anchor\n  |", "build", 2, "", ""),
        ("a: '😀 # no'\nb|", "", 0, "b", "a"),
        ("weights:\n- name: x\n  |", "weights", 2, "", "name"),
        ("weights:\n  - name: x\n    source:\n      - ur|i: x\n", "weights.source", 8, "uri", ""),
        ("build:\n\tgp|", "build", 1, "gp", ""),
        ("---\nbuild:\n  |", "build", 2, "", ""),
        ("build: [\nru|n: x", "", 0, "run", "build"),
    ],
)
def test_keys(marked: str, path: str, column: int, word: str, keys: str) -> None:
    """The mapping, where the key begins, what is typed of it, and its siblings."""
    found = place(marked)
    assert found is not None
    assert found.kind == "key"
    assert ".".join(found.path) == path
    assert found.column == column
    assert found.word.text(split(marked)[0]) == word
    assert " ".join(found.keys) == keys
    assert found.lead == ""


@pytest.mark.parametrize(
    ("marked", "column"),
    [
        ("build:\n    gpu: true\n  |", 4),
        ("build:\n  gpu: true\n    |", 2),
        ("build:\n  gpu: true\n   |\n", 2),
        ("run: x\n  |", 0),
    ],
)
def test_a_blank_line_at_the_wrong_column_is_put_right(marked: str, column: int) -> None:
    """What is there of the line is replaced, and begins with the right number of blanks."""
    found = place(marked)
    assert found is not None
    assert (found.column, found.lead) == (column, " " * column)
    assert found.word.text(split(marked)[0]).strip(" ") == ""
    assert found.word.start == split(marked)[0].rindex("\n", 0, found.word.end) + 1


@pytest.mark.parametrize(
    ("marked", "path", "word", "lead"),
    [
        ("build:\n  gpu: |", "build.gpu", "", ""),
        ("build:\n  gpu:|", "build.gpu", "", " "),
        ("build:\n  gpu:    tr|ue  # yes", "build.gpu", "true", ""),
        ("run: 'a b|", "run", "'a b", ""),
        ('run: "a#b|" # c', "run", '"a#b"', ""),
        ("run: run.py:|", "run", "run.py:", ""),
        ("- name: |x", "name", "x", ""),
    ],
)
def test_values(marked: str, path: str, word: str, lead: str) -> None:
    """The key, and all of what is written behind it; a blank where the colon lacks one."""
    found = place(marked)
    assert found is not None
    assert found.kind == "value"
    assert ".".join(found.path) == path
    assert found.word.text(split(marked)[0]) == word
    assert found.lead == lead


@pytest.mark.parametrize(
    ("marked", "path", "word", "column"),
    [
        ("build:\n  run:\n    - |", "build.run", "", 6),
        ("build:\n  run:\n  - ec|ho x", "build.run", "echo x", 4),
        ("weights:\n  - na|", "weights", "na", 4),
        ("environment:\n-|", "environment", "", 2),
    ],
)
def test_items(marked: str, path: str, word: str, column: int) -> None:
    """The list, what is written of the item, and where keys of it would begin."""
    found = place(marked)
    assert found is not None
    assert found.kind == "item"
    assert ".".join(found.path) == path
    assert found.word.text(split(marked)[0]) == word
    assert found.column == column


@pytest.mark.parametrize(
    ("marked", "kind", "path", "word", "keys"),
    [
        ("build: {|}", "key", "build", "", ""),
        ("build: {gpu: true, c|, cuda: 3}", "key", "build", "c", "gpu cuda"),
        ("build: {gpu: tr|ue}", "value", "build.gpu", "true", ""),
        ("build: {gpu: |", "value", "build.gpu", "", ""),
        ("build: {run: ['a, b', |", "item", "build.run", "", ""),
        ("build:\n  run: [\n    a, # [\n    b|\n  ]", "item", "build.run", "b", ""),
        ("weights: [{name: x, |}]", "key", "weights", "", "name"),
    ],
)
def test_brackets(marked: str, kind: str, path: str, word: str, keys: str) -> None:
    """Inside of braces and brackets, closed or not, over several lines."""
    found = place(marked)
    assert found is not None
    assert found.flow
    assert (found.kind, ".".join(found.path)) == (kind, path)
    assert found.word.text(split(marked)[0]) == word
    assert " ".join(found.keys) == keys


@pytest.mark.parametrize(
    "marked",
    [
        "# comm|ent",
        "build: x # comm|ent",
        "build:\n  run:\n    - |\n      te|xt",
        "build:\n  run: |\n    te|xt\n",
        "run: a   |  # x",
        "  |  run: x",
    ],
)
def test_nowhere(marked: str) -> None:
    """In comments, in text, and between things, nothing can be typed."""
    assert place(marked) is None


def test_the_indentation_of_the_text() -> None:
    """As it is where there is some, else two columns."""
    four = place("build:\n    run:\n    - x\n    |")
    assert four is not None
    assert (four.step, four.item_step) == (4, 0)
    none = place("|")
    assert none is not None
    assert (none.step, none.item_step) == (2, 2)


@pytest.mark.parametrize(
    ("line", "start"),
    [
        ("# x", 0),
        ("a # x", 2),
        ("a#x", None),
        ("'a # b' # c", 8),
        ('"a \\" # b"', None),
        ("it's #", 5),
    ],
)
def test_comments(line: str, start: int | None) -> None:
    assert comment_start(line) == start


CONFIGS = [path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*/cog.yaml"))]


@given(st.text(alphabet="ab:- \t\n\r#[]{}'\"|,&😀", max_size=60), st.integers(0, 60))
def test_any_text_has_places(text: str, offset: int) -> None:
    """No text breaks it, and the word is a part of one line that the cursor touches."""
    check(text, min(offset, len(text)))


@pytest.mark.parametrize("text", CONFIGS)
def test_every_offset_of_the_examples(text: str) -> None:
    """Whole, and cut off at every place."""
    for offset in range(len(text) + 1):
        check(text, offset)
        check(text[:offset], offset)


def check(text: str, offset: int) -> None:
    found = yaml_place(Document("cog.yaml", text), offset)
    if found is not None:
        assert found.word.start <= offset <= found.word.end <= len(text)
        assert not {"\n", "\r"} & set(found.word.text(text))
