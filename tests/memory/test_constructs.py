"""One row for each way in which weights come to a GPU: what is there, how precise, and where."""

from __future__ import annotations

import pytest

from cog_lsp.memory.placement import Placement

from .support import estimate

GB = 10**9
TOP = """\
import accelerate
from awq import AutoAWQForCausalLM
from peft import PeftModel
from diffusers import AnimateDiffPipeline, AutoPipelineForImage2Image, ControlNetModel
from diffusers import FluxTransformer2DModel, GGUFQuantizationConfig, MotionAdapter
from diffusers import PipelineQuantizationConfig, StableDiffusionControlNetPipeline
from diffusers import StableDiffusionXLControlNetPipeline, StableDiffusionXLImg2ImgPipeline
from diffusers import BitsAndBytesConfig as DiffusersBitsAndBytesConfig
from torchao.quantization import float8_weight_only, int8_weight_only, quantize_
"""
BF16, HALF = "torch_dtype=torch.bfloat16", "torch_dtype=torch.float16"
XL, SD = "'stabilityai/stable-diffusion-xl-base-1.0'", "'runwayml/stable-diffusion-v1-5'"
REFINER = "stabilityai/stable-diffusion-xl-refiner-1.0"
DEV = "'black-forest-labs/FLUX.1-dev'"
SDXL = f"StableDiffusionXLPipeline.from_pretrained({XL}, {HALF})"
FLUX = f"FluxPipeline.from_pretrained({DEV}, {BF16})"
A = f"AutoModelForCausalLM.from_pretrained('org/a-7b', {HALF})"
B = f"AutoModelForCausalLM.from_pretrained('org/b-13b', {HALF})"
OF_PARTS = f"self.p = FluxPipeline.from_pretrained({DEV}, {BF16}, quantization_config=q)"
GGUF = "'https://huggingface.co/city96/FLUX.1-dev-gguf/blob/main/flux1-dev-Q2_K.gguf'"

# Setup, predict, then label, bits low to high and place of each component, and GB low to high.
Row = tuple[str, str, list[tuple[str, str, str]], tuple[float, float]]
OF_XL, OF_FLUX, OF_A, OF_B = XL[1:-1], DEV[1:-1], "org/a-7b", "org/b-13b"
ROWS: dict[str, Row] = {
    "a pipeline": (f"self.p = {SDXL}.to('cuda')", "", [(OF_XL, "2 bytes", "GPU")], (6.94, 6.94)),
    "offload of whole parts": (
        f"self.p = {SDXL}\nself.p.enable_model_cpu_offload()", "",
        [(OF_XL, "2 bytes", "in turn")], (5.13, 5.13),
    ),
    "sequential offload": (
        f"self.p = {SDXL}\nself.p.enable_sequential_cpu_offload()", "",
        [(OF_XL, "2 bytes", "CPU")], (0, 0),
    ),
    "offload of groups": (
        f"self.p = {FLUX}\nself.p.transformer.enable_group_offload(onload_device='cuda')", "",
        [(OF_FLUX, "2 bytes", "CPU")], (0, 0),
    ),
    "device_map auto": (
        f"self.m = AutoModelForCausalLM.from_pretrained('org/a-70b', {HALF}, device_map='auto')",
        "", [("org/a-70b", "2 bytes", "all GPUs")], (140, 140),
    ),
    "device_map balanced": (
        f"self.p = FluxPipeline.from_pretrained({DEV}, {BF16}, device_map='balanced')", "",
        [(OF_FLUX, "2 bytes", "all GPUs")], (33.74, 33.74),
    ),
    "device_map with one GPU": (
        f"self.m = AutoModelForCausalLM.from_pretrained('org/a-7b', {HALF}, device_map={{'': 0}})",
        "", [(OF_A, "2 bytes", "GPU")], (14, 14),
    ),
    "device_map with the CPU": (
        f"self.m = AutoModel.from_pretrained('org/a-7b', {HALF}, device_map={{'': 'cpu'}})",
        "", [(OF_A, "2 bytes", "CPU")], (0, 0),
    ),
    "device_map with both": (
        "devices = {'a': 0, 'b': 'cpu'}\n"
        f"self.m = AutoModel.from_pretrained('org/a-7b', {HALF}, device_map=devices)", "",
        [(OF_A, "2 bytes", "partly GPU")], (0, 14),
    ),
    "device_map with two GPUs": (
        f"self.m = AutoModel.from_pretrained('org/a-7b', {HALF}, device_map={{'a': 0, 'b': 1}})",
        "", [(OF_A, "2 bytes", "all GPUs")], (14, 14),
    ),
    "tensor parallelism": (
        "self.m = vllm.LLM('org/a-70b', tensor_parallel_size=4)", "",
        [("org/a-70b", "2 bytes", "all GPUs")], (140, 140),
    ),
    "a draft model": (
        f"self.m = {B}.to('cuda')\nself.d = {A}.to('cuda')",
        "return self.m.generate(prompt, assistant_model=self.d)",
        [(OF_B, "2 bytes", "GPU"), (OF_A, "2 bytes", "GPU")], (40, 40),
    ),
    "a draft model of an engine": (
        "self.m = vllm.LLM('org/b-13b', speculative_config={'model': 'org/a-7b'})", "",
        [(OF_B, "2 bytes", "GPU"), (OF_A, "2 bytes", "GPU")], (40, 40),
    ),
    "a LoRA": (
        f"self.p = {SDXL}.to('cuda')\nself.p.load_lora_weights('org/my-lora')", "",
        [(OF_XL, "2 bytes", "GPU")], (6.94, 6.94),
    ),
    "a LoRA of a language model": (
        f"m = {A}\nself.m = PeftModel.from_pretrained(m, 'org/my-lora')", "",
        [(OF_A, "2 bytes", "GPU")], (14, 14),
    ),
    "a ControlNet": (
        f"c = ControlNetModel.from_pretrained('diffusers/controlnet-canny-sdxl-1.0', {HALF})\n"
        f"self.p = StableDiffusionXLControlNetPipeline.from_pretrained({XL}, controlnet=c, {HALF})",
        "", [("diffusers/controlnet-canny-sdxl-1.0", "2 bytes", "GPU"), (OF_XL, "2 bytes", "GPU")],
        (9.44, 9.44),
    ),
    "two ControlNets": (
        "cs = [ControlNetModel.from_pretrained(f'lllyasviel/sd-controlnet-{k}', " + HALF + ")"
        " for k in ('canny', 'depth')]\n"
        f"self.p = StableDiffusionControlNetPipeline.from_pretrained({SD}, controlnet=cs, {HALF})",
        "",
        [
            ("lllyasviel/sd-controlnet-canny", "2 bytes", "GPU"),
            ("lllyasviel/sd-controlnet-depth", "2 bytes", "GPU"),
            (SD[1:-1], "2 bytes", "GPU"),
        ],
        (4.19, 4.19),
    ),
    "a motion adapter": (
        f"a = MotionAdapter.from_pretrained('guoyww/animatediff-motion-adapter-v1-5-2', {HALF})\n"
        f"self.p = AnimateDiffPipeline.from_pretrained({SD}, motion_adapter=a, {HALF})", "",
        [("guoyww/animatediff-motion-adapter-v1-5-2", "2 bytes", "GPU"),
         (SD[1:-1], "2 bytes", "GPU")], (3.65, 3.65),
    ),
    "a refiner that shares two parts": (
        f"self.p = {SDXL}.to('cuda')\nself.r = StableDiffusionXLImg2ImgPipeline.from_pretrained("
        f"'{REFINER}', vae=self.p.vae,"
        f" text_encoder_2=self.p.text_encoder_2, {HALF})", "",
        [(OF_XL, "2 bytes", "GPU"), (REFINER, "2 bytes", "GPU")],
        (11.46, 11.46),
    ),
    "a second pipeline of the same parts": (
        f"self.p = {SDXL}\nself.i = StableDiffusionXLImg2ImgPipeline(**self.p.components)\n"
        "self.j = AutoPipelineForImage2Image.from_pipe(self.p)", "",
        [(OF_XL, "2 bytes", "GPU")], (6.94, 6.94),
    ),
    "a text encoder by itself": (
        f"t = T5EncoderModel.from_pretrained({DEV}, subfolder='text_encoder_2', {BF16})\n"
        f"self.p = FluxPipeline.from_pretrained({DEV}, text_encoder_2=t, {BF16})", "",
        [(OF_FLUX, "2 bytes", "GPU"), (OF_FLUX, "2 bytes", "GPU")], (33.74, 33.74),
    ),
    "bitsandbytes, 8 bits": (
        "self.m = AutoModelForCausalLM.from_pretrained('org/a-7b', load_in_8bit=True)", "",
        [(OF_A, "8 to 9.6 bits", "GPU")], (7, 8.4),
    ),
    "bitsandbytes, 4 bits of one part": (
        f"t = FluxTransformer2DModel.from_pretrained({DEV}, subfolder='transformer',"
        " quantization_config=DiffusersBitsAndBytesConfig(load_in_4bit=True))\n"
        f"self.p = FluxPipeline.from_pretrained({DEV}, transformer=t, {BF16})", "",
        [(OF_FLUX, "4 to 5.8 bits", "GPU"), (OF_FLUX, "2 bytes", "GPU")], (15.89, 18.57),
    ),
    "some parts of a pipeline": (
        "q = PipelineQuantizationConfig(quant_backend='bitsandbytes_4bit',"
        " quant_kwargs={'load_in_4bit': True}, components_to_quantize=['transformer'])\n"
        + OF_PARTS, "", [(OF_FLUX, "4 to 16 bits", "GPU")], (8.44, 33.74),
    ),
    "some parts of a pipeline, each its own way": (
        "q = PipelineQuantizationConfig(quant_mapping={'transformer':"
        " DiffusersBitsAndBytesConfig(load_in_4bit=True)})\n"
        + OF_PARTS, "", [(OF_FLUX, "4 to 16 bits", "GPU")], (8.44, 33.74),
    ),
    "GPTQ": (
        "self.m = AutoGPTQForCausalLM.from_quantized('TheBloke/Llama-2-13B-GPTQ')", "",
        [("TheBloke/Llama-2-13B-GPTQ", "3 to 5.8 bits", "GPU")], (4.88, 9.44),
    ),
    "AWQ": (
        "self.m = AutoAWQForCausalLM.from_quantized('TheBloke/Llama-2-13B-AWQ')", "",
        [("TheBloke/Llama-2-13B-AWQ", "4 to 5.8 bits", "GPU")], (7.16, 7.47),
    ),
    "GGUF": (
        "self.m = Llama('models/llama-13b.Q4_K_M.gguf', n_gpu_layers=-1)", "",
        [("models/llama-13b.Q4_K_M.gguf", "4.8 to 5 bits", "all GPUs")], (7.81, 8.13),
    ),
    "GGUF of one part, in turn": (
        f"t = FluxTransformer2DModel.from_single_file({GGUF}, {BF16},"
        " quantization_config=GGUFQuantizationConfig(compute_dtype=torch.bfloat16))\n"
        f"self.p = FluxPipeline.from_pretrained({DEV}, transformer=t, {BF16})\n"
        "self.p.enable_model_cpu_offload()", "",
        [("flux1-dev-Q2_K.gguf", "2.7 to 3.4 bits", "in turn"), (OF_FLUX, "2 bytes", "in turn")],
        (9.52, 9.52),
    ),
    "torchao": (
        f"self.p = {FLUX}\nquantize_(self.p.transformer, int8_weight_only())", "",
        [(OF_FLUX, "1 to 2 bytes", "GPU")], (16.87, 33.74),
    ),
    "fp8": (
        f"self.p = {FLUX}\nquantize_(self.p.transformer, float8_weight_only())", "",
        [(OF_FLUX, "1 to 2 bytes", "GPU")], (16.87, 33.74),
    ),
    "fp8 of an engine": (
        "self.m = vllm.LLM('org/a-7b', quantization='fp8')", "",
        [(OF_A, "8 to 9.6 bits", "GPU")], (7, 8.4),
    ),
    "variant and autocast alone": (
        f"self.p = StableDiffusionXLPipeline.from_pretrained({XL}, variant='fp16')\n"
        "with torch.autocast('cuda'):\n    pass", "",
        [(OF_XL, "4 bytes", "GPU")], (13.88, 13.88),
    ),
    "two that take turns": (
        f"self.a = {A}\nself.b = {B}",
        "self.a.to('cuda')\nx = self.a(prompt)\nself.a.to('cpu')\nself.b.to('cuda')\n"
        "y = self.b(x)\nself.b.cpu()\nreturn y",
        [(OF_A, "2 bytes", "in turn"), (OF_B, "2 bytes", "in turn")], (26, 26),
    ),
    "two that take turns, one there at first": (
        f"self.a = {A}.to('cuda')\nself.b = {B}.to('cpu')",
        "self.a.to('cpu')\nself.b.cuda()\ny = self.b(prompt)\nself.b.to('cpu')\n"
        "self.a.to('cuda')\nreturn y",
        [(OF_A, "2 bytes", "in turn"), (OF_B, "2 bytes", "in turn")], (26, 26),
    ),
    "two that meet": (
        f"self.a = {A}\nself.b = {B}",
        "self.a.to('cuda')\nself.b.to('cuda')\ny = self.b(self.a(prompt))\nself.a.to('cpu')\n"
        "self.b.to('cpu')\nreturn y",
        [(OF_A, "2 bytes", "in turn"), (OF_B, "2 bytes", "in turn")], (40, 40),
    ),
    "one that takes turns beside one that stays": (
        f"self.a = {A}\nself.b = {B}.to('cuda')",
        "self.a.to('cuda')\nx = self.a(prompt)\nself.a.to('cpu')\nreturn self.b(x)",
        [(OF_A, "2 bytes", "in turn"), (OF_B, "2 bytes", "GPU")], (40, 40),
    ),
    "one that was loaded for the CPU, and moved": (
        f"self.a = AutoModel.from_pretrained('org/a-7b', {HALF}, device_map='cpu').to('cuda')", "",
        [(OF_A, "2 bytes", "GPU")], (14, 14),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("setup", "predict", "parts", "gb"), ROWS.values(), ids=list(ROWS))
def test_construct(
    setup: str, predict: str, parts: list[tuple[str, str, str]], gb: tuple[float, float]
) -> None:
    found = estimate(setup, predict or "return ''", top=TOP)
    told = [(part.label, part.precision, part.placement) for part in found.components]
    assert [
        (label, precision.text if precision is not None else "", place_of(placement))
        for label, precision, placement in told
    ] == parts
    low, high = (found.weights.low, found.weights.high) if found.weights is not None else (0, 0)
    assert (low / GB, high / GB) == pytest.approx(gb, rel=0.002)


def place_of(placement: Placement) -> str:
    if not placement.on_gpu:
        return "CPU"
    if placement.in_turn:
        return "in turn"
    if placement.partly:
        return "partly GPU"
    return "all GPUs" if placement.spreads else "GPU"


def test_those_that_may_meet_are_not_sure_to() -> None:
    """Moves that only some requests make leave the sum open upwards, and never prove it."""
    weights = estimate(
        f"self.a = {A}\nself.b = {B}",
        "self.a.to('cuda')\nif size == 'a':\n    self.a.to('cpu')\nself.b.to('cuda')\n"
        "self.b.to('cpu')\nreturn ''",
    ).weights
    assert weights is not None
    assert weights.high / GB == pytest.approx(40)
    assert weights.least < 26 * GB
