"""The session: which projects are watched, and what is done when something changes.

All of it runs in the event loop and none of it waits: it notes what changed and touches the
project's task, which reads and checks in threads of their own.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gc
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from lsprotocol import types

from cog_lsp.features.completion.item import Completion
from cog_lsp.fixes.carry_out import warm_up
from cog_lsp.project.discover import CONFIG_NAME, ProjectLoader, find_projects
from cog_lsp.project.weights_on_disk import hub_cache
from cog_lsp.server.analysis import Analysis, analyse
from cog_lsp.server.board import Board
from cog_lsp.server.configuration import Configuration
from cog_lsp.server.connection import Connection
from cog_lsp.server.live import LiveProject
from cog_lsp.server.placement import Folder, Place, Placement, Site
from cog_lsp.server.progress import Progress
from cog_lsp.server.publish import Annotations, publisher_for
from cog_lsp.server.reader import ProjectReader, Snapshot
from cog_lsp.server.scheduler import TYPING_PAUSE, Job, ProjectTask, Worker
from cog_lsp.server.workspace import DocId, OpenDocument, OpenDocuments

_WARM_UP_SECONDS = 1.0
"""How long after the first findings to import what fixes need: not while the client still opens."""

_REPORTED_FOLDERS = 1000
"""How many folders are searched from one word about it to the next."""


class Session:
    """Everything between ``initialize`` and ``shutdown``."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._loop = asyncio.get_running_loop()
        self._ready = asyncio.Event()
        self._closed = threading.Event()
        self._side: list[threading.Thread] = []
        self._warm = False
        self._scans: dict[object, Progress] = {}
        self._documents = OpenDocuments(connection.caps.position_encoding)
        self._projects: dict[str, LiveProject] = {}
        self.board = Board(self._documents)
        self._publisher = publisher_for(connection, self.board)
        self._annotations = Annotations(connection)
        self._list: tuple[int, Sequence[Completion]] = (0, ())
        self._placement = Placement(self._documents)
        self.reader = Worker("reader")
        self.checker = Worker("checker")
        self.configuration = Configuration(connection, self._placement)
        self.folders_changed(connection.folders, ())
        connection.spawn(self._begin())

    async def _begin(self) -> None:
        # Findings under the wrong settings would flash up and vanish.
        await self.configuration.pull()
        self._ready.set()

    def close(self) -> None:
        """Take up no more work."""
        self._closed.set()
        for live in self._projects.values():
            live.task.close()

    def stop(self) -> bool:
        """Give up the work under way; whether every thread came to rest."""
        self._closed.set()
        rest = [worker.stop() for worker in (self.reader, self.checker)]
        return all(rest) and not any(thread.is_alive() for thread in self._side)

    @property
    def projects(self) -> Sequence[LiveProject]:
        """The projects that are watched."""
        return tuple(self._projects.values())

    def find(self, uri: str) -> tuple[LiveProject, str] | None:
        """The project that a file belongs to, and its path in there."""
        place = self._placement.place(DocId.of(uri))
        live = self._projects.get(place.key) if place is not None else None
        return (live, place.path) if place is not None and live is not None else None

    # What the client was given

    def keep_list(self, items: Sequence[Completion]) -> int:
        """Remember a completion list until the next one; the number to ask for it by."""
        self._list = (self._list[0] + 1, items)
        return self._list[0]

    def listed(self, number: object, index: object) -> Completion | None:
        """An entry of the completion list that was given last, if ``number`` is its number."""
        known, items = self._list
        if number != known or not isinstance(index, int) or not 0 <= index < len(items):
            return None
        return items[index]

    # What happens to documents

    def opened(self, item: types.TextDocumentItem) -> None:
        """The client shows a document; from now on its text is what counts."""
        document = self._documents.open(item)
        self._reconcile()
        self._edited(document, 0.0)

    def changed(self, params: types.DidChangeTextDocumentParams) -> None:
        """The client's text of a document changed."""
        target = params.text_document
        document = self._documents.change(target.uri, target.version, params.content_changes)
        if document is not None:
            self._edited(document, TYPING_PAUSE)

    def _edited(self, document: OpenDocument, delay: float) -> None:
        found = self.find(document.uri)
        if found is not None:
            live, path = found
            live.open = {**live.open, path: document}
            live.edited.add(path)
            live.task.touch(delay)

    def saved(self, uri: str) -> None:
        """What is open is now on disk too."""
        self.files_changed([types.FileEvent(uri, types.FileChangeType.Changed)])

    def closed(self, uri: str) -> None:
        """What is on disk counts again."""
        if self._documents.close(DocId.of(uri)):
            self.files_changed([types.FileEvent(uri, types.FileChangeType.Changed)])

    def files_changed(self, changes: Iterable[types.FileEvent]) -> None:
        """Files were made, changed or deleted on disk, by whomever."""
        places: list[Place] = []
        for change in changes:
            doc_id = DocId.of(change.uri)
            place = self._placement.place(doc_id)
            if place is not None:
                places.append(place)
                self._forget(place, change.type)
            made = change.type is types.FileChangeType.Created
            if made and doc_id.path is not None and doc_id.path.name == CONFIG_NAME:
                self._scan(self._placement.folders_of(doc_id.path))
        self._reconcile()
        for key in {place.key for place in places} & self._projects.keys():
            self._projects[key].task.touch()

    def _forget(self, place: Place, change: types.FileChangeType) -> None:
        live = self._projects.get(place.key)
        if live is None:
            return
        is_watched = self._connection.caps.registers_watchers and self._placement.folders_of(
            place.root
        )
        # A deleted folder is reported by its own name alone; and where nothing is watched, anything
        # may have changed while the client looked elsewhere.
        if change is types.FileChangeType.Deleted or not is_watched:
            self.reader.post(live.reader.forget_all)
        else:
            self.reader.post(functools.partial(live.reader.forget, place.path))

    # What happens to the workspace

    def folders_changed(
        self, added: Iterable[types.WorkspaceFolder], removed: Iterable[types.WorkspaceFolder]
    ) -> None:
        """The client's workspace folders changed."""
        for gone in removed:
            self._placement.folders.pop(gone.uri, None)
        fresh = [self._placement.add_folder(folder.uri) for folder in added]
        self._scan([folder for folder in fresh if folder is not None])
        self._reconcile()

    def settings_changed(self) -> None:
        """Analyse what is watched under the settings as they are now."""
        for live in self._projects.values():
            live.task.touch()

    def _scan(self, folders: Iterable[Folder]) -> None:
        """Look for projects in ``folders``, on the side: a folder may be large.

        A home folder and the root of a disk are not looked through; what is opened in them is
        found all the same.
        """
        wanted = [folder for folder in folders if _is_searchable(folder.path)]

        if wanted:
            progress = Progress(self._connection, "Looking for Cog projects")
            self._scans[progress.token] = progress
            self._on_the_side(functools.partial(self._search, wanted, progress))

    def _search(self, folders: Sequence[Folder], progress: Progress) -> None:
        """Look through ``folders``; this runs in a thread of its own."""
        searched = found = 0

        def given_up() -> bool:
            nonlocal searched
            searched += 1
            if searched % _REPORTED_FOLDERS == 0:
                self._in_loop(progress.report, f"{searched} folders, {found} projects")
            return self._closed.is_set() or progress.is_cancelled

        for folder in folders:
            for root in find_projects(folder.path, given_up):
                found += 1
                self._in_loop(self._found, folder, root)
        self._in_loop(self._searched, progress, found)

    def _searched(self, progress: Progress, found: int) -> None:
        self._scans.pop(progress.token, None)
        progress.end(f"{found} found")

    def give_up_scan(self, token: object) -> None:
        """The user does not want to wait for the search that is shown under ``token``."""
        progress = self._scans.get(token)
        if progress is not None:
            progress.cancel()

    def _found(self, folder: Folder, root: Path) -> None:
        folder.roots.add(root)
        self._reconcile()

    def _reconcile(self) -> None:
        """Watch exactly the projects that should be watched."""
        sites = self._placement.survey()
        for key in self._projects.keys() - sites.keys():
            live = self._projects.pop(key)
            live.task.close()
            self._publisher.withdraw(live)
        for key, site in sites.items():
            live = self._projects.get(key) or self._watch(key, site)
            if live.open.keys() != site.open.keys():
                live.task.touch()
            live.open = site.open

    # What happens to projects

    def _watch(self, key: str, site: Site) -> LiveProject:
        loader = ProjectLoader(site.root, hub_cache(os.environ))
        live = LiveProject(site.root, site.base_uri, ProjectReader(loader))
        live.task = ProjectTask(
            self.reader,
            self.checker,
            self._ready,
            functools.partial(self._reading, live),
            functools.partial(_check, live.reader),
            functools.partial(self._deliver, live),
            functools.partial(
                self._connection.report_fault, what=f"cog-lsp cannot check {site.root}"
            ),
        )
        live.task.touch()
        self._projects[key] = live
        return live

    def _reading(self, live: LiveProject) -> Job[Snapshot]:
        overlay = live.overlay()
        settings = self.configuration.settings_for(live.root).overrides()
        return lambda cancelled: live.reader.read(overlay, settings)

    def _deliver(self, live: LiveProject, analysis: Analysis) -> None:
        for fault in analysis.checked.faults:
            what = f"The rule {fault.rule} crashed; its findings are missing"
            self._connection.report_fault(fault.error, what)
        self._publisher.deliver(live, analysis)
        self._annotations.deliver(live)
        if not self._warm:
            # Only now: until a Cog project is there, nobody needs what it imports.
            self._warm = True
            self._loop.call_later(_WARM_UP_SECONDS, self._on_the_side, _warm_up)

    def _on_the_side(self, work: Callable[[], None]) -> None:
        def run() -> None:
            try:
                work()
            except Exception as error:
                self._in_loop(self._connection.report_fault, error)

        # A daemon: nothing that it does has to be finished before we may end.
        thread = threading.Thread(target=run, name="cog-lsp-side", daemon=True)
        self._side.append(thread)
        thread.start()

    def _in_loop(self, callback: Callable[..., object], *args: object) -> None:
        with contextlib.suppress(RuntimeError):
            # The loop may have ended meanwhile; then nobody is interested any more.
            self._loop.call_soon_threadsafe(callback, *args)


def _check(reader: ProjectReader, snapshot: Snapshot) -> Job[Analysis]:
    rebuild = functools.partial(reader.reread, snapshot)
    return lambda cancelled: analyse(snapshot, rebuild, cancelled)


def _warm_up() -> None:
    """Import what the first fix waits for, and spare the collector all that stays."""
    warm_up()
    gc.collect()
    gc.freeze()


def _is_searchable(path: Path) -> bool:
    return path not in (Path("~").expanduser(), Path(path.anchor))
