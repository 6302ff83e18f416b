"""The place that a request is about, as all handlers of features need it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified

from cog_lsp.features.gather import Gathered
from cog_lsp.features.markup import plain_text
from cog_lsp.project import Project
from cog_lsp.server.convert import Outward
from cog_lsp.server.language_server import CogServer
from cog_lsp.server.live import LiveProject
from cog_lsp.server.reader import Snapshot
from cog_lsp.server.scheduler import Worker

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Scene:
    """A file of a project at one moment, and how it looks to the client."""

    ls: CogServer
    live: LiveProject
    path: str
    version: int | None
    snapshot: Snapshot
    outward: Outward

    @property
    def project(self) -> Project:
        """The project in which the file is as it is."""
        return self.snapshot.of(self.path)

    def agrees(self, path: str) -> bool:
        """Whether what the project tells of the file at ``path`` is so."""
        return self.snapshot.agrees(self.path, path)

    def offset(self, position: types.Position) -> int:
        """The offset that the client means."""
        return self.outward.span(self.path, types.Range(position, position)).start

    async def ask(self, worker: Worker, feature: Callable[[], Gathered[T]]) -> tuple[T, ...]:
        """What ``feature`` gives; a provider of it that broke down is noted."""
        gathered = await worker.run(lambda cancelled: feature())
        for fault in gathered.faults:
            self.ls.report_fault(fault)
        return gathered.items

    def refuse_if_changed(self) -> None:
        """Raise the answer that an outdated answer must not be given instead of."""
        if self.live.version(self.path) != self.version:
            raise JsonRpcContentModified("the document changed")


async def typed_scene(ls: CogServer, uri: str) -> Scene | None:
    """The file ``uri`` as it is at this keystroke; ``None`` outside of Cog projects."""
    found = ls.session.find(uri)
    if found is None:
        return None
    live, path = found
    version = live.version(path)
    snapshot = await live.task.snapshot()
    return _scene(ls, live, path, version, snapshot)


async def whole_scene(ls: CogServer, uri: str) -> Scene | None:
    """As :func:`typed_scene`, in the project with all its Python files, tests and scripts too."""
    scene = await typed_scene(ls, uri)
    if scene is None:
        return None
    snapshot = scene.snapshot
    whole = await ls.session.reader.run(lambda cancelled: scene.live.reader.whole(snapshot))
    return _scene(ls, scene.live, scene.path, scene.version, whole)


async def settled_scene(ls: CogServer, uri: str) -> Scene | None:
    """The file ``uri`` once the typing pauses and its project is checked."""
    found = ls.session.find(uri)
    if found is None:
        return None
    live, path = found
    version = live.version(path)
    analysis = await live.task.settled()
    return _scene(ls, live, path, version, analysis.snapshot)


def _scene(
    ls: CogServer, live: LiveProject, path: str, version: int | None, snapshot: Snapshot
) -> Scene | None:
    if path not in snapshot.documents:
        return None
    return Scene(ls, live, path, version, snapshot, live.outward(snapshot, ls.caps))


def markup(text: str, markdown: bool) -> types.MarkupContent:
    """Markdown ``text`` for a client that shows it, or made plain for one that does not."""
    if markdown:
        return types.MarkupContent(types.MarkupKind.Markdown, text)
    return types.MarkupContent(types.MarkupKind.PlainText, plain_text(text))
