"""Where the size of a load is taken from: the sources in order, the best first.

A source answers with a :class:`Size`, or with ``None`` when it cannot tell; then the next is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from cog_lsp.knowledge.checkpoints import (
    Checkpoint,
    Part,
    checkpoint_named,
    checkpoint_named_after,
    checkpoint_of_class,
)
from cog_lsp.knowledge.families import family_of_class
from cog_lsp.memory.amount import Amount
from cog_lsp.memory.given import Given
from cog_lsp.memory.parameters import Count, parameters_in, telling_parts
from cog_lsp.memory.precision import Precision
from cog_lsp.memory.size import Size
from cog_lsp.memory.stored import stored_files
from cog_lsp.memory.stored_size import size_in_memory
from cog_lsp.project.unlisted import LIBRARY
from cog_lsp.project.weight_files import WEIGHT_FILES

# Words in the name of a file that holds one part of a checkpoint.
_OF_A_PART = re.compile(r"(?:^|[_.-])(?:u?mt5|t5|vae|clip|text_?encoder|image_?encoder)(?:[_.-]|$)")
# Classes that may take one tower out of a checkpoint of several.
_TOWERS = (
    "TextModel", "VisionModel", "TextModelWithProjection", "VisionModelWithProjection",
    "EncoderModel", "Encoder", "Decoder",
)  # fmt: skip
# The part of a pipeline that a class of diffusers loads, also out of a single file of all parts.
# A class of the project that is built on one loads one network too.
_COMPONENTS = (
    ("*Transformer[23]DModel", "transformer"), ("UNet*Model", "unet"), ("Autoencoder*", "vae"),
    ("ModelMixin", "transformer"),
)  # fmt: skip
# The parts of a pipeline that its name counts, by the arguments that take one ready made.
_MAIN_NETWORKS = ("transformer", "unet", "prior")
# What a file is called that holds all of a model.
_WHOLE = frozenset(("model", "pytorch_model", "diffusion_pytorch_model", "consolidated.00"))
_TOLERANCE = 0.05  # publishers round to two figures
_LESS = 0.10  # a fine-tune may lack the output
_HALF = 16.0


@dataclass(frozen=True, slots=True)
class Question:
    """What a source is asked: how large is what ``given`` loads, under ``names``, so precise."""

    given: Given
    names: tuple[str, ...]
    precision: Precision

    @property
    def class_name(self) -> str:
        """The class whose method loads: ``AutoModel`` of ``AutoModel.from_pretrained``."""
        return _class_name(self.given)


Source = Callable[[Question], Size | None]


def size_of(given: Given, names: tuple[str, ...], precision: Precision | None) -> Size | None:
    """The answer of the best source that has one; in any precision only files can tell."""
    size = by_stored_files(given, names, precision)
    if size is None and precision is not None:
        question = Question(given, _of_the_file(names), precision)
        answers = (source(question) for source in SOURCES)
        size = next((answer for answer in answers if answer is not None), None)
    if size is not None and _is_rough(given):
        # The author's own code takes out of the file what it needs; and what a loader does that is
        # not known, is not known.
        return replace(size, amount=replace(size.amount, least=0))
    return size


def _of_the_file(names: tuple[str, ...]) -> tuple[str, ...]:
    """``names`` without those of a repository of which one file is read, unless that is all of it.

    A file that goes by a name of its own may be any part of what its repository is named after,
    and one that is named after a part is no more than that, whatever its folder is called.
    """
    first = names[0].rpartition("/")[2].lower() if names else ""
    stem, dot, _ = first.rpartition(".")
    if not first.endswith(WEIGHT_FILES) or not dot or stem in _WHOLE:
        return names
    if _OF_A_PART.search(stem):
        return (names[0].rpartition("/")[2],)
    return tuple(
        name
        for name in names
        if name is names[0] or ("/" not in name and (_is_file(name) or stem in name.lower()))
    )


def _is_file(name: str) -> bool:
    return name.lower().endswith(WEIGHT_FILES)


def _is_rough(given: Given) -> bool:
    loader = given.load.loader
    return loader.kind == "file" or loader.library == LIBRARY


def by_stored_files(
    given: Given, names: tuple[str, ...], precision: Precision | None
) -> Size | None:
    """The exact size of the files that are read, where they can be looked at."""
    library, class_name = given.load.loader.library, _class_name(given)
    rows = (checkpoint_named(name, library) for name in names)
    if any(row is not None and _part_of_class(row, class_name) is not None for row in rows):
        return None  # the table knows how large the one tower is
    found = stored_files(given, names)
    if found is None:
        return None
    return size_in_memory(found, precision, is_part=class_name.endswith(_TOWERS))


def by_known_name(question: Question) -> Size | None:
    """The size of a checkpoint that is in the table of known ones, or of the part loaded of it."""
    library = question.given.load.loader.library
    for name in question.names:
        row = checkpoint_named(name, library)
        if row is not None:
            return _of_row(row, question, f"the known size of {name}")
    return None


def by_base(question: Question) -> Size | None:
    """The size of the checkpoint that a fine-tune is named after, whose architecture it shares."""
    for name in question.names:
        for part in telling_parts(name):
            row = checkpoint_named_after(part)
            if row is not None:
                how = f"the size of {row.names[0]}, inferred from the name {name}"
                return _of_row(row, question, how, less=_LESS)
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
        if is_part_only and any(question.given.value(part) for part in _MAIN_NETWORKS):
            return None  # what the name counts was loaded elsewhere
        return _size(count, question.precision, f"read from the name {name}", more=is_part_only)
    return None


def by_class(question: Question) -> Size | None:
    """The size of the one architecture that a class of pipelines stands for."""
    row = checkpoint_of_class(question.class_name)
    if row is None:
        return None
    return _of_row(row, question, f"the known size of what {question.class_name} loads")


def by_family(question: Question) -> Size | None:
    """The range of the few architectures that a class of pipelines may load."""
    family = family_of_class(question.class_name)
    if family is None:
        return None
    parts = [part for part in family.parts if question.given.value(part.name) is None]
    counts = [
        Count(part.least, part.low, part.high, part.high * (1 + _TOLERANCE)) for part in parts
    ]
    how = f"as {question.class_name} loads {family.name}"
    sizes = [_size(count, question.precision, how) for count in counts]
    whole = Count(
        sum(count.least for count in counts),
        sum(count.low for count in counts),
        sum(count.high for count in counts),
        sum(count.most for count in counts),
    )
    largest = Amount.largest(size.amount for size in sizes)
    return replace(_size(whole, question.precision, how), largest=largest) if parts else None


SOURCES: tuple[Source, ...] = (by_known_name, by_base, by_name, by_class, by_family)


def _of_row(
    row: Checkpoint, question: Question, how: str, *, less: float = _TOLERANCE
) -> Size | None:
    parameters = _loaded_parameters(row, question)
    if parameters is None:
        return None
    precision = question.precision
    if row.decoder is not None and precision.layers is not None:
        precision = _by_layers(precision, precision.layers, row.decoder.embeddings / row.total)
    size = _size(_known(parameters, less), precision, how)
    if "Pipeline" not in question.class_name:
        return size
    parts = [part.parameters for part in row.parts if question.given.value(part.name) is None]
    largest = _size(_known(max(parts, default=0), less), precision, how)
    return replace(size, largest=largest.amount) if parts else size


def _known(parameters: int, less: float) -> Count:
    return Count(parameters * (1 - less), parameters, parameters, parameters * (1 + _TOLERANCE))


def _by_layers(precision: Precision, layers: tuple[float, float], embeddings: float) -> Precision:
    """``precision`` of a network of which ``embeddings``, a share of it, are not quantized."""
    low, high = (round(bits * (1 - embeddings) + _HALF * embeddings, 2) for bits in layers)
    return replace(precision, low=low, high=high)


def _loaded_parameters(row: Checkpoint, question: Question) -> int | None:
    """How much of ``row`` is loaded: a part, or all but what is handed over ready made."""
    given = question.given
    subfolder = given.value("subfolder")
    if subfolder is not None:
        return next((part.parameters for part in row.parts if part.name == subfolder.text), None)
    part = _part_of_class(row, question.class_name)
    if part is not None:
        return part.parameters
    component = _component(question.class_name)
    if component is not None and row.parts:
        return next((part.parameters for part in row.parts if part.name == component), None)
    ready = sum(part.parameters for part in row.parts if given.value(part.name) is not None)
    return row.total - ready


def _part_of_class(row: Checkpoint, class_name: str) -> Part | None:
    """The part of ``row`` that the class loads, if it loads one only."""
    for part in row.parts:
        if any(fnmatchcase(class_name, pattern) for pattern in part.classes):
            return part
    return None


def _component(class_name: str) -> str | None:
    """The name that a pipeline gives to what the class loads."""
    return next((name for pattern, name in _COMPONENTS if fnmatchcase(class_name, pattern)), None)


def _class_name(given: Given) -> str:
    return given.load.name.rpartition(".")[0].rpartition(".")[2]


def _size(count: Count, precision: Precision, how: str, *, more: bool = False) -> Size:
    amount = Amount(
        round(count.least * precision.low / 8),
        round(count.low * precision.low / 8),
        round(count.high * precision.high / 8),
        None if more else round(count.most * precision.high / 8),
    )
    why = f", {precision.why}" if precision.why else ""
    return Size(amount, f"{count.text} parameters x {precision.text}{why}, {how}")
