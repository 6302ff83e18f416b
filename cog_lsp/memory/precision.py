"""How many bits a parameter takes in memory: from arguments, names, defaults and conversions.

``variant="fp16"`` chooses which file is read and changes nothing in memory; autocast converts what
is computed, not the weights. Neither counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from cog_lsp.knowledge.checkpoints import quantization_in
from cog_lsp.memory.choices import alternatives
from cog_lsp.memory.defaults import STORED, default_bits
from cog_lsp.memory.given import Given
from cog_lsp.memory.handling import Handling
from cog_lsp.memory.quantizers import FLAGS, quantized_to, stated_bits
from cog_lsp.project.behavior import CallEvent, Value
from cog_lsp.project.behavior.values import BoundArgument

# torch's, numpy's and jax's names, and the strings that libraries take for them. CTranslate2's
# int8_float16 and the like keep the weights in int8.
_BITS = {
    "float64": 64.0, "double": 64.0, "float32": 32.0, "float": 32.0, "fp32": 32.0,
    "float16": 16.0, "half": 16.0, "fp16": 16.0, "bfloat16": 16.0, "bf16": 16.0, "int16": 16.0,
    "float8_e4m3fn": 8.0, "float8_e5m2": 8.0, "int8": 8.0, "int8_float16": 8.0,
    "int8_float32": 8.0, "int8_bfloat16": 8.0,
}  # fmt: skip
# "4.65bpw": ExLlama states the bits of a weight; what it leaves at 16 adds up to one more.
_BITS_PER_WEIGHT = re.compile(r"(?<![a-z0-9.])(\d{1,2}(?:\.\d+)?)bpw(?![a-z0-9])")
_UNKNOWN_DTYPE = (8.0, 32.0)
_DTYPES = ("torch_dtype", "dtype", "compute_type", "precision")
_CONVERSIONS = {
    "half": 16.0, "bfloat16": 16.0, "float": 32.0, "double": 64.0, "enable_layerwise_casting": 8.0,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Precision:
    """From ``low`` to ``high`` bits a parameter; ``why`` says so where the arguments do not.

    ``stored`` if it is surely that of the files, whichever that is. ``layers``, also a range, if a
    quantizer took the layers and left the embeddings at 16 bits.
    """

    low: float
    high: float
    why: str = ""
    stored: bool = False
    layers: tuple[float, float] | None = None

    @property
    def text(self) -> str:
        """In bytes if they are whole, else in bits: ``2 bytes``, ``2 to 4 bytes``, ``4.5 bits``."""
        in_bytes = self.low % 8 == 0 and self.high % 8 == 0
        unit, size = ("byte", 8) if in_bytes else ("bit", 1)
        low, high = f"{self.low / size:g}", f"{self.high / size:g}"
        count = low if low == high else f"{low} to {high}"
        return f"{count} {unit}" if count == "1" else f"{count} {unit}s"


def precision_of(given: Given, handling: Handling, names: Sequence[str]) -> Precision | None:
    """The precision of what was loaded, after conversions; ``None`` if it could be any."""
    if given.is_open:
        return None
    quantized = [quantized_to(call) for call in handling.handed_to("quantize")]
    known = [bits for bits in map(_marked, filter(None, quantized)) if bits is not None]
    if len(known) < len(quantized):
        return None
    found = _before_quantizers(given, handling, names)
    if found is None or not known:
        return found
    # What is handed to the quantizer may be all of it, or a part.
    return Precision(min(found.low, *(one.low for one in known)), found.high, found.why)


def _before_quantizers(given: Given, handling: Handling, names: Sequence[str]) -> Precision | None:
    """The precision by the load's own arguments, its name, and conversions of what is loaded."""
    reads_gguf = _reads_gguf(given)
    if _has_quantization(given) and not reads_gguf:
        found = _quantization(given)
        if found is None or not _quantizes_parts(given):
            return found
        rest = _loaded(given, names)
        return None if rest is None else Precision(min(found.low, rest.low), rest.high, rest.why)
    named = _named_quantization(given, names)
    if named is not None and (reads_gguf or given.load.loader.library != "diffusers"):
        return named
    loaded = _loaded(given, names)
    if loaded is None:
        return None
    # diffusers unpacks some quantized files to the dtype that it is given.
    stored = Precision(min(named.low, loaded.low), loaded.high) if named is not None else loaded
    return _converted(stored, handling)


# --- quantization --------------------------------------------------------------------------------


def _has_quantization(given: Given) -> bool:
    """Whether an argument quantizes, or may."""
    flags = [given.value(flag) for flag in FLAGS]
    settings = given.value("quantization_config", "quantization")
    return any(flag is not None and flag.truth is not False for flag in flags) or (
        settings is not None and settings.constant is not None
    )


def _reads_gguf(given: Given) -> bool:
    """Whether the argument says that the file is quantized, and not how: its name does."""
    settings = given.value("quantization_config")
    return settings is not None and any(
        call.name.endswith("GGUFQuantizationConfig") for call in settings.loads
    )


def _quantizes_parts(given: Given) -> bool:
    """Whether the argument names the parts of a pipeline that it quantizes, and leaves others."""
    settings = given.value("quantization_config")
    return settings is not None and any(
        call.name.endswith("PipelineQuantizationConfig") for call in settings.loads
    )


def _quantization(given: Given) -> Precision | None:
    """What the arguments quantize to, if it can be told."""
    for flag, marker in FLAGS.items():
        value = given.value(flag)
        if value is not None and value.truth:
            return _marked(marker)
    settings = given.value("quantization_config", "quantization")
    if settings is None:
        return None
    if settings.text is not None:
        return _marked(settings.text)
    stated = [bits for call in settings.loads for bits in stated_bits(call)]
    return _marked(stated[0]) if len(set(stated)) == 1 else None


def _named_quantization(given: Given, names: Sequence[str]) -> Precision | None:
    revision = given.value("revision")
    revisions = (revision.text,) if revision is not None and revision.text else ()
    found = (_marked(name) for name in (*revisions, *names))
    marked = next((precision for precision in found if precision is not None), None)
    return replace(marked, stored=True) if marked is not None else None


def _marked(text: str) -> Precision | None:
    stated = _BITS_PER_WEIGHT.search(text.lower())
    if stated is not None:
        bits = float(stated[1])
        return Precision(bits, bits + 1.0)
    found = quantization_in(text)
    if found is None:
        return None
    return Precision(found.low_bits, found.high_bits, layers=found.layer_bits)


# --- dtypes --------------------------------------------------------------------------------------


def _loaded(given: Given, names: Sequence[str]) -> Precision | None:
    """The precision right after the load, by its dtype argument or the library's default."""
    values = given.values(*_DTYPES) or (Value(constant=None),)
    found = [_by_dtype(value, given, names) for value in values]
    known = [precision for precision in found if precision is not None]
    if len(known) < len(found):
        return None
    low, high = min(one.low for one in known), max(one.high for one in known)
    return Precision(low, high, known[0].why, all(one.stored for one in known))


def _by_dtype(value: Value, given: Given, names: Sequence[str]) -> Precision | None:
    bits = _bits(value)
    if bits is not None:
        return Precision(bits, bits)
    is_auto = value.text in ("auto", "default")
    if not is_auto and value.constant is not None:
        return Precision(*_UNKNOWN_DTYPE, "the dtype is unknown")
    default = default_bits(given, names, is_auto=is_auto)
    if default is None:
        return None
    return Precision(*default, stored=default[2] == STORED)


def _converted(loaded: Precision, handling: Handling) -> Precision:
    """``loaded`` after ``half()``, ``to(torch.float16)`` and the like."""
    now = loaded
    for method, call in handling.method_calls:
        for low, high in _conversion(method, call, handling):
            sure = low == high < now.low and handling.is_whole(call) and handling.is_certain(call)
            now = (
                Precision(low, high)
                if sure
                else Precision(min(low, now.low), max(high, now.high), now.why)
            )
    return now


def _conversion(method: str, call: CallEvent, handling: Handling) -> Iterable[tuple[float, float]]:
    """The precision that a method converts to: a range if only that it converts is known."""
    if method in _CONVERSIONS:
        yield _CONVERSIONS[method], _CONVERSIONS[method]
    if method != "to":
        return
    for arg in call.args:
        values = alternatives(handling.course.project, arg.value, arg.node.value, call.frame)
        bits = [_bits(value) for value in values]
        known = [count for count in bits if count is not None]
        if len(known) == len(bits):
            yield min(known), max(known)
        elif _takes_dtype(arg):
            yield _UNKNOWN_DTYPE


def _takes_dtype(arg: BoundArgument) -> bool:
    return arg.name in ("dtype", "torch_dtype") or (arg.index or 0) > 0


def _bits(value: Value) -> float | None:
    name = value.text or (value.qualified or "").rpartition(".")[2]
    return _BITS.get(name.removeprefix("torch."))
