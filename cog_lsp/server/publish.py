"""How findings reach the client: pushed with versions, or kept until it pulls. Never both."""

from __future__ import annotations

from typing import Protocol

from lsprotocol import types

from cog_lsp.server.analysis import Analysis
from cog_lsp.server.language_server import CogServer
from cog_lsp.server.live import NOTHING, LiveProject, Report, Told


class Publisher(Protocol):
    """What the session tells of every new analysis, and of every project that is gone."""

    def deliver(self, live: LiveProject, analysis: Analysis) -> None:
        """``analysis`` is the newest of ``live``."""

    def withdraw(self, live: LiveProject) -> None:
        """``live`` is watched no longer."""


def publisher_for(server: CogServer) -> Publisher:
    """The one way that suits the client."""
    return Puller(server) if server.caps.pull_diagnostics else Pusher(server)


class Pusher:
    """Sends the diagnostics of each file when they, or the version they are for, have changed."""

    def __init__(self, server: CogServer) -> None:
        self._server = server

    def deliver(self, live: LiveProject, analysis: Analysis) -> None:
        """Send what is new, for open and unopened files alike."""
        live.render(analysis, self._server.caps)
        known = live.open.keys() & analysis.project.documents.keys()
        for path in sorted(live.reports.keys() | live.told.keys() | known):
            self._tell(live, path, live.report(path))

    def withdraw(self, live: LiveProject) -> None:
        """Clear every file of the project."""
        live.reports = {}
        for told in live.told.values():
            self._send(told.uri, NOTHING, None)
        live.told.clear()

    def _tell(self, live: LiveProject, path: str, report: Report) -> None:
        now = Told(live.uri(path), live.version(path), report.id)
        before = live.told.get(path)
        if now == before:
            return
        if before is not None and before.uri != now.uri:
            self._send(before.uri, NOTHING, None)
        self._send(now.uri, report, now.version)
        live.told[path] = now
        if not report.diagnostics and path not in live.open:
            del live.told[path]

    def _send(self, uri: str, report: Report, version: int | None) -> None:
        self._server.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(uri, list(report.diagnostics), version)
        )


class Puller:
    """Keeps the reports, and asks the client to pull anew where it cannot know that it has to.

    The client pulls the document it edits by itself; what an edit changes in other files, and what
    a change on disk or of the settings does, it has to be told.
    """

    def __init__(self, server: CogServer) -> None:
        self._server = server

    def deliver(self, live: LiveProject, analysis: Analysis) -> None:
        """Keep the reports of ``analysis``."""
        before = live.reports
        live.render(analysis, self._server.caps)
        changed = {
            path
            for path in before.keys() | live.reports.keys()
            if before.get(path, NOTHING) != live.report(path)
        }
        edited, live.edited = live.edited, set()
        if changed - edited:
            self._refresh()

    def withdraw(self, live: LiveProject) -> None:
        """Forget the reports; the next pull of the whole workspace clears them."""
        had = any(report.diagnostics for report in live.reports.values())
        live.reports = {}
        if had:
            self._refresh()

    def _refresh(self) -> None:
        if self._server.caps.refresh_diagnostics:
            self._server.ask(types.WORKSPACE_DIAGNOSTIC_REFRESH)
