"""What running needs beside the weights, as ranges with their reasons.

Only what can be told: the CUDA context, the cache of keys and values of a text model whose
architecture is known, and the decoding of a picture whose size is known. What else a prediction
keeps for a moment is not counted, so this is no upper bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cog_lsp.knowledge.checkpoints import Decoder, checkpoint_named, checkpoint_named_after
from cog_lsp.memory.components import Component
from cog_lsp.memory.given import Given
from cog_lsp.memory.inputs import Number, number_input
from cog_lsp.memory.needs import Need, Running
from cog_lsp.memory.parameters import telling_parts
from cog_lsp.project import Project
from cog_lsp.project.behavior import trace_of

# Since CUDA 11.7 kernels are loaded when they are first needed, and the context starts at some
# 300 MB; with all of them in it, it takes over 1,000 MB.
# https://github.com/pytorch/pytorch/issues/107667
_CONTEXT = (300_000_000, 1_000_000_000)
# The VAE of Stable Diffusion decodes 512x512 in 5.2 % and 1024x1024 in 18.5 % of a GPU of 24 GiB,
# in 16 bits, its 84M parameters included. Those of SDXL, SD 3 and FLUX have the same architecture.
# https://huggingface.co/docs/diffusers/hybrid_inference/vae_decode
_BYTES_A_PIXEL = 4_400
_HALF = 16
_TILE = 512 * 512
_PICTURES = ("StableDiffusion", "Flux", "AutoPipelineFor", "DiffusionPipeline", "Kolors")
_TILING = frozenset(("enable_vae_tiling", "enable_tiling"))
_CACHE_BYTES = 2  # keys and values are kept in 16 bits, whatever the weights are in
_TOKENS = ("max_new_tokens", "max_tokens", "max_length", "max_output_tokens", "num_tokens")
# vLLM takes this share of the GPU for weights and cache, unless it is told another.
# https://docs.vllm.ai/en/stable/api/vllm/config/cache.html
_VLLM_SHARE = 0.9
_LLAMA_CPP_CONTEXT = 512  # llama-cpp-python's default n_ctx


def running_of(project: Project, components: Iterable[Component]) -> Running:
    """What running ``project`` needs beside its weights; nothing if they are not on a GPU."""
    parts = [part for part in components if part.placement.on_gpu]
    if not parts:
        return Running()
    how = "as reported for torch before and since CUDA 11.7"
    context = Need(*_CONTEXT, "the CUDA context", how)
    needs = (context, *_caches(project, parts), *_pictures(project, parts))
    return Running(needs, next(_greedy(project, parts), ""))


# --- keys and values -----------------------------------------------------------------------------


def _caches(project: Project, parts: Iterable[Component]) -> Iterator[Need]:
    for part in parts:
        decoder = _decoder(part)
        tokens = _tokens(project, part) if decoder is not None else None
        if decoder is None or tokens is None:
            continue
        each = cache_bytes(decoder)
        low, high, which = tokens
        yield Need(
            each * low,
            each * high,
            f"the keys and values of {_count(low, high)} tokens",
            f"{each / 1e6:.2g} MB per token for the architecture of {part.label}, {which}",
        )


def cache_bytes(decoder: Decoder) -> int:
    """The bytes that a token takes in the cache of keys and values, in 16 bits."""
    return 2 * decoder.num_layers * decoder.num_kv_heads * decoder.head_dim * _CACHE_BYTES


def _decoder(part: Component) -> Decoder | None:
    library = part.load.loader.library
    for name in part.names:
        row = checkpoint_named(name, library)
        if row is None:
            after = (checkpoint_named_after(words) for words in telling_parts(name))
            row = next((found for found in after if found is not None), None)
        if row is not None:
            return row.decoder
    return None


def _tokens(project: Project, part: Component) -> tuple[int, int, str] | None:
    """How many tokens are kept: what an engine is told, or what a caller asks for."""
    given, library = Given(project, part.load), part.load.loader.library
    if library == "llama_cpp":
        told = given.value("n_ctx")
        count = told.constant if told is not None else _LLAMA_CPP_CONTEXT
        if isinstance(count, int) and count > 0:
            return count, count, "n_ctx"
        return None
    if library in ("vllm", "sglang", "lmdeploy"):
        return None
    asked = number_input(project, *_TOKENS)
    if asked is None or not asked.default:
        return None
    most = max(asked.most or 0, asked.default)
    return asked.default, most, f"as many as {asked.name} says, without the prompt's"


def _greedy(project: Project, parts: Iterable[Component]) -> Iterator[str]:
    for part in parts:
        if part.load.loader.library == "vllm":
            told = Given(project, part.load).value("gpu_memory_utilization")
            share = told.constant if told is not None else _VLLM_SHARE
            if isinstance(share, int | float) and 0 < share <= 1:
                yield f"vLLM takes {share:.0%} of the GPU for weights and cache regardless of need"


# --- pictures ------------------------------------------------------------------------------------


def _pictures(project: Project, parts: Iterable[Component]) -> Iterator[Need]:
    """Decoding: the largest moment of a pipeline that makes pictures, but for its weights."""
    pipelines = [part for part in parts if _makes_pictures(part)]
    if not pipelines:
        return
    sides = [number_input(project, name) for name in ("width", "height")]
    width, height = sides
    if width is None or height is None or not width.default or not height.default:
        return
    pixels = width.default * height.default
    most = _most(width) * _most(height)
    tiled = any(call.node.method in _TILING for call in trace_of(project, with_gpu=True).calls)
    if tiled:
        pixels, most = min(pixels, _TILE), min(most, _TILE)
    low, high = (count * _BYTES_A_PIXEL // _HALF for count in _bits(pipelines[0]))
    size = f"{width.default}x{height.default}"
    if _most(width) * _most(height) > width.default * height.default:
        size += f" to {_most(width)}x{_most(height)}"
    size += " in tiles" if tiled else ""
    how = "4.4 kB per pixel as measured in 16 bits, twice that in 32"
    yield Need(
        pixels * low,
        most * high,
        f"decoding an image of {size}",
        how,
    )


def _makes_pictures(part: Component) -> bool:
    cls = part.load.name.rpartition(".")[0].rpartition(".")[2]
    return part.load.loader.library == "diffusers" and cls.startswith(_PICTURES)


def _bits(part: Component) -> tuple[int, int]:
    """In which precision a pipeline decodes; that of SDXL goes up to 32 bits for it."""
    low, high = (part.precision.low, part.precision.high) if part.precision else (_HALF, 2 * _HALF)
    is_xl = "XL" in part.load.name or any("xl" in name.lower() for name in part.names)
    return max(int(low), _HALF), max(int(high), 2 * _HALF if is_xl else _HALF)


def _most(side: Number) -> int:
    return max(side.most or 0, side.default or 0)


def _count(low: int, high: int) -> str:
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"
