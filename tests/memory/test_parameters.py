"""What names say of how many parameters there are, and where they only seem to say it."""

from __future__ import annotations

import pytest

from cog_lsp.memory.parameters import parameters_in

B, M = 10**9, 10**6

READ = {
    "NousResearch/Llama-2-13b-chat-hf": 13 * B,
    "meta-llama/Llama-2-7b-chat-hf": 7 * B,
    "meta-llama/Llama-3.1-8B-Instruct": 8 * B,
    "meta-llama/Meta-Llama-3.1-405B": 405 * B,
    "huggyllama/llama-65b": 65 * B,
    "tiiuae/falcon-180B-chat": 180 * B,
    "mistralai/Mistral-7B-v0.1": 7 * B,
    "mistralai/Mistral-Small-24B-Instruct-2501": 24 * B,
    "Qwen/Qwen2.5-0.5B": 0.5 * B,
    "Qwen/Qwen2.5-1.5B-Instruct": 1.5 * B,
    "Qwen/Qwen-1_8B-Chat": 1.8 * B,
    "Qwen/Qwen2.5-72B-Instruct": 72 * B,
    "Qwen/Qwen2.5-7B-Instruct-1M": 7 * B,
    "Qwen/Qwen3-30B-A3B": 30 * B,
    "Qwen/Qwen3-235B-A22B-FP8": 235 * B,
    "upstage/SOLAR-10.7B-Instruct-v1.0": 10.7 * B,
    "google/gemma-2b-it": 2 * B,
    "google/gemma-2-27b-it": 27 * B,
    "facebook/opt-350m": 350 * M,
    "facebook/opt-6.7b": 6.7 * B,
    "EleutherAI/gpt-neo-125M": 125 * M,
    "EleutherAI/gpt-neox-20b": 20 * B,
    "EleutherAI/gpt-j-6B": 6 * B,
    "EleutherAI/pythia-160m-deduped": 160 * M,
    "bigscience/bloom-7b1": 7.1 * B,
    "bigscience/bloomz-1b7": 1.7 * B,
    "bigscience/bloom-560m": 560 * M,
    "facebook/nllb-200-3.3B": 3.3 * B,
    "facebook/nllb-200-distilled-600M": 600 * M,
    "facebook/m2m100_418M": 418 * M,
    "facebook/wav2vec2-xls-r-300m": 300 * M,
    "facebook/mms-1b-all": 1 * B,
    "facebook/esm2_t36_3B_UR50D": 3 * B,
    "google-t5/t5-11b": 11 * B,
    "openlm-research/open_llama_3b_v2": 3 * B,
    "org/llama_2_7b": 7 * B,
    "stabilityai/stablelm-2-1_6b": 1.6 * B,
    "TinyLlama/TinyLlama-1.1B-intermediate-step-1431k-3T": 1.1 * B,
    "microsoft/bitnet-b1.58-2B-4T": 2 * B,
    "cerebras/btlm-3b-8k-base": 3 * B,
    "NousResearch/Yarn-Llama-2-13b-128k": 13 * B,
    "liuhaotian/llava-v1.5-13b": 13 * B,
    "lmsys/vicuna-7b-v1.5": 7 * B,
    "Salesforce/blip2-opt-2.7b": 2.7 * B,
    "internlm/internlm2_5-7b-chat-1m": 7 * B,
    "cloudyu/Yi-34Bx2-MoE-60B": 60 * B,
    "deepseek-ai/DeepSeek-R1-Distill-Llama-70B": 70 * B,
    "01-ai/Yi-34B-Chat": 34 * B,
    "TheBloke/Llama-2-13B-chat-GPTQ": 13 * B,
    "unsloth/llama-3-8b-bnb-4bit": 8 * B,
    "Wan-AI/Wan2.1-T2V-14B-Diffusers": 14 * B,
    "Efficient-Large-Model/Sana_1600M_1024px_BF16_diffusers": 1600 * M,
    "./weights/llama-13b/": 13 * B,
    "/src/models/13b/ggml-model-q4_0.gguf": 13 * B,
    "llama-2-7b-chat.Q4_K_M.gguf": 7 * B,
}

SILENT = [
    "ByteDance-Seed/BAGEL-7B-MoT",
    "stabilityai/stable-diffusion-2-1",
    "stabilityai/sd-2-1-512px",
    "runwayml/stable-diffusion-v1-5",
    "v1-5-pruned-emaonly.safetensors",
    "stabilityai/stable-diffusion-xl-base-1.0",
    "PixArt-alpha/PixArt-XL-2-1024-MS",
    "openai/whisper-large-v3",
    "large-v3",
    "microsoft/phi-1_5",
    "microsoft/Phi-3-mini-128k-instruct",
    "openbmb/MiniCPM-V-2_6",
    "Qwen/Qwen1.5-MoE-A2.7B",
    "tencent/Hunyuan-A13B-Instruct",
    "google/gemma-3n-E4B-it",
    "meta-llama/Llama-4-Scout-17B-16E-Instruct",
    "laion/CLIP-ViT-bigG-14-laion2B-39B-b160k",
    "facebook/metaclip-b16-400m",
    "RealESRGAN_x4plus_anime_6B.pth",
    "yuhuili/EAGLE3-LLaMA3.1-Instruct-8B",
    "FasterDecoding/medusa-vicuna-7b-v1.3",
    "org/model-4bit",
    "org/model-fp16",
    "org/model-int8",
    "org/model-1m-context",
    "7b-club/model",
    "sentence-transformers/all-MiniLM-L6-v2",
    "bert-base-uncased",
    "ViT-B/32",
    "",
]

# Parameters that publishers state, or that follow from the configuration.
PUBLISHED = {
    "meta-llama/Llama-2-7b-hf": 6_738_415_616,
    "meta-llama/Llama-2-13b-hf": 13_015_864_320,
    "meta-llama/Llama-2-70b-hf": 68_976_648_192,
    "meta-llama/Llama-3.1-8B": 8_030_261_248,
    "meta-llama/Llama-3.3-70B-Instruct": 70_553_706_496,
    "meta-llama/Llama-3.2-11B-Vision-Instruct": 10_665_463_808,
    "mistralai/Mistral-7B-v0.1": 7_241_732_096,
    "google/gemma-7b": 8_537_680_896,
    "google/gemma-2-2b-it": 2_614_341_376,
    "Qwen/Qwen2.5-7B": 7_615_616_000,
    "Qwen/Qwen2.5-14B-Instruct": 14_770_000_000,
    "Qwen/Qwen2.5-32B-Instruct": 32_510_000_000,
    "Qwen/Qwen2.5-VL-7B-Instruct": 8_290_000_000,
    "Qwen/Qwen-7B": 7_721_324_544,
    "01-ai/Yi-6B-Chat": 6_061_356_032,
    "01-ai/Yi-34B-Chat": 34_386_780_160,
    "WizardLMTeam/WizardCoder-15B-V1.0": 15_515_334_656,
    "TinyLlama/TinyLlama-1.1B-Chat-v1.0": 1_100_048_384,
    "mistralai/Mixtral-8x7B-v0.1": 46_702_792_704,
}


@pytest.mark.parametrize(("name", "count"), READ.items(), ids=list(READ))
def test_figure_is_read(name: str, count: float) -> None:
    found = parameters_in(name)
    assert found is not None
    assert found.low == found.high == pytest.approx(count)
    assert found.least < count < found.most


@pytest.mark.parametrize("name", SILENT)
def test_no_figure_is_seen_where_there_is_none(name: str) -> None:
    assert parameters_in(name) is None


@pytest.mark.parametrize(("name", "count"), PUBLISHED.items(), ids=list(PUBLISHED))
def test_published_count_is_within_the_bounds(name: str, count: int) -> None:
    found = parameters_in(name)
    assert found is not None
    assert found.least <= count <= found.most


def test_experts_share_a_part_of_the_network() -> None:
    found = parameters_in("someone/Beyonder-4x7B-v2")
    assert found is not None
    assert (found.least, found.most) == pytest.approx((19.6 * B, 28 * B))
    assert found.text == "19.6B to 28B"


def test_two_figures_leave_a_range() -> None:
    found = parameters_in("allenai/OLMoE-1B-7B-0924")
    assert found is not None
    assert (found.low, found.high) == (1 * B, 7 * B)
    assert found.text == "1B to 7B"


@pytest.mark.parametrize(
    ("name", "text"),
    [("org/a-13b", "13B"), ("org/a-1.5b", "1.5B"), ("org/a-350m", "350M"), ("org/a-0.5b", "500M")],
)
def test_figure_in_words(name: str, text: str) -> None:
    found = parameters_in(name)
    assert found is not None
    assert found.text == text
