"""The documents that the client has open, and what their URIs mean.

Texts are kept as the protocol means them: lines end at line feeds and carriage returns only, and
columns count in the negotiated encoding. Every document is a frozen value; a change puts a new one
in its place, so whoever holds one holds a snapshot.
"""

from __future__ import annotations

import logging
import ntpath
import os
import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes, urlsplit

from lsprotocol import types

from cog_lsp.text import Encoding, LineIndex

logger = logging.getLogger(__name__)

_DRIVE = re.compile(r"/?([A-Za-z]):(?=[/\\]|$)")


@dataclass(frozen=True, slots=True)
class DocId:
    """What a URI names, however it is spelled.

    ``key`` is equal for all spellings of one file (``file:///C%3A/a`` and ``file:///c:/a``);
    ``path`` is its place on disk, ``None`` for what is not on disk (``untitled:``,
    ``vscode-remote:``).
    """

    key: str
    path: Path | None = None

    @classmethod
    def of(cls, uri: str) -> DocId:
        """The identity that ``uri`` stands for."""
        parts = urlsplit(uri)
        if parts.scheme.lower() != "file" or not parts.path:
            return cls(uri)
        raw = unquote_to_bytes(parts.path)
        host = "" if parts.netloc.lower() in ("", "localhost") else parts.netloc
        text = f"//{host}{os.fsdecode(raw)}" if host else os.fsdecode(raw)
        if "\0" in text:
            return cls(uri)
        drive = _DRIVE.match(text)
        key = text
        if drive is not None:
            key = f"{drive[1].lower()}:{text[drive.end() :]}"
        if os.name == "nt":
            key = ntpath.normpath(key)
            return cls(key.replace("\\", "/"), Path(key))
        return cls(posixpath.normpath(key), Path(posixpath.normpath(text)))


def child_uri(base: str, path: str) -> str:
    """The URI of ``path`` below the folder ``base``, which is spelled as the client spells it."""
    return f"{base.rstrip('/')}/{quote(os.fsencode(path))}"


def parent_uri(uri: str, path: str) -> str:
    """The URI of the folder in which ``uri`` has the name ``path``, in the client's spelling."""
    return uri.rsplit("/", path.count("/") + 1)[0]


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """One open document at one version. ``uri`` is the client's own spelling."""

    id: DocId
    uri: str
    version: int
    text: str


class OpenDocuments:
    """All open documents."""

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding
        self._documents: dict[DocId, OpenDocument] = {}

    def __iter__(self) -> Iterator[OpenDocument]:
        return iter(tuple(self._documents.values()))

    def get(self, doc_id: DocId) -> OpenDocument | None:
        """The document, if it is open."""
        return self._documents.get(doc_id)

    def open(self, item: types.TextDocumentItem) -> OpenDocument:
        """Take a document over from the client; one that was open is replaced."""
        document = OpenDocument(DocId.of(item.uri), item.uri, item.version, item.text)
        self._documents[document.id] = document
        return document

    def change(
        self,
        uri: str,
        version: int,
        changes: Sequence[types.TextDocumentContentChangeEvent],
    ) -> OpenDocument | None:
        """Make ``changes`` one after the other.

        ``None``, and nothing changed, when the document is not open or when ``version`` lies before
        the one we have. An equal version counts as new: there are clients that never raise it.
        """
        document = self.get(DocId.of(uri))
        if document is None:
            logger.warning("ignored a change of %s, which is not open", uri)
            return None
        if version < document.version:
            logger.warning(
                "ignored version %d of %s after version %d", version, uri, document.version
            )
            return None
        text = document.text
        for change in changes:
            text = apply_change(text, change, self._encoding)
        document = replace(document, version=version, text=text)
        self._documents[document.id] = document
        return document

    def close(self, doc_id: DocId) -> bool:
        """Give a document back to the disk; whether it was open."""
        return self._documents.pop(doc_id, None) is not None


def apply_change(
    text: str, change: types.TextDocumentContentChangeEvent, encoding: Encoding
) -> str:
    """``text`` after ``change``; a range that is the wrong way round is turned."""
    if not isinstance(change, types.TextDocumentContentChangePartial):
        return change.text
    lines = LineIndex(text)
    start, end = sorted(
        lines.from_units(place.line, place.character, encoding)
        for place in (change.range.start, change.range.end)
    )
    return text[:start] + change.text + text[end:]
