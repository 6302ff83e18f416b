"""The precision that each library loads in when no argument says which."""

from __future__ import annotations

from collections.abc import Sequence

from cog_lsp.knowledge.checkpoints import checkpoint_named
from cog_lsp.memory.given import Given
from cog_lsp.memory.versions import is_before
from cog_lsp.project.behavior import trace_of

Default = tuple[float, float, str]  # lowest and highest bits a parameter, and why

STORED = "as the checkpoint is stored"
_FULL: Default = (32.0, 32.0, "float32 since no dtype is given")
_AS_STORED: Default = (16.0, 32.0, STORED)
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
    if library in _ENGINES:
        return 16.0, 16.0, ""
    if library in _WHISPER:
        return 32.0, 32.0, "float32 as whisper loads"
    if library in _CTRANSLATE:
        # Systran's conversions of the official models are in float16.
        official = any(checkpoint_named(name, library) for name in names)
        return (16.0 if official else 8.0), 16.0, STORED
    if library in _TRANSFORMERS or library == "diffusers":
        return _AS_STORED if is_auto else _hugging_face(given)
    return None if library in _ANY_BITS else _AS_STORED


def _hugging_face(given: Given) -> Default:
    """The default of transformers, diffusers and what is built on them."""
    name = given.load.event.name
    method = name.rpartition(".")[2]
    if method == "from_single_file":
        return _AS_STORED
    if any(
        call.name in ("torch.set_default_dtype", "torch.set_default_tensor_type")
        for call in trace_of(given.project).calls
    ):
        return 16.0, 32.0, "torch's default dtype, which the code sets"
    if given.load.loader.library == "diffusers" and "Pipeline" not in name:
        return _FULL
    since = _AUTO_SINCE.get(method, _AUTO_SINCE["from_pretrained"])
    before = is_before(given.project, "transformers", since)
    if before is None:
        version = ".".join(map(str, since))
        return (
            16.0,
            32.0,
            f"float32 before transformers {version}, which is not pinned, then as stored",
        )
    return _FULL if before else _AS_STORED
