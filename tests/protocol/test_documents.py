"""The server's copy of a text is the client's text, and its places are the client's places."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types

from cog_lsp.server.workspace import DocId, OpenDocuments, apply_change
from cog_lsp.text import Encoding
from tests.protocol.client import STANDIN, RawClient, place, span
from tests.protocol.conftest import COG_YAML, FULL, PREDICT, Start, Writer

ENCODINGS: tuple[Encoding, ...] = ("utf-8", "utf-16", "utf-32")
# What str.splitlines takes for the end of a line and the protocol does not; and what is longer in
# one encoding than in another.
ALPHABET = "ab \n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029é€😀𐍈"
URI = "file:///project/cog.yaml"

texts = st.text(ALPHABET, max_size=30)
# Line, column and length in code points; the test makes them fit the text.
edits = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), texts), max_size=6)


def units(text: str, encoding: Encoding) -> int:
    return (
        len(text.encode(f"{encoding}-le" if encoding != "utf-8" else encoding))
        // {
            "utf-8": 1,
            "utf-16": 2,
            "utf-32": 4,
        }[encoding]
    )


def position(text: str, offset: int, encoding: Encoding) -> types.Position:
    """Where ``offset`` is, found as slowly and plainly as can be."""
    line, start, at = 0, 0, 0
    while at < offset:
        width = 2 if text[at : at + 2] == "\r\n" else 1
        if text[at] in "\r\n" and at + width <= offset:
            line, start = line + 1, at + width
        at += width
    return types.Position(line, units(text[start:offset], encoding))


@settings(max_examples=300, deadline=None)
@given(texts, edits, st.sampled_from(ENCODINGS))
def test_incremental_edits_give_the_text_of_the_client(
    text: str, changes: list[tuple[int, int, str]], encoding: Encoding
) -> None:
    """Any edits, in any encoding, of texts full of form feeds and separators: the texts agree."""
    documents = OpenDocuments(encoding)
    documents.open(types.TextDocumentItem(URI, "yaml", 1, text))
    expected = text
    sent: list[types.TextDocumentContentChangeEvent] = []
    for first, second, content in changes:
        start, end = sorted(min(at, len(expected)) for at in (first, second))
        # No client has its cursor between the two halves of a line's end.
        start -= expected[start - 1 : start + 1] == "\r\n"
        end += expected[end - 1 : end + 1] == "\r\n"
        place = types.Range(position(expected, start, encoding), position(expected, end, encoding))
        sent.append(types.TextDocumentContentChangePartial(place, content))
        expected = expected[:start] + content + expected[end:]
    document = documents.change(URI, 2, sent)
    assert document is not None
    assert document.text == expected
    assert documents.get(DocId.of(URI)) == document


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ((0, 99), (0, 99), "abX\ncd"),
        ((9, 0), (9, 9), "ab\ncdX"),
        ((1, 1), (0, 1), "aXd"),
    ],
)
def test_ranges_outside_of_the_text(
    start: tuple[int, int], end: tuple[int, int], expected: str
) -> None:
    """A column behind the line's end means its end; a line behind the text, the text's end."""
    place = types.Range(types.Position(*start), types.Position(*end))
    change = types.TextDocumentContentChangePartial(place, "X")
    assert apply_change("ab\ncd", change, "utf-16") == expected


def test_an_edit_below_a_form_feed_lands_where_the_client_made_it(
    client: RawClient, project: Path
) -> None:
    """Form feeds and line separators end no line: edits below them must not drift."""
    text = f"# page\x0c break \u2028 separator \x85 and \x1c more\n\x0c\n# here: \n{PREDICT}"
    uri = client.open(project / "predict.py", text)
    client.change(uri, {"range": span(2, 8, 8), "text": "bad-safe"})
    (found,) = client.diagnostics(uri)
    assert found["range"] == span(2, 8, 16)


@pytest.mark.parametrize(
    ("offered", "chosen", "column"),
    [
        (["utf-8", "utf-16"], "utf-8", 13),
        (["utf-7"], "utf-16", 8),
        (["utf-7", "utf-32", "utf-8"], "utf-32", 6),
    ],
)
def test_every_position_encoding(
    start: Start, project: Path, offered: list[str], chosen: str, column: int
) -> None:
    """Columns count in the first encoding of the client's list that we know, in and out."""
    client = start(STANDIN)
    result = client.initialize({**FULL, "general": {"positionEncodings": offered}})
    assert result["capabilities"]["positionEncoding"] == chosen
    uri = client.open(project / "cog.yaml", f"{COG_YAML}# 😀é😀 \n")
    client.change(uri, {"range": span(3, column, column), "text": "bad-safe"})
    (found,) = client.diagnostics(uri)
    assert found["range"] == span(3, column, column + 8)
    actions = client.actions(uri, at=span(3, column, column))
    resolved = client.request("codeAction/resolve", actions[0])
    (edit,) = resolved["edit"]["documentChanges"][0]["edits"]
    assert edit == {"range": span(3, column, column + 8), "newText": ""}
    assert client.shut_down() == 0


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (f"{PREDICT}\n# bad-safe".encode(), span(7, 2, 10)),
        (f"{PREDICT}\n# bad-safe\n".replace("\n", "\r\n").encode(), span(7, 2, 10)),
        (f"{PREDICT}\n# bad-safe\n".replace("\n", "\r").encode(), span(7, 2, 10)),
        (f"\ufeff# bad-safe\n{PREDICT}".encode(), span(0, 2, 10)),
        ("# coding: latin-1\n# é bad-safe\n".encode("latin-1"), span(1, 4, 12)),
        ("# é bad-safe\n".encode("latin-1"), None),
        (b"\0bad-safe", None),
        (b"", None),
        (None, None),
    ],
    ids=["no-newline", "crlf", "cr", "bom", "latin-1", "mojibake", "binary", "empty", "missing"],
)
def test_files_that_are_not_open_are_read_as_they_are(
    client: RawClient, write: Writer, content: bytes | None, expected: object
) -> None:
    """Line endings kept, marks dropped, encodings declared; what is no text is not there."""
    files: dict[str, str | bytes] = {"cog.yaml": COG_YAML}
    root = write(files if content is None else {**files, "predict.py": content})
    uri = client.open(root / "cog.yaml")
    client.settle(uri)
    told = client.published((root / "predict.py").as_uri())
    if expected is None:
        assert told is None or "bad-safe" not in [one["code"] for one in told["diagnostics"]]
    else:
        assert told is not None
        ranges = {one["code"]: one["range"] for one in told["diagnostics"]}
        assert ranges["bad-safe"] == expected


def test_places_at_the_edges_of_a_text(client: RawClient, project: Path) -> None:
    """An empty document, the end of one without a newline, and places that are not in it."""
    uri = client.open(project / "cog.yaml", "")
    for at in (span(0, 0, 0), span(0, 5, 9), span(7, 0, 0)):
        assert client.actions(uri, at=at) == []
        hover = {"textDocument": {"uri": uri}, "position": at["start"]}
        assert client.request("textDocument/hover", hover) is None
    client.change(uri, f"{COG_YAML}# bad-safe")
    (found,) = client.diagnostics(uri)
    assert found["range"] == span(3, 2, 10)
    end = {"start": place(99, 0), "end": place(99, 0)}
    assert [action["title"] for action in client.actions(uri, at=end)][:1] == [
        "cog: Delete the word"
    ]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_yaml_places_behind_marks_and_separators(
    client: RawClient, project: Path, mark: str
) -> None:
    """A byte order mark or U+2028 before a problem must not move it to another line."""
    text = f'{mark}# 😀\nimage: "a\u2028b\u2029c"\nconcurrency: a: b\n'
    uri = client.open(project / "cog.yaml", text)
    (found,) = client.diagnostics(uri)
    assert found["code"] == "yaml-syntax"
    assert found["range"]["start"] == place(2, 14)


def test_changes_of_documents_that_are_not_open(client: RawClient, project: Path) -> None:
    """A change, save or close of an unknown document is ignored; so is what comes after a close."""
    uri = (project / "cog.yaml").as_uri()
    client.change(uri, "build: [\n", version=3)
    client.save(uri)
    client.close(uri)
    client.open(project / "cog.yaml", f"{COG_YAML}# bad-safe\n")
    assert client.codes(uri) == ["bad-safe"]
    client.close(uri)
    client.change(uri, "build: [\n", version=4)
    other = client.open(project / "predict.py")
    assert client.codes(other) == []
    assert client.codes(uri) == []


def test_versions_that_go_backwards(client: RawClient, project: Path) -> None:
    """An older version does not overwrite a newer one; an equal one counts as new."""
    uri = client.open(project / "cog.yaml", f"{COG_YAML}# bad-safe\n", version=5)
    client.change(uri, "build: [\n", version=4)
    assert client.codes(uri) == ["bad-safe"]
    client.change(uri, f"{COG_YAML}# bad-unsafe\n", version=5)
    assert client.codes(uri) == ["bad-unsafe"]
    client.open(project / "cog.yaml", COG_YAML, version=1)
    assert client.codes(uri) == []
