"""Where the size of a load comes from, and which load it is the size of."""

from __future__ import annotations

import pytest

from cog_lsp.memory import component_text

from .support import component, estimate

HALF = "torch_dtype=torch.float16"

# What setup() loads, and the bytes that its weights take as read.
SIZES = {
    "name": (f"AutoModel.from_pretrained('org/camel-13b', {HALF})", 26.0e9),
    "table": (
        f"StableDiffusionPipeline.from_pretrained('org/stable-diffusion-v1-5', {HALF})",
        2.74e9,
    ),
    "table before name": (
        f"AutoModel.from_pretrained('mistralai/Mixtral-8x7B-v0.1', {HALF})",
        93.4e9,
    ),
    "fine-tune in the table": (
        f"AutoModel.from_pretrained('NousResearch/Nous-Hermes-2-Mixtral-8x7B-DPO', {HALF})",
        93.4e9,
    ),
    "named after one in the table": (
        f"AutoModel.from_pretrained('org/my-Llama3-8B-tune', {HALF})",
        16.06e9,
    ),
    "path in the table": (f"FluxPipeline.from_pretrained('./cache/FLUX.1-dev/', {HALF})", 33.7e9),
    "file in the table": (
        f"StableDiffusionXLPipeline.from_single_file('w/sd_xl_base_1.0.safetensors', {HALF})",
        6.94e9,
    ),
    "class": (f"StableDiffusionXLPipeline.from_pretrained('./cache', {HALF})", 6.94e9),
    "subfolder": (
        "UNet2DConditionModel.from_pretrained('stabilityai/stable-diffusion-xl-base-1.0',"
        f" subfolder='unet', {HALF})",
        5.135e9,
    ),
    "class of a part": (
        f"CLIPTextModel.from_pretrained('openai/clip-vit-large-patch14', {HALF})",
        0.2473e9,
    ),
    "encoder alone": (f"T5EncoderModel.from_pretrained('google/flan-t5-xxl', {HALF})", 9.525e9),
    "a part out of a single file": (
        f"AutoencoderKL.from_single_file('w/sd_xl_base_1.0.safetensors', {HALF})",
        0.1673e9,
    ),
    "without a part": (
        f"StableDiffusionPipeline.from_pretrained('org/stable-diffusion-v1-5', {HALF},"
        " safety_checker=None)",
        2.132e9,
    ),
    "a size's own word": ("whisper.load_model('large-v3')", 6.2e9),
    "another library's": ("WhisperModel('large-v3')", 3.1e9),
    "as a repository": (
        f"AutoModel.from_pretrained('openai/whisper-large-v3-turbo', {HALF})",
        1.618e9,
    ),
    "pipeline with a task": (f"pipeline('text-generation', 'org/camel-7b', {HALF})", 14.0e9),
    "downloaded folder": (
        f"AutoModel.from_pretrained(snapshot_download('org/camel-7b'), {HALF})",
        14.0e9,
    ),
    "joined to a downloaded folder": (
        f"AutoModel.from_pretrained(os.path.join(snapshot_download('org/camel-7b'), 'x'), {HALF})",
        14.0e9,
    ),
}

UNTOLD = {
    "a file of a part": "torch.load('w/Wan2.1-T2V-1.3B/models_t5_umt5-xxl-enc-bf16.pth')",
    "another": "torch.load('w/llama-7b/text_encoder.pth')",
    "a draft head": f"AutoModel.from_pretrained('yuhuili/EAGLE-Vicuna-7B-v1.3', {HALF})",
    "no size in the name": f"AutoModel.from_pretrained('org/camel-large', {HALF})",
    "an input": f"AutoModel.from_pretrained(os.environ['MODEL'], {HALF})",
    "a size's word elsewhere": f"AutoModel.from_pretrained('large-v3', {HALF})",
    "an unknown part": (
        "UNet2DConditionModel.from_pretrained('stabilityai/stable-diffusion-xl-base-1.0',"
        f" subfolder='unet_2', {HALF})"
    ),
    "a part that it has not": (
        f"UNet2DConditionModel.from_pretrained('black-forest-labs/FLUX.1-dev', {HALF})"
    ),
    "a part of a named size": (
        f"UNet2DConditionModel.from_pretrained('org/pictures-5b', subfolder='unet', {HALF})"
    ),
}


@pytest.mark.parametrize(("load", "size"), SIZES.values(), ids=list(SIZES))
def test_size(load: str, size: float) -> None:
    found = component(f"self.m = {load}").size
    assert found is not None
    assert found.amount.low == pytest.approx(size, rel=0.005)
    assert found.amount.most is not None
    assert found.amount.least < found.amount.low <= found.amount.high < found.amount.most


@pytest.mark.parametrize("load", UNTOLD.values(), ids=list(UNTOLD))
def test_size_that_cannot_be_told(load: str) -> None:
    found = component(f"self.m = {load}")
    assert found.size is None
    assert component_text(found) == "unknown size"


def test_folder_that_a_download_fills_goes_by_the_download() -> None:
    found = component(
        "snapshot_download('org/camel-7b', local_dir='weights')\n"
        f"self.m = AutoModel.from_pretrained('weights', {HALF})"
    )
    assert found.names == ("weights", "org/camel-7b")
    assert found.size is not None


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        # 8.03e9 parameters, of which the embeddings (1.05e9) stay at 16 bits.
        ("meta-llama/Meta-Llama-3-8B", 5.68e9, 6.03e9),
        # 6.74e9 and 0.26e9.
        ("meta-llama/Llama-2-7b-hf", 3.84e9, 4.17e9),
        # Not in the table: somewhere between all and none of it.
        ("org/camel-8b", 4.0e9, 5.8e9),
    ],
)
def test_quantizers_leave_the_embeddings_alone(name: str, low: float, high: float) -> None:
    found = component(f"self.m = AutoModel.from_pretrained('{name}', load_in_4bit=True)").size
    assert found is not None
    assert (found.amount.low, found.amount.high) == pytest.approx((low, high), rel=0.005)


@pytest.mark.parametrize("part", ["transformer", "unet"])
def test_a_pipeline_that_is_given_its_main_network_says_nothing_by_its_name(part: str) -> None:
    load = f"DiffusionPipeline.from_pretrained('org/video-14B', {part}=self.t, {HALF})"
    found = component(f"self.t = torch.nn.Linear(1, 1)\nself.m = {load}")
    assert found.size is None


def test_name_of_a_pipeline_counts_its_main_network_only() -> None:
    found = component(f"self.m = DiffusionPipeline.from_pretrained('org/video-14B', {HALF})").size
    assert found is not None
    assert (found.amount.low, found.amount.most) == (28_000_000_000, None)


def test_what_the_author_unpacks_himself_has_no_lower_bound() -> None:
    found = component("self.m = torch.load('weights/camel-13b.pth')").size
    assert found is not None
    assert (found.amount.least, found.amount.low, found.amount.high) == (0, 26e9, 52e9)


@pytest.mark.parametrize(
    ("file", "gb"), [("model.safetensors", 26), ("codec.bin", None), ("net-13b.pth", 26)]
)
def test_one_file_of_a_repository_need_not_be_all_of_it(file: str, gb: float | None) -> None:
    found = component(f"torch.load(hf_hub_download('org/net-13b', '{file}'))").size
    assert (found.amount.low / 1e9 if found is not None else None) == gb


def test_how_it_was_told_is_said() -> None:
    by_name = component(f"self.m = AutoModel.from_pretrained('org/camel-13b', {HALF})")
    assert component_text(by_name) == (
        "about 26.0 GB (13B parameters x 2 bytes, read from the name org/camel-13b)"
    )
    by_base = component(f"self.m = AutoModel.from_pretrained('org/llama-2-13b-tune', {HALF})")
    assert component_text(by_base) == (
        "about 26.0 GB (13B parameters x 2 bytes, "
        "the size of llama-2-13b-hf, inferred from the name org/llama-2-13b-tune)"
    )
    by_default = component("self.m = AutoModel.from_pretrained('org/camel-13b')")
    assert component_text(by_default) == (
        "about 52.0 GB (13B parameters x 4 bytes, float32 since no dtype is given, "
        "read from the name org/camel-13b)"
    )
    by_class = component(f"self.m = StableDiffusionXLPipeline.from_pretrained('./x', {HALF})")
    assert component_text(by_class) == (
        "about 6.9 GB (3.47B parameters x 2 bytes, "
        "the known size of what StableDiffusionXLPipeline loads)"
    )


@pytest.mark.parametrize(
    ("load", "label"),
    [
        ("AutoModel.from_pretrained('org/camel-13b')", "org/camel-13b"),
        ("AutoModel.from_pretrained(os.environ['M'])", "AutoModel.from_pretrained()"),
        ("whisper.load_model('xl')", "whisper.load_model(xl)"),
        ("whisper.load_model('large-v3')", "whisper large-v3"),
        ("torch.load(hf_hub_download('org/name', 'a.pth', local_dir='w'))", "org/name/a.pth"),
        ("AutoModel.from_pretrained(snapshot_download('org/name', local_dir='w'))", "org/name"),
        (f"AutoModel.from_pretrained('{'a/' * 40}model-7b')", "model-7b"),
    ],
)
def test_label(load: str, label: str) -> None:
    assert component(f"self.m = {load}").label == label


def test_what_is_small_or_only_fetched_counts_nothing() -> None:
    found = estimate(
        "self.t = AutoTokenizer.from_pretrained('org/camel-13b')\n"
        "self.p = AutoProcessor.from_pretrained('org/camel-13b')\n"
        "snapshot_download('org/camel-13b')\n"
        "self.words = torch.load('words.json')"
    )
    assert found.components == ()
    assert found.weights is None


# What loads an unknown fine-tune, and the GB from least to most: of Stable Diffusion 1.x or 2.x.
FINE_TUNES = {
    "all of it": (f"StableDiffusionPipeline.from_pretrained('org/mine', {HALF})", (2.13, 3.19)),
    "a file": (f"StableDiffusionPipeline.from_single_file('w/mine.ckpt', {HALF})", (2.13, 3.19)),
    "without its safety checker": (
        f"StableDiffusionPipeline.from_pretrained('org/mine', safety_checker=None, {HALF})",
        (2.13, 2.58),
    ),
    "in 32 bits": ("StableDiffusionPipeline.from_pretrained('org/mine')", (4.26, 6.38)),
}


@pytest.mark.parametrize(("load", "gb"), FINE_TUNES.values(), ids=list(FINE_TUNES))
def test_fine_tune_of_either_base(load: str, gb: tuple[float, float]) -> None:
    found = component(f"self.m = {load}").size
    assert found is not None
    assert (found.amount.low / 1e9, found.amount.high / 1e9) == pytest.approx(gb, rel=0.01)
    assert found.amount.most is not None
    assert found.how.endswith("as StableDiffusionPipeline loads Stable Diffusion 1.x or 2.x")


@pytest.mark.parametrize("base", ["stable-diffusion-v1-5", "stable-diffusion-2-1"])
def test_range_of_a_family_holds_its_bases(base: str) -> None:
    """Each base with and without its safety checker; smaller ones lie between least and low."""
    load = f"StableDiffusionPipeline.from_pretrained('org/{{}}', {HALF}{{}})"
    unknown = component(f"self.m = {load.format('mine', '')}").size
    assert unknown is not None
    assert unknown.amount.most is not None
    for checker in ("", ", safety_checker=None"):
        known = component(f"self.m = {load.format(base, checker)}").size
        assert known is not None
        assert unknown.amount.low <= known.amount.low
        assert known.amount.high <= unknown.amount.high
    assert unknown.amount.least < 1.1e9  # BK-SDM-Tiny: 0.50B parameters


def test_a_network_of_the_project_is_one_part_of_its_checkpoint() -> None:
    top = "from diffusers import ModelMixin\n\n\nclass Network(ModelMixin):\n    pass\n"
    setup = f"self.m = Network.from_pretrained('./Wan2.1-T2V-1.3B', {HALF})"
    found = component(setup, top=top).size
    assert found is not None
    assert found.amount.low == pytest.approx(2.838e9, rel=0.005)
