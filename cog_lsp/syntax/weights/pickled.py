"""Which storages a pickle of torch speaks of, told from its opcodes without running any.

``torch.save`` writes a pickle in which every tensor refers to a storage by a persistent id, a tuple
such as ``("storage", torch.FloatStorage, "0", "cpu", 1024)``. Those are found by keeping a stack of
what the opcodes push, as names only: nothing is imported, called or built.

Format: ``_save`` and ``_legacy_save`` of https://github.com/pytorch/pytorch/blob/main/torch/serialization.py
"""

from __future__ import annotations

import pickletools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from cog_lsp.syntax.weights.shares import DTYPE_BITS, HeaderError, Share

_DTYPES = {
    "DoubleStorage": "F64", "FloatStorage": "F32", "HalfStorage": "F16", "BFloat16Storage": "BF16",
    "LongStorage": "I64", "IntStorage": "I32", "ShortStorage": "I16", "CharStorage": "I8",
    "ByteStorage": "U8", "BoolStorage": "BOOL", "QInt8Storage": "I8", "QUInt8Storage": "U8",
    "QInt32Storage": "I32", "ComplexFloatStorage": "C64", "ComplexDoubleStorage": "C128",
    # Counts bytes, and the tensors say of what.
    "UntypedStorage": "UNTYPED",
}  # fmt: skip
_MARK = object()
_TUPLES = {"EMPTY_TUPLE": 0, "TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}


@dataclass(frozen=True, slots=True)
class _Name:
    """What the pickle would import."""

    text: str


def storages_in(stream: IO[bytes] | bytes) -> dict[str, Share]:
    """The storages that one pickle speaks of, each by its key; it ends where the pickle does."""
    found: dict[str, Share] = {}
    try:
        for reference in _references(stream):
            key, share = _storage(reference)
            found[key] = share
    except (IndexError, KeyError, ValueError) as error:
        if isinstance(error, HeaderError):
            raise
        raise HeaderError("its pickle cannot be followed") from error
    return found


def _storage(reference: object) -> tuple[str, Share]:
    match reference:
        case ("storage", _Name(text=name), str(key), _, int(count), *_) if count >= 0:
            dtype = _DTYPES.get(name.rpartition(".")[2])
            if dtype is not None:
                return key, Share(dtype, count, count * DTYPE_BITS.get(dtype, 8) // 8)
    raise HeaderError("its pickle refers to a storage in a way that is not known")


def _references(stream: IO[bytes] | bytes) -> Iterator[object]:
    """The persistent ids of a pickle."""
    stack: list[object] = []
    memo: dict[int, object] = {}
    for opcode, arg, _ in pickletools.genops(stream):
        match opcode.name:
            case "GLOBAL":
                stack.append(_Name(str(arg).replace(" ", ".")))
            case "STACK_GLOBAL":
                name, module = stack.pop(), stack.pop()
                stack.append(_Name(f"{module}.{name}"))
            case "MARK":
                stack.append(_MARK)
            case "TUPLE":
                stack.append(tuple(_down_to_mark(stack)))
            case "EMPTY_TUPLE" | "TUPLE1" | "TUPLE2" | "TUPLE3":
                stack.append(tuple(_taken(stack, _TUPLES[opcode.name])))
            case "PUT" | "BINPUT" | "LONG_BINPUT":
                memo[_number(arg)] = stack[-1]
            case "MEMOIZE":
                memo[len(memo)] = stack[-1]
            case "GET" | "BINGET" | "LONG_BINGET":
                stack.append(memo[_number(arg)])
            case "BINPERSID":
                yield stack.pop()
                stack.append(None)
            case _:
                _pushes(opcode, arg, stack)


def _number(arg: Any) -> int:
    return int(arg)


def _pushes(opcode: pickletools.OpcodeInfo, arg: Any, stack: list[object]) -> None:
    """Any other opcode: it takes what its description says and pushes its own argument, or less."""
    before = opcode.stack_before
    if pickletools.markobject in before:
        _down_to_mark(stack)
        _taken(stack, before.index(pickletools.markobject))
    else:
        _taken(stack, len(before))
    is_plain = not before and isinstance(arg, str | int)
    stack.extend(arg if is_plain else None for _ in opcode.stack_after)


def _down_to_mark(stack: list[object]) -> list[object]:
    taken: list[object] = []
    while (item := stack.pop()) is not _MARK:
        taken.append(item)
    return taken[::-1]


def _taken(stack: list[object], count: int) -> list[object]:
    if count > len(stack):
        raise HeaderError("its pickle cannot be followed")
    taken = stack[len(stack) - count :]
    del stack[len(stack) - count :]
    return taken
