"""What quantizers are told: the bits of a weight, from settings objects, functions and their names.

Names are those of bitsandbytes, GPTQ, AWQ, HQQ, optimum-quanto, torchao and compressed floats, as
transformers and diffusers take them:
https://huggingface.co/docs/transformers/quantization/overview,
https://huggingface.co/docs/diffusers/quantization/overview.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project.behavior import CallEvent, Value

FLAGS = {"load_in_8bit": "8bit", "load_8bit": "8bit", "load_in_4bit": "4bit", "load_4bit": "4bit"}
_COUNTS = ("bits", "nbits", "w_bit", "wbits")
# "int8_dynamic_activation_int4_weight" and Int8DynamicActivationInt4WeightConfig speak of both.
_OF_WEIGHTS = re.compile(r"(?:int|float|fp|nf)(\d)_?weight")
_OF_ANYTHING = re.compile(r"(?:(?<![a-z])q?u?(?:int|float|nf)|fp)(\d)(?!\d)")


def stated_bits(call: CallEvent) -> Iterator[str]:
    """The bits that a settings object states, as the words of names: ``4bit``.

    ``BitsAndBytesConfig``, ``GPTQConfig``, ``TorchAoConfig``, ``QuantoConfig`` and the like.
    """
    last = call.name.rpartition(".")[2]
    if not last.endswith("Config"):
        return
    stated = [bits for arg in call.args for bits in _of_argument(arg.name, arg.value)]
    named = _bits_in(last)
    yield from stated or ([named] if named is not None else [])


def quantized_to(call: CallEvent) -> str | None:
    """The bits that a function which quantizes is asked for: ``quantize(model, weights=qint8)``."""
    for arg in call.args:
        if arg.name not in ("activations", "dtype"):
            found = _bits_of(arg.value)
            if found is not None:
                return found
    return _bits_in(call.name.rpartition(".")[2])


def _of_argument(name: str | None, value: Value) -> Iterator[str]:
    if name in FLAGS:
        if value.truth:
            yield FLAGS[name]
    elif name in _COUNTS:
        if isinstance(value.constant, int):
            yield f"{value.constant}bit"
    elif name == "quant_kwargs":
        for key, inner in (value.fields or {}).items():
            yield from _of_argument(key, inner)
    elif name is None or name in ("weights", "weights_dtype", "quant_type", "quant_method"):
        found = _bits_of(value)
        if found is not None:
            yield found


def _bits_of(value: Value) -> str | None:
    """The bits that a value speaks of: a text, a name of the library, or an object that it made."""
    made = (call.name for call in value.loads)
    for text in (value.text, value.qualified, *made):
        found = _bits_in(text.rpartition(".")[2]) if text else None
        if found is not None:
            return found
    return None


def _bits_in(name: str) -> str | None:
    lowered = name.lower()
    found = _OF_WEIGHTS.search(lowered) or _OF_ANYTHING.search(lowered)
    return f"{found[1]}bit" if found is not None else None
