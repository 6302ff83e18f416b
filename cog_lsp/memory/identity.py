"""Which checkpoint a load reads: the names by which it goes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cog_lsp.knowledge.checkpoints import checkpoint_named
from cog_lsp.knowledge.loaders import Loader, ParameterRef, match_loader
from cog_lsp.memory.given import Given
from cog_lsp.project.behavior import CallEvent, Guard, Value, trace_of
from cog_lsp.project.fetches import names_fetched_to, names_of_source
from cog_lsp.project.weight_files import WEIGHT_FILES
from cog_lsp.syntax import python_tree as py

_MAX_DEPTH = 3
_WHISPER = "whisper"
_SOURCE = re.compile(r"(?:https?|s3|gs)://\S+|[A-Za-z0-9][\w.-]*/[\w.-]*[A-Za-z][\w.-]*")
_SETTINGS = ParameterRef("engine_args", 0)  # vLLM's, which names the model


@dataclass(frozen=True, slots=True)
class Identity:
    """The ``names`` of what is read, the most telling first.

    ``is_sure`` is false if they only went into the call that said what to read. ``guards`` hold the
    condition under which it is this one, where a value decides which of several is read.
    """

    names: tuple[str, ...]
    is_sure: bool
    guards: tuple[Guard, ...] = ()


def identities_of(given: Given) -> tuple[Identity, ...]:
    """What a load may read: one, or several if a value that has a few options says which.

    The names are the texts of the arguments that say which weights. What a download returned, or
    what is downloaded to the path that is named, also goes by the download's names: the file first,
    then the repository. A draft model that an engine is given is loaded beside it.
    """
    return (*_main(given), *(Identity((draft,), True) for draft in _drafts(given)))


def _drafts(given: Given) -> Iterator[str]:
    """The model that guesses ahead for a serving engine, by the engine's arguments."""
    for value in (*given.values("speculative_model"), *given.values("speculative_config")):
        inner = value.fields.get("model") if value.fields is not None else value
        if inner is not None and inner.text and inner.text not in ("[ngram]", "ngram"):
            yield inner.text


def _main(given: Given) -> tuple[Identity, ...]:
    choice = next((value for value in _values(given) if value.options), None)
    if choice is None:
        return (Identity(*_names(given, None)),)
    loops = given.load.event.in_loop and not choice.inputs
    node = py.Name(given.load.event.node.span, "")
    return tuple(
        Identity(
            *_names(given, option),
            () if loops else (Guard("if", node, branch, choice.origin, inputs=choice.inputs),),
        )
        for branch, option in enumerate(choice.options)
    )


def _names(given: Given, option: str | None) -> tuple[tuple[str, ...], bool]:
    """The names where the one value with options is ``option``, and whether they are sure."""
    texts: list[str] = []
    for value in _values(given):
        text = option if value.options else value.text
        if text:
            texts += (text, *(name for name in names_of_source(text) if name != text))
        if value.pattern is not None:
            texts += _end_of(value.pattern)
        for download in _downloads(value.loads, _MAX_DEPTH):
            texts += _names_of_download(download)
    hinted: list[str] = []
    if all("/" not in text or "*" in text for text in texts):
        hinted = [name for value in _values(given) for name in _hinted(value)]
        texts += hinted
    texts += [size for text in texts[:1] for size in _size_of_whisper(given, text)]
    fetched = [name for text in texts for name in names_fetched_to(given.project, text)]
    return tuple(dict.fromkeys((*texts, *fetched))), not hinted


def _end_of(pattern: str) -> list[str]:
    """The file that a text names whose beginning is not known, or whose name is not all known."""
    end = pattern.rpartition("\0")[2]
    if not end.lower().endswith(WEIGHT_FILES):
        return []
    is_whole = "/" in end or pattern.startswith("\0")
    return [end.strip("/") if is_whole and "\0" not in end else pattern.replace("\0", "*")]


def _hinted(value: Value) -> Iterator[str]:
    """The names among the texts that went into a value, without the parts of its own text."""
    for hint in value.hints:
        if value.pattern is None or hint not in value.pattern:
            yield from _named(hint)


def _size_of_whisper(given: Given, path: str) -> Iterator[str]:
    """OpenAI's files of Whisper are named by their size alone, ``large-v3.pt``: its full name."""
    stem, _, suffix = path.rpartition("/")[2].rpartition(".")
    row = checkpoint_named(stem, _WHISPER) if suffix == "pt" else None
    if row is not None and stem in row.library_names:
        calls = trace_of(given.project, with_gpu=True).calls
        if any(call.name.startswith(f"{_WHISPER}.") for call in calls):
            yield f"{_WHISPER}-{stem}"


def _named(hint: str) -> tuple[str, ...]:
    """What a text says that went into a call whose result is loaded: a repository, or a URL."""
    return names_of_source(hint) if _SOURCE.fullmatch(hint) else ()


def _values(given: Given) -> Iterator[Value]:
    loader = given.load.loader
    yield from _identity_values(given.load.event, loader)
    if loader.identity[:1] == (_SETTINGS,):
        yield from given.values("model")[:1]


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
    texts = [value.text for value in reversed(list(values)) if value.text]
    return [name for text in texts for name in names_of_source(text)]
