"""How findings reach the client: pushed with versions, or kept until it pulls. Never both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from lsprotocol import types

from cog_lsp.server.analysis import Analysis
from cog_lsp.server.board import NOTHING, Board, Report
from cog_lsp.server.connection import Connection
from cog_lsp.server.live import LiveProject
from cog_lsp.server.workspace import DocId


class Publisher(Protocol):
    """What the session tells of every new analysis, and of every project that is gone."""

    def deliver(self, live: LiveProject, analysis: Analysis) -> None:
        """``analysis`` is the newest of ``live``."""

    def withdraw(self, live: LiveProject) -> None:
        """``live`` is watched no longer."""


def publisher_for(connection: Connection, board: Board) -> Publisher:
    """The one way that suits the client."""
    return (
        Puller(connection, board) if connection.caps.pull_diagnostics else Pusher(connection, board)
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What the client was told last of one file."""

    uri: str
    version: int | None
    report: str


class Pusher:
    """Sends the diagnostics of each file when they, or the version they are for, have changed."""

    def __init__(self, connection: Connection, board: Board) -> None:
        self._connection = connection
        self._board = board
        self._told: dict[DocId, Told] = {}

    def deliver(self, live: LiveProject, analysis: Analysis) -> None:
        """Send what is new, for open and unopened files alike."""
        changed = self._board.post(live, live.render(analysis, self._connection.caps))
        read = {live.open[path].id for path in live.open.keys() & analysis.snapshot.documents}
        for doc_id in sorted(changed | read, key=lambda doc_id: doc_id.key):
            self._tell(doc_id)

    def withdraw(self, live: LiveProject) -> None:
        """Clear what the project said."""
        for doc_id in self._board.post(live, {}):
            self._tell(doc_id)

    def _tell(self, doc_id: DocId) -> None:
        report = self._board.report(doc_id)
        now = Told(self._board.uri(doc_id), self._board.version(doc_id), report.id)
        before = self._told.get(doc_id)
        if now == before:
            return
        if before is not None and before.uri != now.uri:
            self._send(before.uri, NOTHING, None)
        self._send(now.uri, report, now.version)
        self._told[doc_id] = now

    def _send(self, uri: str, report: Report, version: int | None) -> None:
        self._connection.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, list(report.diagnostics), version)
        )


class Puller:
    """Keeps the reports, and asks the client to pull anew where it cannot know that it has to.

    The client pulls the document it edits by itself; what an edit changes in other files, and what
    a change on disk or of the settings does, it has to be told.
    """

    def __init__(self, connection: Connection, board: Board) -> None:
        self._connection = connection
        self._board = board

    def deliver(self, live: LiveProject, analysis: Analysis) -> None:
        """Keep the reports of ``analysis``."""
        changed = self._board.post(live, live.render(analysis, self._connection.caps))
        edited = {live.open[path].id for path in live.edited & live.open.keys()}
        self._refresh(changed - edited)

    def withdraw(self, live: LiveProject) -> None:
        """Clear what the project said."""
        self._refresh(self._board.post(live, {}))

    def _refresh(self, changed: set[DocId]) -> None:
        if changed and self._connection.caps.refresh_diagnostics:
            self._connection.ask(types.WORKSPACE_DIAGNOSTIC_REFRESH)


class Annotations:
    """Asks the client to ask anew for lenses and hints where it cannot know that it has to.

    It asks by itself for the document that is edited; but what it shows of the other open ones may
    have changed as well.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def deliver(self, live: LiveProject) -> None:
        """``live`` was checked; with that, what was edited before is dealt with."""
        others = live.open.keys() - live.edited
        live.edited.clear()
        if others and self._connection.caps.refresh_hints:
            self._connection.ask(types.WORKSPACE_INLAY_HINT_REFRESH)
        if others and self._connection.caps.refresh_lenses:
            self._connection.ask(types.WORKSPACE_CODE_LENS_REFRESH)
