"""One project as the server keeps it alive: its folder, its files, its open documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lsprotocol import types

from cog_lsp.server.analysis import Analysis
from cog_lsp.server.capabilities import ClientCaps
from cog_lsp.server.convert import Outward
from cog_lsp.server.reader import ProjectReader, Snapshot
from cog_lsp.server.scheduler import ProjectTask
from cog_lsp.server.workspace import OpenDocument, child_uri
from cog_lsp.text import Document


@dataclass(eq=False)
class LiveProject:
    """One project that is watched.

    ``root`` is the folder of its cog.yaml and ``base_uri`` that folder in the client's spelling.
    ``open`` holds its open documents by their paths, ``edited`` the paths of those that changed
    since the last analysis.
    """

    root: Path
    base_uri: str
    reader: ProjectReader
    task: ProjectTask[Snapshot, Analysis] = field(init=False)
    open: Mapping[str, OpenDocument] = field(default_factory=dict)
    edited: set[str] = field(default_factory=set)

    def uri(self, path: str) -> str:
        """The URI of a file of the project: the client's own if it has the file open."""
        document = self.open.get(path)
        return document.uri if document is not None else child_uri(self.base_uri, path)

    def version(self, path: str) -> int | None:
        """The version that the client has open."""
        document = self.open.get(path)
        return document.version if document is not None else None

    def overlay(self) -> dict[str, Document]:
        """A snapshot of the open documents, as the engine wants them."""
        return {
            path: Document(path, document.text, document.version)
            for path, document in self.open.items()
        }

    def outward(self, snapshot: Snapshot, caps: ClientCaps) -> Outward:
        """How ``snapshot`` looks to the client."""
        return Outward(snapshot.documents, caps, self.uri)

    def render(self, analysis: Analysis, caps: ClientCaps) -> dict[str, list[types.Diagnostic]]:
        """The diagnostics of ``analysis`` by URI."""
        outward = self.outward(analysis.snapshot, caps)
        found: dict[str, list[types.Diagnostic]] = {}
        for finding in analysis.checked.findings:
            found.setdefault(self.uri(finding.path), []).append(outward.diagnostic(finding))
        return found
