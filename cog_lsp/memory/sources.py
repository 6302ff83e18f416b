"""Where the size of a load is taken from: the sources in order, the best first.

A source answers with a :class:`Size`, or with ``None`` when it cannot tell; then the next is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from cog_lsp.knowledge.checkpoints import Checkpoint, checkpoint_named, checkpoint_of_class
from cog_lsp.memory.amount import Amount
from cog_lsp.memory.given import Given
from cog_lsp.memory.parameters import Count, parameters_in
from cog_lsp.memory.precision import Precision

_TOLERANCE = 0.05  # publishers round to two figures


@dataclass(frozen=True, slots=True)
class Size:
    """So much memory, and ``how`` it was got, as words for the reader."""

    amount: Amount
    how: str


@dataclass(frozen=True, slots=True)
class Question:
    """What a source is asked: how large is what ``given`` loads, under ``names``, so precise."""

    given: Given
    names: tuple[str, ...]
    precision: Precision

    @property
    def class_name(self) -> str:
        """The class whose method loads: ``AutoModel`` of ``AutoModel.from_pretrained``."""
        return self.given.load.event.name.rpartition(".")[0].rpartition(".")[2]


Source = Callable[[Question], Size | None]


def size_of(question: Question) -> Size | None:
    """The answer of the best source that has one."""
    for source in SOURCES:
        size = source(question)
        if size is not None:
            return size
    return None


def by_known_name(question: Question) -> Size | None:
    """The size of a checkpoint that is in the table of known ones, or of the part loaded of it."""
    library = question.given.load.loader.library
    for name in question.names:
        row = checkpoint_named(name, library)
        if row is not None:
            return _of_row(row, question, f"the known size of {name}")
    return None


def by_name(question: Question) -> Size | None:
    """The size that the name states. A pipeline's name counts its main network only."""
    for name in question.names:
        count = parameters_in(name)
        if count is None:
            continue
        if question.given.value("subfolder") is not None:
            return None
        is_part_only = "Pipeline" in question.class_name
        return _size(count, question.precision, f"read from the name {name}", more=is_part_only)
    return None


def by_class(question: Question) -> Size | None:
    """The size of the one architecture that a class of pipelines stands for."""
    row = checkpoint_of_class(question.class_name)
    if row is None:
        return None
    return _of_row(row, question, f"the known size of what {question.class_name} loads")


SOURCES: tuple[Source, ...] = (by_known_name, by_name, by_class)


def _of_row(row: Checkpoint, question: Question, how: str) -> Size | None:
    parameters = _loaded_parameters(row, question)
    if parameters is None:
        return None
    count = Count(
        parameters * (1 - _TOLERANCE), parameters, parameters, parameters * (1 + _TOLERANCE)
    )
    return _size(count, question.precision, how)


def _loaded_parameters(row: Checkpoint, question: Question) -> int | None:
    """How much of ``row`` is loaded: a part, or all but what is handed over ready made."""
    given = question.given
    subfolder = given.value("subfolder")
    if subfolder is not None:
        return next((part.parameters for part in row.parts if part.name == subfolder.text), None)
    for part in row.parts:
        if any(fnmatchcase(question.class_name, pattern) for pattern in part.classes):
            return part.parameters
    ready = sum(part.parameters for part in row.parts if given.value(part.name) is not None)
    return row.total - ready


def _size(count: Count, precision: Precision, how: str, *, more: bool = False) -> Size:
    amount = Amount(
        round(count.least * precision.low / 8),
        round(count.low * precision.low / 8),
        round(count.high * precision.high / 8),
        None if more else round(count.most * precision.high / 8),
    )
    why = f", {precision.why}" if precision.why else ""
    return Size(amount, f"{count.text} parameters x {precision.text}{why}, {how}")
