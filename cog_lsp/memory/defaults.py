"""The precision that each library loads in when no argument says which."""

from __future__ import annotations

from collections.abc import Sequence

from cog_lsp.knowledge.checkpoints import Dtype, checkpoint_named
from cog_lsp.memory.given import Given
from cog_lsp.memory.versions import is_before
from cog_lsp.project.behavior import trace_of

Default = tuple[float, float, str]  # lowest and highest bits a parameter, and why

STORED = "as the checkpoint is stored"
_FULL: Default = (32.0, 32.0, "float32 since no dtype is given")
_AS_STORED: Default = (16.0, 32.0, STORED)
# The bits of the dtypes in the table of checkpoints. What is stored in 8 is unpacked to 16 on a GPU
# that has no kernels for it.
_DTYPES: dict[Dtype, Default] = {
    "float32": (32.0, 32.0, STORED),
    "float16": (16.0, 16.0, STORED),
    "bfloat16": (16.0, 16.0, STORED),
    "float8": (8.0, 16.0, STORED),
}
# `auto`, the checkpoint's own dtype, is the default of from_pretrained() from transformers 5 on
# (pull request 42805, 2025-12-11) and that of pipeline() since mid-2025 (pull request 38882);
# before, it was float32. diffusers hands on what it was given, so its text encoders follow suit.
_AUTO_SINCE = {"from_pretrained": (5, 0), "pipeline": (4, 53)}
_TRANSFORMERS = frozenset(("transformers", "sentence-transformers", "peft", "parler_tts"))
# Serving engines take 16 bits even for a checkpoint stored in float32.
_ENGINES = frozenset(("vllm", "sglang", "lmdeploy"))
# whisper.load_model copies its float16 file into a float32 model (whisper/__init__.py @c0d2f62).
_WHISPER = frozenset(("whisper", "whisper_timestamped", "stable_whisper"))
_CTRANSLATE = frozenset(("faster_whisper", "whisperx", "ctranslate2"))
# Libraries whose files may have any number of bits a parameter, or that quantize unasked.
_ANY_BITS = frozenset(
    (
        "llama_cpp", "exllamav2", "auto_gptq", "unsloth", "tensorrt_llm", "onnxruntime", "onnx",
        "openvino", "tensorrt", "tensorflow", "mlflow",
    )
)  # fmt: skip


def default_bits(given: Given, names: Sequence[str], *, is_auto: bool = False) -> Default | None:
    """The default precision of the load's library; ``is_auto`` if ``auto`` was asked for.

    ``None`` if the library's weights may have any number of bits.
    """
    library = given.load.loader.library
    stored = _as_stored(library, names)
    if stored[0] < 16.0:
        return stored
    if library in _ENGINES:
        return 16.0, 16.0, ""
    if library in _WHISPER:
        return 32.0, 32.0, "float32 as whisper loads"
    if library in _CTRANSLATE:
        # Systran's conversions of the official models are in float16.
        official = any(checkpoint_named(name, library) for name in names)
        return (16.0 if official else 8.0), 16.0, STORED
    if library in _TRANSFORMERS or library == "diffusers":
        return stored if is_auto else _hugging_face(given, stored)
    if given.load.loader.kind == "file":
        # What the author's code copies it into is a module in float32, unless it says otherwise.
        return stored[0], 32.0, STORED
    return None if library in _ANY_BITS else stored


def _as_stored(library: str, names: Sequence[str]) -> Default:
    """The precision of the published files, a range if it is not known."""
    rows = (checkpoint_named(name, library) for name in names)
    dtype = next((row.dtype for row in rows if row is not None and row.dtype is not None), None)
    return _DTYPES[dtype] if dtype is not None else _AS_STORED


def _hugging_face(given: Given, stored: Default) -> Default:
    """The default of transformers, diffusers and what is built on them."""
    name = given.load.name
    method = name.rpartition(".")[2]
    if method == "from_single_file":
        return stored
    if any(
        call.name in ("torch.set_default_dtype", "torch.set_default_tensor_type")
        for call in trace_of(given.project, with_gpu=True).calls
    ):
        return 16.0, 32.0, "torch's default dtype, which the code sets"
    if given.load.loader.library == "diffusers" and "Pipeline" not in name:
        return _FULL
    since = _AUTO_SINCE.get(method, _AUTO_SINCE["from_pretrained"])
    before = is_before(given.project, "transformers", since)
    low, high, why = stored
    if before or low == _FULL[0]:
        return _FULL
    if given.load.loader.library == "diffusers":
        high = 32.0  # for its own networks, whatever transformers does with the text encoders
    if before is None:
        high = 32.0
        version = ".".join(map(str, since))
        why = f"float32 before transformers {version}, which is not pinned, then as stored"
    return low, high, why
