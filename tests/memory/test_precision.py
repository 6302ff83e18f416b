"""Which precision a load ends up in, read from small predictors."""

from __future__ import annotations

import pytest

from .support import component

MODEL = "AutoModelForCausalLM.from_pretrained('org/llama-13b'{})"
SDXL = "StableDiffusionXLPipeline.from_pretrained('org/pictures'{})"
HALF_SDXL = SDXL.format(", torch_dtype=torch.float16")
FOUR_BITS, EIGHT_BITS = (4.0, 5.8), (8.0, 9.6)

# What setup() does, and the lowest and highest bits a parameter that follow.
FORMS = {
    "float16": ("self.m = " + MODEL.format(", torch_dtype=torch.float16"), (16, 16)),
    "half": ("self.m = " + MODEL.format(", torch_dtype=torch.half"), (16, 16)),
    "new name": ("self.m = " + MODEL.format(", dtype=torch.bfloat16"), (16, 16)),
    "string": ("self.m = " + MODEL.format(", torch_dtype='float16'"), (16, 16)),
    "dotted string": ("self.m = " + MODEL.format(", dtype='torch.bfloat16'"), (16, 16)),
    "float32": ("self.m = " + MODEL.format(", torch_dtype=torch.float32"), (32, 32)),
    "nothing said": ("self.m = " + MODEL.format(""), (32, 32)),
    "None": ("self.m = " + MODEL.format(", torch_dtype=None"), (32, 32)),
    "auto": ("self.m = " + MODEL.format(", torch_dtype='auto'"), (16, 32)),
    "variant alone": ("self.m = " + SDXL.format(", variant='fp16'"), (32, 32)),
    "autocast alone": (
        "self.m = " + MODEL.format("") + "\nwith torch.autocast('cuda', torch.float16):\n    pass",
        (32, 32),
    ),
    "by a variable": (
        "dtype = torch.float16\nself.m = " + MODEL.format(", torch_dtype=dtype"),
        (16, 16),
    ),
    "if there is a GPU": (
        "self.m = "
        + MODEL.format(
            ", torch_dtype=torch.float16 if torch.cuda.is_available() else torch.float32"
        ),
        (16, 16),
    ),
    "if there is no GPU": (
        "self.m = "
        + MODEL.format(
            ", torch_dtype=torch.float32 if not torch.cuda.is_available() else torch.float16"
        ),
        (16, 16),
    ),
    "if the device is one": (
        "device = 'cuda' if torch.cuda.is_available() else 'cpu'\n"
        "dtype = torch.float16 if device == 'cuda' else torch.float32\n"
        "self.m = " + MODEL.format(", torch_dtype=dtype") + ".to(device)",
        (16, 16),
    ),
    "by the environment": (
        "dtype = torch.float16 if os.environ.get('HALF') else torch.float32\n"
        "self.m = " + MODEL.format(", torch_dtype=dtype"),
        (16, 32),
    ),
    "by who knows what": ("self.m = " + MODEL.format(", torch_dtype=choose()"), (8, 32)),
    "half()": ("self.m = " + MODEL.format("") + ".half().cuda()", (16, 16)),
    "to(dtype)": ("self.m = " + MODEL.format("") + ".to('cuda', torch.bfloat16)", (16, 16)),
    "to(dtype=)": (
        "self.m = " + MODEL.format("") + "\nself.m.to(device='cuda', dtype=torch.float16)",
        (16, 16),
    ),
    "half() of what is kept": ("self.m = " + MODEL.format("") + "\nself.m.half()", (16, 16)),
    "half() with a GPU": (
        "self.m = " + MODEL.format("") + "\nif torch.cuda.is_available():\n    self.m.half()",
        (16, 16),
    ),
    "half() perhaps": (
        "self.m = " + MODEL.format("") + "\nif os.environ.get('HALF'):\n    self.m.half()",
        (16, 32),
    ),
    "half() of a part": ("self.m = " + SDXL.format("") + "\nself.m.unet.half()", (16, 32)),
    "float() of a part": (
        "self.m = "
        + SDXL.format(", torch_dtype=torch.float16")
        + "\nself.m.vae.to(dtype=torch.float32)",
        (16, 32),
    ),
    "to(unknown dtype)": (
        "self.m = " + MODEL.format("") + "\nself.m.to('cuda', dtype=choose())",
        (8, 32),
    ),
    "to(device)": ("self.m = " + MODEL.format("") + ".to('cuda')", (32, 32)),
    "cast layer by layer": (
        "self.m = "
        + SDXL.format(", torch_dtype=torch.float16")
        + "\nself.m.unet.enable_layerwise_casting(storage_dtype=torch.float8_e4m3fn)",
        (8, 16),
    ),
    "quantized file that is unpacked": (
        "self.m = StableDiffusionXLPipeline.from_single_file("
        "'a/xl-fp8.safetensors', torch_dtype=torch.float16)",
        (8, 16),
    ),
    "8 bit": ("self.m = " + MODEL.format(", load_in_8bit=True"), EIGHT_BITS),
    "4 bit": ("self.m = " + MODEL.format(", load_in_4bit=True, device_map='auto'"), FOUR_BITS),
    "not 8 bit": ("self.m = " + MODEL.format(", load_in_8bit=False"), (32, 32)),
    "bitsandbytes": (
        "config = BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_compute_dtype=torch.float16)\n"
        "self.m = " + MODEL.format(", quantization_config=config, torch_dtype=torch.float16"),
        FOUR_BITS,
    ),
    "no quantization": ("self.m = " + MODEL.format(", quantization_config=None"), (32, 32)),
    "GPTQ config": (
        "self.m = " + MODEL.format(", quantization_config=GPTQConfig(bits=4)"),
        FOUR_BITS,
    ),
    "in a dictionary": (
        "self.m = pipeline('text-generation', 'org/llama-13b',"
        " model_kwargs={'torch_dtype': torch.bfloat16})",
        (16, 16),
    ),
    "4 bit in a dictionary": (
        "self.m = pipeline(model='org/llama-13b', model_kwargs={'load_in_4bit': True})",
        FOUR_BITS,
    ),
    "name says AWQ": (
        "self.m = AutoModelForCausalLM.from_pretrained('org/a-13B-AWQ', torch_dtype=torch.float16)",
        FOUR_BITS,
    ),
    "name says GPTQ": (
        "self.m = AutoGPTQForCausalLM.from_quantized('org/a-13B-GPTQ')",
        (3.0, 5.8),
    ),
    "name says Int8": ("self.m = AutoModel.from_pretrained('org/a-7B-GPTQ-Int8')", EIGHT_BITS),
    "name says 4bit": ("self.m = AutoModel.from_pretrained('org/a-8b-bnb-4bit')", FOUR_BITS),
    "name says FP8": ("self.m = vllm.LLM('org/a-70B-FP8-dynamic')", EIGHT_BITS),
    "revision says 8bit": (
        "self.m = AutoModel.from_pretrained('org/a-13B-GPTQ', revision='gptq-8bit-128g')",
        EIGHT_BITS,
    ),
    "name says Q4_K_M": (
        "self.m = Llama('models/llama-13b.Q4_K_M.gguf', n_gpu_layers=-1)",
        (4.8, 5.0),
    ),
    "file of a download": (
        "path = hf_hub_download('org/a-13B-GGUF', 'a-13b.Q8_0.gguf')\n"
        "self.m = Llama(model_path=path, n_gpu_layers=-1)",
        (8.5, 8.6),
    ),
    "whisper": ("self.m = whisper.load_model('large-v3')", (32, 32)),
    "faster-whisper": ("self.m = WhisperModel('large-v3', device='cuda')", (16, 16)),
    "faster-whisper int8": (
        "self.m = WhisperModel('large-v3', compute_type='int8_float16')",
        (8, 8),
    ),
    "vllm": ("self.m = vllm.LLM('org/llama-13b')", (16, 16)),
    "vllm engine": (
        "args = vllm.AsyncEngineArgs(model='org/llama-13b', dtype='float16')\n"
        "self.m = vllm.AsyncLLMEngine.from_engine_args(args)",
        (16, 16),
    ),
    "vllm awq": ("self.m = vllm.LLM('org/llama-13b', quantization='awq')", FOUR_BITS),
    "diffusers model": (
        "self.m = UNet2DConditionModel.from_pretrained('org/pictures', subfolder='unet')",
        (32, 32),
    ),
    "single file": (
        "self.m = StableDiffusionXLPipeline.from_single_file('a/b.safetensors')",
        (16, 32),
    ),
    "default dtype set": (
        "torch.set_default_dtype(torch.float16)\nself.m = " + MODEL.format(""),
        (16, 32),
    ),
    "bits per weight": (
        "self.m = AutoModel.from_pretrained('org/a-13b-4.65bpw-h6-exl2')",
        (4.65, 5.65),
    ),
    "quanto": (
        f"self.m = {HALF_SDXL}\nquantize(self.m.unet, weights=qfloat8)\nfreeze(self.m.unet)",
        (8, 16),
    ),
    "quanto, by its settings": (
        "from transformers import QuantoConfig\n"
        "self.m = " + MODEL.format(", quantization_config=QuantoConfig(weights='int4')"),
        (4, 5.8),
    ),
    "torchao": (
        "from torchao.quantization import quantize_, int8_weight_only\n"
        f"self.m = {HALF_SDXL}\nquantize_(self.m.unet, int8_weight_only())",
        (8, 16),
    ),
    "torchao, of weights and of what is computed": (
        "from torchao.quantization import quantize_, int8_dynamic_activation_int4_weight\n"
        f"self.m = {HALF_SDXL}\nquantize_(self.m.unet, int8_dynamic_activation_int4_weight())",
        (4, 16),
    ),
    "torchao, by a name": (
        "from transformers import TorchAoConfig\n"
        "self.m = " + MODEL.format(", quantization_config=TorchAoConfig('int4_weight_only')"),
        (4, 5.8),
    ),
    "torchao, by an object": (
        "from transformers import TorchAoConfig\n"
        "from torchao.quantization import Int8WeightOnlyConfig\n"
        "self.m = "
        + MODEL.format(", quantization_config=TorchAoConfig(quant_type=Int8WeightOnlyConfig())"),
        (8, 9.6),
    ),
    "half-quadratic": (
        "from transformers import HqqConfig\n"
        "self.m = " + MODEL.format(", quantization_config=HqqConfig(nbits=4, group_size=64)"),
        (4, 5.8),
    ),
    "compressed floats": (
        "from transformers import FineGrainedFP8Config\n"
        "self.m = " + MODEL.format(", quantization_config=FineGrainedFP8Config()"),
        (8, 9.6),
    ),
    "sentence-transformers": ("self.m = SentenceTransformer('org/embed-7b')", (32, 32)),
}

UNTOLD = {
    "unpacked arguments": "options = read()\nself.m = " + MODEL.format(", **options"),
    "a flag that is not known": "self.m = " + MODEL.format(", load_in_4bit=choose()"),
    "a configuration that is not known": "self.m = " + MODEL.format(", quantization_config=make()"),
    "a quantizer that says no more": "self.m = " + MODEL.format("") + "\nquantize(self.m)",
    "a runtime of any precision": (
        "import onnxruntime\nself.m = onnxruntime.InferenceSession('model-7b.onnx')"
    ),
}


@pytest.mark.parametrize(("setup", "bits"), FORMS.values(), ids=list(FORMS))
def test_precision(setup: str, bits: tuple[float, float]) -> None:
    found = component(setup).precision
    assert found is not None
    assert (found.low, found.high) == bits


@pytest.mark.parametrize("setup", UNTOLD.values(), ids=list(UNTOLD))
def test_precision_that_could_be_any(setup: str) -> None:
    found = component(setup)
    assert found.precision is None
    assert found.size is None


@pytest.mark.parametrize(
    ("packages", "bits"),
    [
        ("transformers==4.46.3", (32, 32)),
        ("transformers==4.57.0", (32, 32)),
        ("transformers==4.*", (32, 32)),
        ("transformers~=4.40", (32, 32)),
        ("transformers<5", (32, 32)),
        ("'transformers>=4.30,<4.50'", (32, 32)),
        ("transformers<=4.57.1", (32, 32)),
        ("transformers==5.0.0", (16, 32)),
        ("transformers>=5.1", (16, 32)),
        ("transformers~=5.0", (16, 32)),
        ("transformers>=4.40", (16, 32)),
        ("transformers<6", (16, 32)),
        ("transformers", (16, 32)),
        ("torch==2.5.1", (16, 32)),
    ],
)
def test_default_of_transformers_depends_on_its_version(
    packages: str, bits: tuple[float, float]
) -> None:
    found = component("self.m = AutoModel.from_pretrained('org/a-7b')", packages=packages)
    assert found.precision is not None
    assert (found.precision.low, found.precision.high) == bits


@pytest.mark.parametrize(
    ("packages", "bits"),
    [("transformers==4.52.4", (32, 32)), ("transformers==4.53.0", (16, 32))],
)
def test_pipeline_took_the_stored_dtype_earlier(packages: str, bits: tuple[float, float]) -> None:
    found = component("self.m = pipeline('text-generation', 'org/a-7b')", packages=packages)
    assert found.precision is not None
    assert (found.precision.low, found.precision.high) == bits


@pytest.mark.parametrize(
    ("setup", "text"),
    [
        (MODEL.format(", torch_dtype=torch.float16"), "2 bytes"),
        (MODEL.format(", torch_dtype='auto'"), "2 to 4 bytes"),
        (MODEL.format(", load_in_4bit=True"), "4 to 5.8 bits"),
        ("WhisperModel('large-v3', compute_type='int8')", "1 byte"),
    ],
)
def test_precision_in_words(setup: str, text: str) -> None:
    found = component(f"self.m = {setup}").precision
    assert found is not None
    assert found.text == text


def test_reason_is_given_where_the_arguments_say_nothing() -> None:
    found = component("self.m = AutoModel.from_pretrained('org/a-7b')").precision
    assert found is not None
    assert found.why == "float32 since no dtype is given"
    unpinned = component("self.m = AutoModel.from_pretrained('org/a-7b')", packages="transformers")
    assert unpinned.precision is not None
    assert "not pinned" in unpinned.precision.why


# What is loaded, with which packages, and the bits that follow from the published files.
AS_STORED = {
    "auto": (
        "AutoModel.from_pretrained('Qwen/Qwen2.5-7B', torch_dtype='auto')",
        "transformers==4.46.3",
        (16, 16),
    ),
    "transformers 4": ("AutoModel.from_pretrained('Qwen/Qwen2.5-7B')", "transformers<5", (32, 32)),
    "transformers 5": ("AutoModel.from_pretrained('Qwen/Qwen2.5-7B')", "transformers>=5", (16, 16)),
    "not pinned": ("AutoModel.from_pretrained('Qwen/Qwen2.5-7B')", "transformers", (16, 32)),
    "stored in float32": (
        "AutoModel.from_pretrained('openai-community/gpt2')",
        "transformers",
        (32, 32),
    ),
    "a fine-tune, however stored": (
        "AutoModel.from_pretrained('org/my-Qwen2.5-7B')",
        "transformers>=5",
        (16, 32),
    ),
    "stored in 8 bits": ("vllm.LLM('deepseek-ai/DeepSeek-R1')", "vllm", (8, 16)),
    "a pipeline of diffusers": (
        "FluxPipeline.from_pretrained('black-forest-labs/FLUX.1-dev')",
        "transformers>=5",
        (16, 32),
    ),
}


@pytest.mark.parametrize(("load", "packages", "bits"), AS_STORED.values(), ids=list(AS_STORED))
def test_known_checkpoints_are_as_published(
    load: str, packages: str, bits: tuple[float, float]
) -> None:
    found = component(f"self.m = {load}", packages=f"'{packages}'").precision
    assert found is not None
    assert (found.low, found.high) == bits
