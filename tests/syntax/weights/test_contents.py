"""What headers of real files say, and that no file can make them say or read too much."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from pathlib import Path

import pytest
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType
from hypothesis import given
from hypothesis import strategies as st

from cog_lsp.syntax.weights import Contents, HeaderError, Share, read_contents
from cog_lsp.syntax.weights.contents import MAX_HEADER
from cog_lsp.syntax.weights.gguf import BLOCKS

from .files import TORCH, gguf, safetensors


class Counting(io.BytesIO):
    """A stream that knows how much was read of it."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.taken += len(data)
        return data


def contents_of(path: Path) -> Contents:
    with path.open("rb") as stream:
        return read_contents(stream, path.stat().st_size, path.name)


def problem_of(data: bytes, name: str = "x.safetensors", size: int | None = None) -> str:
    stream = Counting(data)
    with pytest.raises(HeaderError) as caught:
        read_contents(stream, len(data) if size is None else size, name)
    assert stream.taken <= MAX_HEADER
    return str(caught.value)


def test_safetensors(tmp_path: Path) -> None:
    path = safetensors(
        tmp_path / "x.safetensors",
        a=((3, 4), "float16"), b=((5,), "float16"), c=((7, 1, 2), "float32"), d=((2,), "int8"),
        empty=((0, 9), "float32"), scalar=((), "float64"),
    )  # fmt: skip
    assert contents_of(path) == Contents(
        100,
        "the header",
        (Share("F32", 14, 56), Share("F16", 17, 34), Share("F64", 1, 8), Share("I8", 2, 2)),
    )


def test_gguf(tmp_path: Path) -> None:
    path = gguf(
        tmp_path / "x.gguf",
        {"a": ((4, 288), GGMLQuantizationType.Q4_K), "b": ((2, 34), GGMLQuantizationType.Q8_0)},
    )
    found = contents_of(path)
    assert (found.size, found.how) == (8192 + 1152 + 68, "the header")
    assert found.shares == (
        Share("F32", 2048, 8192), Share("Q4_K", 2048, 1152), Share("Q8_0", 64, 68),
    )  # fmt: skip
    assert found.numbers["llama.block_count"] == 2
    assert found.numbers["llama.context_length"] == 4096


def test_large_vocabulary_is_no_large_header(tmp_path: Path) -> None:
    assert contents_of(gguf(tmp_path / "x.gguf", words=100_000)).size == 8192


def test_sizes_of_blocks_are_those_of_the_library() -> None:
    known = {kind.value: (kind.name, *sizes) for kind, sizes in GGML_QUANT_SIZES.items()}
    assert {number: known[number] for number in BLOCKS if number in known} == BLOCKS


# What torch wrote, with the numbers that torch itself counts in the state dict.
TORCH_FILES = {
    "state_dict.pt": (("F32", 116), ("F16", 7), ("BF16", 6), ("I64", 3)),
    "legacy.pt": (("F32", 116), ("F16", 7), ("BF16", 6), ("I64", 3)),
    "protocol_4.pt": (("F32", 116), ("F16", 7), ("BF16", 6), ("I64", 3)),
    "training.pt": (("F32", 116), ("F16", 7), ("BF16", 6), ("I64", 3)),
    "module.pt": (("F32", 116), ("I64", 3)),
    "script.pt": (("F32", 116), ("I64", 3)),
}


@pytest.mark.parametrize(("name", "counts"), TORCH_FILES.items(), ids=list(TORCH_FILES))
def test_torch(name: str, counts: tuple[tuple[str, int], ...]) -> None:
    """A tensor that is there twice counts once."""
    found = contents_of(TORCH / name)
    assert {(share.dtype, share.count) for share in found.shares} == set(counts)
    bits = {"F32": 4, "F16": 2, "BF16": 2, "I64": 8}
    assert found.size == sum(bits[dtype] * count for dtype, count in counts)


def test_what_torch_stores_without_a_type_has_its_bytes() -> None:
    assert contents_of(TORCH / "float8.pt").shares == (Share("UNTYPED", 5, 5),)


def test_other_formats_have_the_size_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"\x08\x07" * 500)
    assert contents_of(path) == Contents(1000, "the size")


def test_pointer_of_git_lfs(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_text(
        f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 4976698672\n",
        encoding="utf-8",
    )
    assert contents_of(path) == Contents(4_976_698_672, "the Git LFS pointer")


def header(**tensors: object) -> bytes:
    text = json.dumps(tensors).encode()
    return struct.pack("<Q", len(text)) + text


def tensor(dtype: str = "F32", shape: object = (1,), offsets: object = (0, 4)) -> object:
    return {"dtype": dtype, "shape": shape, "data_offsets": offsets}


def archive(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name.replace("__", "/"), data)
    return stream.getvalue()


BROKEN = {
    "nothing": (b"", "x.safetensors", "it is empty"),
    "a length only": (b"\x00" * 4, "x.safetensors", "ends in the middle"),
    "a header of 10 GB": (
        struct.pack("<Q", 10_000_000_000) + b"{}" * 50, "x.safetensors", "claims 10000000000",
    ),
    "a header of 2**64": (b"\xff" * 100, "x.safetensors", "claims"),
    "no JSON": (struct.pack("<Q", 4) + b"nono", "x.safetensors", "not JSON"),
    "too deep JSON": (struct.pack("<Q", 90_000) + b"[" * 90_000, "x.safetensors", "not JSON"),
    "a list": (struct.pack("<Q", 2) + b"[]", "x.safetensors", "not a table"),
    "no tensors": (header(a=[1]), "x.safetensors", "not a table"),
    "a text for a shape": (header(a=tensor(shape="3")), "x.safetensors", "not known"),
    "a negative shape": (header(a=tensor(shape=[-1])), "x.safetensors", "not known"),
    "three offsets": (header(a=tensor(offsets=[0, 4, 8])), "x.safetensors", "not known"),
    "offsets backwards": (header(a=tensor(offsets=[4, 0])), "x.safetensors", "gives -4 bytes"),
    "offsets for more": (header(a=tensor(offsets=[0, 40])), "x.safetensors", "gives 40 bytes"),
    "a cut tail": (header(a=tensor()) + b"\0\0", "x.safetensors", "mentions 4 bytes"),
    "a long tail": (header(a=tensor()) + b"\0" * 9, "x.safetensors", "mentions 4 bytes"),
    "GGUF alone": (b"GGUF", "x.gguf", "ends in the middle"),
    "GGUF of another version": (b"GGUF" + struct.pack("<I", 9), "x.gguf", "version 9"),
    "GGUF with too much of everything": (
        b"GGUF" + struct.pack("<IQQ", 3, 2**60, 1), "x.gguf", "claims 1152921504606846976",
    ),
    "GGUF of arrays in arrays": (
        b"GGUF" + struct.pack("<IQQQcI", 3, 0, 1, 1, b"k", 9) + struct.pack("<IQ", 9, 1) * 9,
        "x.gguf", "kind 9",
    ),
    "GGUF cut in its metadata": (
        b"GGUF" + struct.pack("<IQQQcIQ", 3, 0, 1, 1, b"k", 8, 40), "x.gguf", "ends in the middle",
    ),
    "GGUF of an unknown type": (
        b"GGUF" + struct.pack("<IQQQcIQIQ", 3, 1, 0, 1, b"t", 1, 7, 99, 0), "x.gguf", "type 99",
    ),
    "GGUF without its tensors": (
        b"GGUF" + struct.pack("<IQQQcIQIQ", 3, 1, 0, 1, b"t", 1, 7, 0, 0), "x.gguf", "mentions",
    ),
    "half a zip": (archive(a__data=b"1" * 99)[:60], "x.pt", "broken"),
    "another zip": (archive(a__b=b"1"), "x.pt", "torch did not write"),
    "a zip with a strange pickle": (archive(a__data__pkl=b"1"), "x.pt", "torch did not write"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "name", "words"), BROKEN.values(), ids=list(BROKEN))
def test_broken_files_say_why(data: bytes, name: str, words: str) -> None:
    assert words in problem_of(data, name)


def test_zip_whose_pickle_is_none() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("a/data.pkl", b"\x80\x02}q\x00X")
        made.writestr("a/data/0", b"1234")
    assert "cannot be followed" in problem_of(stream.getvalue(), "x.pt")


def test_header_that_is_too_large_is_not_read() -> None:
    size = MAX_HEADER + 1
    data = struct.pack("<Q", size) + b" " * size
    assert "too large" in problem_of(data)


def test_packed_member_is_unpacked_no_further_than_it_may() -> None:
    """A pickle of a gigabyte of zeros in a small file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a/data.pkl", b"\0" * (1 << 26))
        made.writestr("a/data/0", b"1234")
    stream.seek(0)
    assert read_contents(stream, len(stream.getvalue()), "x.pt") == Contents(
        4, "the header", (Share("UNTYPED", 4, 4),)
    )


SEEDS = [(TORCH / name).read_bytes() for name in ("state_dict.pt", "legacy.pt")]


@given(data=st.data())
def test_files_with_changed_bytes_answer_or_say_why(data: st.DataObject) -> None:
    seeds = [(seed, "x.pt") for seed in SEEDS]
    seeds.append((header(a=tensor(), b=tensor(offsets=[4, 8])) + b"\0" * 8, "x.safetensors"))
    seeds.append((b"GGUF" + struct.pack("<IQQQcIQIQ", 3, 1, 0, 1, b"t", 1, 7, 0, 0), "x.gguf"))
    seed, name = data.draw(st.sampled_from(seeds))
    changed = bytearray(seed)
    for _ in range(data.draw(st.integers(0, 5))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(changed)))
    stream = Counting(bytes(changed[:cut]))
    try:
        found = read_contents(stream, cut, name)
    except HeaderError:
        found = None
    assert stream.taken <= MAX_HEADER
    assert found is None or 0 <= found.size <= 2**63
