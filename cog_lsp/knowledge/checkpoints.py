"""Checkpoints by name: how many parameters they have, and what names say of quantization.

Facts only: how many parameters there are and how many bits each may take. How much memory a load
needs is for ``memory`` to say.

Each row says where its figures come from: the numbers of a published configuration, from which the
parameters follow (a test does the sums for every ``decoder``), or a count that was published.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase, translate
from functools import cache
from typing import Literal

from cog_lsp.knowledge._tables import read_rows

_FILES = tuple(
    f"checkpoints_{domain}.toml"
    for domain in ("language", "image", "video", "audio", "vision", "text")
)
_QUANTIZATION = "quantization.toml"
_SUFFIX = re.compile(r"\.(safetensors|ckpt|pth?|bin|gguf)$")
_WORD = re.compile(r"[a-z]+|\d+(?:\.\d+)?")
_SENSES = (
    "audio",
    "blip",
    "instructblip",
    "llava",
    "minigpt",
    "omni",
    "speech",
    "video",
    "vision",
    "vl",
)

Dtype = Literal["float32", "float16", "bfloat16", "float8"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part that can be loaded by itself: as a ``subfolder``, or by one of ``classes`` (globs)."""

    name: str
    parameters: int
    classes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decoder:
    """The numbers of a text decoder's configuration, under their names in ``config.json``.

    From them follow its parameters, and what a token takes in its cache of keys and values. Norms
    scale only, unless ``norm_bias``; ``qk_norm`` is one scale a head of queries and one of keys.
    An MLP has three matrices, two if it is not ``gated``.
    """

    num_layers: int
    hidden_size: int
    num_heads: int
    num_kv_heads: int
    head_dim: int
    intermediate_size: int
    vocab_size: int
    tied: bool = False
    num_experts: int = 0
    norms: int = 2
    norm_bias: bool = False
    qk_norm: bool = False
    qkv_bias: bool = False
    bias: bool = False
    head_bias: bool = False
    gated: bool = True
    positions: int = 0

    @property
    def embeddings(self) -> int:
        """The parameters of the embedding and of the output, which quantizers leave alone."""
        return self.vocab_size * self.hidden_size * (1 if self.tied else 2)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One row: checkpoints of one architecture.

    ``names`` (globs, in small letters) are compared with the last part of a repository's name or of
    a path. ``named_after`` are the names that fine-tunes carry in theirs. ``library_names`` mean
    this checkpoint as an argument of one of ``libraries`` (see the table of loaders). A pipeline of
    one of ``classes`` (globs) has this architecture whatever its name. Either ``parts`` make up the
    whole, or ``parameters`` counts it; both count what is in memory, a tied matrix once. ``dtype``
    is that of the published files, which a fine-tune need not share.
    """

    names: tuple[str, ...]
    source: str
    as_of: str
    parameters: int = 0
    parts: tuple[Part, ...] = ()
    decoder: Decoder | None = None
    dtype: Dtype | None = None
    named_after: tuple[str, ...] = ()
    libraries: tuple[str, ...] = ()
    library_names: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """The parameters of the whole checkpoint."""
        return self.parameters + sum(part.parameters for part in self.parts)


@dataclass(frozen=True, slots=True)
class Quantization:
    """One row: words in a name that say so many bits a parameter, from ``low_bits`` on.

    ``layer_bits``, also a range, are those of the layers where the embeddings stay at 16 bits.
    """

    markers: tuple[str, ...]
    low_bits: float
    high_bits: float
    source: str
    as_of: str
    layer_bits: tuple[float, float] | None = None


@cache
def checkpoints() -> tuple[Checkpoint, ...]:
    """Every known checkpoint, in the order of the tables."""
    return tuple(row for file in _FILES for row in read_rows(file, "checkpoint", Checkpoint))


@cache
def quantizations() -> tuple[Quantization, ...]:
    """Every known kind of quantization, in the order of the table."""
    return read_rows(_QUANTIZATION, "quantization", Quantization)


def checkpoint_named(name: str, library: str) -> Checkpoint | None:
    """The checkpoint that ``name`` means as an argument of a loader of ``library``.

    One that says how it is quantized (``phi-2-GGUF``, ``phi-2.Q4_K_M.gguf``) is that checkpoint.
    """
    found = _by_library_name().get((library, name))
    if found is not None:
        return found
    last = _SUFFIX.sub("", name.rstrip("/").rpartition("/")[2].lower())
    return _called(last) or _called(_trailing_quantization().sub("", last))


def _called(name: str) -> Checkpoint | None:
    found = _by_name().get(name)
    if found is not None:
        return found
    return next((row for pattern, row in _by_glob() if pattern.match(name)), None)


def checkpoint_named_after(name: str) -> Checkpoint | None:
    """The checkpoint after which ``name`` (one part of a path) is called, as fine-tunes are.

    However the words are joined: ``llama-3-8b``, ``Llama3_8B`` and ``Meta-Llama-3-8B`` are one. The
    base that says most counts. One that also sees or hears has more to it than a base that does
    not: ``minigpt4-vicuna-7b`` is no ``vicuna-7b``.
    """
    words = _words(name)
    senses = [sense for sense in _SENSES if f" {sense} " in words]
    return next(
        (
            row
            for base, row in _by_base()
            if base in words and all(f" {sense} " in base for sense in senses)
        ),
        None,
    )


def checkpoint_of_class(name: str) -> Checkpoint | None:
    """The checkpoint whose architecture every pipeline of class ``name`` has."""
    for row in checkpoints():
        if any(fnmatchcase(name, pattern) for pattern in row.classes):
            return row
    return None


def quantization_in(name: str) -> Quantization | None:
    """What ``name`` says of how its weights are quantized, if it says so."""
    lowered = name.lower()
    return next((row for marker, row in _by_marker() if marker.search(lowered)), None)


# --- ways to find a row, each prepared once ------------------------------------------------------


def _patterns() -> Iterator[tuple[str, Checkpoint]]:
    for row in checkpoints():
        for pattern in row.names:
            yield pattern, row


def _is_glob(pattern: str) -> bool:
    return any(sign in pattern for sign in "*?[")


@cache
def _by_name() -> dict[str, Checkpoint]:
    return {name: row for name, row in _patterns() if not _is_glob(name)}


@cache
def _by_glob() -> tuple[tuple[re.Pattern[str], Checkpoint], ...]:
    return tuple((re.compile(translate(name)), row) for name, row in _patterns() if _is_glob(name))


@cache
def _by_library_name() -> dict[tuple[str, str], Checkpoint]:
    return {
        (library, name): row
        for row in checkpoints()
        for library in row.libraries
        for name in row.library_names
    }


@cache
def _by_marker() -> tuple[tuple[re.Pattern[str], Quantization], ...]:
    return tuple(
        (re.compile(rf"(?<![a-z0-9])(?:{_any_of(row.markers)})(?![a-z0-9])"), row)
        for row in quantizations()
    )


@cache
def _trailing_quantization() -> re.Pattern[str]:
    markers = _any_of(marker for row in quantizations() for marker in row.markers)
    return re.compile(rf"(?:[-._](?:{markers}|bnb|dynamic|quantized))+$")


def _any_of(texts: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(texts, key=len, reverse=True)))


@cache
def _by_base() -> tuple[tuple[str, Checkpoint], ...]:
    bases = [(_words(name), row) for row in checkpoints() for name in row.named_after]
    return tuple(sorted(bases, key=lambda base: -len(base[0])))


def _words(name: str) -> str:
    """The words and figures of ``name`` with blanks around them."""
    return f" {' '.join(_WORD.findall(name.lower()))} "
