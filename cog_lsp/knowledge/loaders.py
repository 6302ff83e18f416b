"""Calls that read model weights, by the qualified name of what is called.

Facts only: which argument names the weights, which one sets the precision, when the call loads
nothing at all. Whether a call is wrong where it stands is for the rules to say.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from cog_lsp.knowledge._tables import read_rows

_FILE = "loaders.toml"
_EXACT = 1000  # the rank of a segment without a star, above that of any with one

Kind = Literal["weights", "light", "file", "download", "adapter"]


@dataclass(frozen=True, slots=True)
class ParameterRef:
    """A parameter of a call: its name, and its place among the positional arguments.

    ``position`` counts from 0, without ``self`` or ``cls``; ``None`` if it is given by name only.
    """

    name: str
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Loader:
    """One row: calls that read weights, or look as if they did.

    ``match`` holds the patterns (see ``loaders.toml``) and ``library`` says whose call it is.

    ``kind``: ``weights`` reads a model. ``light`` reads something small: a tokenizer, a processor,
    a configuration. ``file`` reads any file, so it loads weights only if its argument is a model
    file. ``download`` fetches files from a hub. ``adapter`` puts a small add-on (LoRA, IP-Adapter)
    onto a model that is loaded already.

    ``identity`` are the parameters that together say which weights, the most telling first. An
    argument may also be a model that is in memory already (``pipeline(model=self.model)``); then
    the call loads none. ``dtype_args`` name the parameters that set the precision, or a dictionary
    that may.

    ``when_args``: if not empty, the call loads only if one of them is given and is neither ``None``
    nor ``False``. ``unless_args``: the call loads nothing if one of them is given as ``None`` or
    ``False``. ``cached``: the library keeps what it loaded, so only the first call of a process
    loads.
    """

    match: tuple[str, ...]
    library: str
    kind: Kind
    source: str
    as_of: str
    identity: tuple[ParameterRef, ...] = ()
    dtype_args: tuple[str, ...] = ()
    when_args: tuple[ParameterRef, ...] = ()
    unless_args: tuple[ParameterRef, ...] = ()
    cached: bool = False


@dataclass(frozen=True, slots=True)
class NotALoad:
    """One row: calls that look as if they read weights, and the ``reason`` why they do not."""

    match: tuple[str, ...]
    reason: str
    source: str
    as_of: str


@cache
def loaders() -> tuple[Loader, ...]:
    """Every known loader, in the order of the table."""
    return read_rows(_FILE, "loader", Loader)


@cache
def not_loads() -> tuple[NotALoad, ...]:
    """Every known call that is no load, in the order of the table."""
    return read_rows(_FILE, "not_a_load", NotALoad)


def match_loader(qualified_name: str) -> Loader | None:
    """What is known of a call of ``qualified_name`` (``transformers.AutoModel.from_pretrained``).

    The most specific pattern wins; ``None`` if there is none, or if it says that this is no load.
    """
    row = _best(qualified_name)
    return row if isinstance(row, Loader) else None


def not_a_load(qualified_name: str) -> NotALoad | None:
    """Why a call of ``qualified_name`` is known to load nothing; ``None`` if it is not known."""
    row = _best(qualified_name)
    return row if isinstance(row, NotALoad) else None


@lru_cache(maxsize=4096)
def _best(name: str) -> Loader | NotALoad | None:
    first, last = name.split(".", 1)[0], name.rsplit(".", 1)[-1]
    index = _index()
    candidates = (*index.get(f"{first}.", ()), *index.get(f".{last}", ()))
    fitting = [(text, row) for text, row in candidates if _expression(text).fullmatch(name)]
    return max(fitting, key=lambda pair: _rank(pair[0]))[1] if fitting else None


@cache
def _index() -> dict[str, list[tuple[str, Loader | NotALoad]]]:
    """The patterns by first segment (``torch.``), or by last (``.load``) if the first is open."""
    index: dict[str, list[tuple[str, Loader | NotALoad]]] = defaultdict(list)
    rows: tuple[Loader | NotALoad, ...] = (*loaders(), *not_loads())
    for row in rows:
        for text in row.match:
            first, last = text.split(".", 1)[0], text.rsplit(".", 1)[-1]
            index[f".{last}" if "*" in first else f"{first}."].append((text, row))
    return dict(index)


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    """The pattern as a regular expression of the whole name, compiled when first needed."""
    parts = [
        r"(?:[^.]+\.)*" if segment == "**" else re.escape(segment).replace(r"\*", "[^.]*") + r"\."
        for segment in pattern.split(".")
    ]
    return re.compile("".join(parts).removesuffix(r"\."))


def _rank(pattern: str) -> list[int]:
    """How specific a pattern is, segment by segment from the right."""
    return [
        -1 if segment == "**" else len(segment) - 1 if "*" in segment else _EXACT
        for segment in reversed(pattern.split("."))
    ]
