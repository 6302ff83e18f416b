"""What fills the folders that weights are loaded from: downloads, wherever the project makes them.

They stand in the code itself, in the scripts beside it that an author runs before the build, and in
the ``run`` commands of cog.yaml. A path that is loaded from goes by the names of what comes there.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from cog_lsp.knowledge.loaders import match_loader
from cog_lsp.project.behavior import CallEvent, trace_of, trace_script
from cog_lsp.project.commands import Download, downloads_in, downloads_of
from cog_lsp.project.project import Project
from cog_lsp.project.weight_files import WEIGHT_FILES

_SOURCE_FOLDER = "/src/"
_HUB = re.compile(
    r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/(?P<repo>[\w.-]+/[\w.-]+)"
    r"(?:/(?:resolve|blob|raw|tree)/[^/]+(?:/(?P<file>[^?#]+))?)?"
)
# Parts of a URL that say nothing of what is behind it.
_EMPTY_WORD = re.compile(
    r"(?i)|v?\d[\d.]*|default|files?|models?|weights|checkpoints?|ckpt|main|master|resolve|api"
    r"|download|releases|latest|public|data|cache"
)
_ARCHIVE = re.compile(r"\.(?:tar|tgz|zip|tar\.\w+)$")
_FILE = re.compile(r"\.[A-Za-z]\w*$")
_RUNNERS = frozenset(("run", "call", "check_call", "check_output", "Popen", "getoutput"))
_FOLDER_ARGS = ("local_dir", "cache_dir")


@dataclass(frozen=True, slots=True)
class Fetch:
    """Something comes to ``path`` (normalised) and goes by ``names``, the most telling first."""

    path: str
    names: tuple[str, ...]


_fetches: WeakKeyDictionary[Project, tuple[Fetch, ...]] = WeakKeyDictionary()


def fetches_of(project: Project) -> tuple[Fetch, ...]:
    """Every download of ``project`` whose destination is known."""
    known = _fetches.get(project)
    if known is None:
        known = _fetches[project] = tuple(dict.fromkeys(_find(project)))
    return known


def names_fetched_to(project: Project, path: str) -> tuple[str, ...]:
    """The names of what was downloaded to ``path``, or to the nearest folder around it.

    None if several things were put into that folder and nobody knows which of them lies there.
    """
    wanted = normal_path(path)
    around = [fetch for fetch in fetches_of(project) if _may_hold(fetch, wanted)]
    nearest = max((len(fetch.path) for fetch in around), default=0)
    found = [fetch for fetch in around if len(fetch.path) == nearest]
    if len(found) > 1 and wanted != found[0].path:
        named = [fetch for fetch in found if _file_of(fetch) == posixpath.basename(wanted)]
        found = named[:1]
    return tuple(dict.fromkeys(name for fetch in found for name in fetch.names))


def _may_hold(fetch: Fetch, wanted: str) -> bool:
    if wanted == fetch.path:
        return True
    file = _file_of(fetch)
    return wanted.startswith(f"{fetch.path}/") and file in (None, posixpath.basename(wanted))


def _file_of(fetch: Fetch) -> str | None:
    """The one file of weights that is fetched, if it is one."""
    name = fetch.names[0] if fetch.names else ""
    return posixpath.basename(name) if name.lower().endswith(WEIGHT_FILES) else None


def normal_path(path: str) -> str:
    """A path as seen from the project's folder, which is the container's ``/src``."""
    path = posixpath.normpath(path)
    return path[len(_SOURCE_FOLDER) :] if path.startswith(_SOURCE_FOLDER) else path


def names_in_url(url: str) -> tuple[str, ...]:
    """What a URL says of what is behind it: a file and a repository of the hub, or its words."""
    match = _HUB.match(url)
    if match is not None:
        file = match["file"]
        return (*((posixpath.basename(file),) if file else ()), match["repo"].removesuffix(".git"))
    path = url.partition("://")[2].partition("?")[0]
    parts = path.split("/")[1:]
    is_file = bool(parts) and _FILE.search(parts[-1]) and not _ARCHIVE.search(parts[-1])
    words = [_ARCHIVE.sub("", word) for word in parts]
    telling = [word for word in words if not _EMPTY_WORD.fullmatch(word)][-3:]
    whole = [] if is_file or len(telling) < 2 else ["/".join(telling[-2:])]
    return (*whole, *reversed(telling))


def names_of_source(text: str) -> tuple[str, ...]:
    """The names by which a URL goes, or a repository's own name."""
    return names_in_url(text) if _is_url(text) else (text,)


def _find(project: Project) -> Iterator[Fetch]:
    build = project.config.values.build
    for item in build.run if build is not None else ():
        yield from map(_fetch, downloads_in(item.command.value))
    yield from _managed(project)
    for script in project.shell_scripts:
        yield from map(_fetch, downloads_in(script.text))
    for facts in project.scripts:
        yield from _of_calls(trace_script(project, facts).calls)
    yield from _of_calls(trace_of(project, with_gpu=True).calls)


def _fetch(download: Download) -> Fetch:
    names = names_of_source(download.source)
    return Fetch(normal_path(download.path), (*download.files, *names))


def _managed(project: Project) -> Iterator[Fetch]:
    """What the ``weights`` of cog.yaml put into their targets."""
    for weight in project.config.values.weights:
        uris = [source.uri.value for source in weight.sources if source.uri is not None]
        names = [uri.partition("://")[2].partition("@")[0] for uri in uris if uri.startswith("h")]
        if weight.target is not None and names:
            yield Fetch(normal_path(weight.target.value), tuple(names))


def _of_calls(calls: Iterable[CallEvent]) -> Iterator[Fetch]:
    for call in calls:
        if call.name.startswith("subprocess.") and call.name.rpartition(".")[2] in _RUNNERS:
            yield from map(_fetch, _commanded(call))
        elif call.name == "os.system":
            text = _first_text(call)
            yield from map(_fetch, downloads_in(text) if text else ())
        elif call.node.method == "save_pretrained":
            yield from _saved(call)
        else:
            yield from _handed(call)


def _commanded(call: CallEvent) -> Iterator[Download]:
    """The download of a command that is given as a list of words, or as one text."""
    arg = call.argument("args", 0)
    if arg is None:
        return
    if arg.value.text is not None:
        yield from downloads_in(arg.value.text)
    elif arg.value.items is not None:
        yield from downloads_of([item.text for item in arg.value.items])


def _first_text(call: CallEvent) -> str | None:
    arg = call.argument("command", 0)
    return arg.value.text if arg is not None else None


def _saved(call: CallEvent) -> Iterator[Fetch]:
    """``model.save_pretrained(path)`` puts there what was loaded before."""
    arg = call.argument("save_directory", 0)
    if arg is None or not arg.value.text or call.receiver is None:
        return
    loads = [load for load in call.receiver.loads if _loads_weights(load)]
    inner = {part for load in loads for arg_ in load.args for part in arg_.value.loads}
    for load in loads:
        names = _identity(load)
        if load not in inner and names:
            yield Fetch(normal_path(arg.value.text), names)


def _loads_weights(call: CallEvent) -> bool:
    loader = match_loader(call.name) if call.name else None
    return loader is not None and loader.kind == "weights"


def _identity(call: CallEvent) -> tuple[str, ...]:
    loader = match_loader(call.name)
    texts = [
        arg.value.text
        for ref in (loader.identity if loader is not None else ())
        if (arg := call.argument(ref.name, ref.position)) is not None and arg.value.text
    ]
    return tuple(name for text in texts for name in names_of_source(text))


def _handed(call: CallEvent) -> Iterator[Fetch]:
    """A call that is given a place to put things: a folder by name, or a path next to a URL."""
    for name in _FOLDER_ARGS:
        folder = call.argument(name, None)
        if folder is not None and folder.value.text and call.name:
            names = _identity(call)
            if names:
                yield Fetch(normal_path(folder.value.text), tuple(reversed(names)))
                return
    texts = [arg.value.text for arg in call.args if arg.value.text]
    urls = [text for text in texts if _is_url(text)]
    paths = [text for text in texts if not _is_url(text)]
    if len(urls) == 1 and len(paths) == 1 and "/" in (paths[0] + urls[0]):
        yield Fetch(normal_path(paths[0]), names_in_url(urls[0]))


def _is_url(text: str) -> bool:
    return text.startswith(("http://", "https://", "s3://", "gs://"))
