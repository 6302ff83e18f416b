"""What is to be said of each file, by all projects that have something to say of it.

A file may be read by two projects, one in a folder of the other. The client knows it once, so what
both find is put together; and what one of them withdraws does not take the other's with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lsprotocol import types

from cog_lsp.server.live import LiveProject
from cog_lsp.server.workspace import DocId, OpenDocuments


@dataclass(frozen=True, slots=True)
class Report:
    """The diagnostics of one file. Equal ``id``, equal diagnostics."""

    diagnostics: tuple[types.Diagnostic, ...]
    id: str = field(compare=False)

    @classmethod
    def of(cls, diagnostics: tuple[types.Diagnostic, ...]) -> Report:
        """A report with the id that belongs to ``diagnostics``."""
        text = repr(diagnostics).encode("utf-8", "surrogatepass")
        return cls(diagnostics, hashlib.blake2b(text, digest_size=8).hexdigest())


NOTHING = Report.of(())


@dataclass(slots=True)
class _Notice:
    """What is said of one file: its URI, who says what, and all of it together."""

    uri: str
    said: dict[LiveProject, Sequence[types.Diagnostic]] = field(default_factory=dict)
    report: Report = NOTHING


class Board:
    """The reports of all files."""

    def __init__(self, documents: OpenDocuments) -> None:
        self._documents = documents
        self._notices: dict[DocId, _Notice] = {}

    def __iter__(self) -> Iterator[DocId]:
        """The files of which something is said."""
        return iter(tuple(self._notices))

    def post(
        self, live: LiveProject, found: Mapping[str, Sequence[types.Diagnostic]]
    ) -> set[DocId]:
        """Put what ``live`` says now, by URI, in place of what it said; the files that changed."""
        now = {DocId.of(uri): (uri, diagnostics) for uri, diagnostics in found.items()}
        before = {doc_id for doc_id, notice in self._notices.items() if live in notice.said}
        changed: set[DocId] = set()
        for doc_id in now.keys() | before:
            uri, diagnostics = now.get(doc_id, ("", ()))
            notice = self._notices.setdefault(doc_id, _Notice(uri))
            notice.uri = uri or notice.uri
            notice.said.pop(live, None)
            if diagnostics:
                notice.said[live] = diagnostics
            report = Report.of(_together(notice.said))
            if report != notice.report:
                notice.report = report
                changed.add(doc_id)
        return changed

    def report(self, doc_id: DocId) -> Report:
        """The report of a file, which may be empty."""
        notice = self._notices.get(doc_id)
        return notice.report if notice is not None else NOTHING

    def uri(self, doc_id: DocId) -> str:
        """The file in the client's spelling: its own if the file is open."""
        document = self._documents.get(doc_id)
        return document.uri if document is not None else self._notices[doc_id].uri

    def version(self, doc_id: DocId) -> int | None:
        """The version that the client has open."""
        document = self._documents.get(doc_id)
        return document.version if document is not None else None


def _together(
    said: Mapping[LiveProject, Sequence[types.Diagnostic]],
) -> tuple[types.Diagnostic, ...]:
    """What all projects say, the innermost first; what another has said already is left out."""
    together: list[types.Diagnostic] = []
    for live in sorted(said, key=lambda live: len(live.root.parts), reverse=True):
        known = {(repr(one.range), one.code, one.message) for one in together}
        together += [
            one for one in said[live] if (repr(one.range), one.code, one.message) not in known
        ]
    return tuple(together)
