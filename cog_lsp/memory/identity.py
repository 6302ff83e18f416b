"""Which checkpoint a load reads: the names by which it goes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cog_lsp.knowledge.loaders import Loader, ParameterRef, match_loader
from cog_lsp.memory.given import Given
from cog_lsp.memory.handling import Course
from cog_lsp.project.behavior import CallEvent, Value

_MAX_DEPTH = 3
_SETTINGS = ParameterRef("engine_args", 0)  # vLLM's, which names the model


def names_of(given: Given, course: Course) -> tuple[str, ...]:
    """The names that are known of what a load reads, the most telling first.

    They are the texts of the arguments that say which weights. What a download returned, or wrote
    to the folder that is named, goes by the download's names: the file first, then the repository.
    """
    loader = given.load.loader
    values = list(_identity_values(given.load.event, loader))
    model = given.value("model") if loader.identity[:1] == (_SETTINGS,) else None
    if model is not None:
        values.append(model)
    texts = [value.text for value in values if value.text]
    for value in values:
        for download in _downloads(value.loads, _MAX_DEPTH):
            texts += _names_of_download(download)
    for folder, call in course.fetches:
        if folder in texts:
            texts += _names_of_download(call)
    return tuple(dict.fromkeys(texts))


def _identity_values(event: CallEvent, loader: Loader) -> Iterator[Value]:
    for ref in loader.identity:
        arg = event.argument(ref.name, ref.position)
        if arg is not None:
            yield arg.value


def _downloads(calls: Iterable[CallEvent], depth: int) -> Iterator[CallEvent]:
    """The downloads among ``calls``, and among the arguments of those that only build a path."""
    for call in sorted(calls, key=lambda call: call.node.span):
        if _download_row(call) is not None:
            yield call
        elif depth and match_loader(call.name) is None:
            for arg in call.args:
                yield from _downloads(arg.value.loads, depth - 1)


def _download_row(call: CallEvent) -> Loader | None:
    loader = match_loader(call.name) if call.name else None
    return loader if loader is not None and loader.kind == "download" else None


def _names_of_download(call: CallEvent) -> list[str]:
    """The file that is fetched, if it is named, then where from."""
    loader = _download_row(call)
    values = _identity_values(call, loader) if loader is not None else ()
    return [value.text for value in reversed(list(values)) if value.text]
