"""Which checkpoint a load reads: the names by which it goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cog_lsp.knowledge.loaders import Loader, match_loader
from cog_lsp.memory.given import Given
from cog_lsp.project.behavior import CallEvent, trace_of


def names_of(given: Given) -> tuple[str, ...]:
    """The names that are known of what a load reads, the most telling first.

    They are the texts of the arguments that say which weights. What a download returned, or wrote
    to the folder that is named, goes by the download's names: the file first, then the repository.
    """
    found: list[str] = []
    event, loader = given.load.event, given.load.loader
    for text in _settings(given):
        found.append(text)
    for arg in _identity_args(event, loader):
        if arg.text is not None:
            found.append(arg.text)
        for download in _downloads(arg.loads):
            found.extend(_downloaded(download))
    for download in _downloads(trace_of(given.project).calls):
        if any(arg.value.text in found for arg in download.args if arg.name == "local_dir"):
            found.extend(_downloaded(download))
    return tuple(dict.fromkeys(found))


def _settings(given: Given) -> Iterator[str]:
    """The model named in a settings object, which is then the load's only argument."""
    if given.load.loader.identity and given.load.loader.identity[0].name == "engine_args":
        model = given.value("model")
        if model is not None and model.text is not None:
            yield model.text
