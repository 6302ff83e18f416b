"""What is on the GPU at once: sums, alternatives, and what is elsewhere."""

from __future__ import annotations

import gc
import weakref

import pytest

from cog_lsp.memory import Amount, component_text, describe, estimate_of

from .support import estimate, predictor

GB = 10**9


def load(name: str) -> str:
    """A load of ``name`` in 16 bits: 2 GB for each billion of parameters."""
    return f"AutoModel.from_pretrained('{name}', torch_dtype=torch.float16)"


A, B, C = load("org/a-7b"), load("org/b-13b"), load("org/c-30b")  # 14, 26 and 60 GB
UNKNOWN = load("org/unknown")

# setup() and predict(), and the GB that follow as read, low to high.
SUMS = {
    "two at once": (f"self.a = {A}\nself.b = {B}", "return ''", (40, 40)),
    "in setup and in predict": (f"self.a = {A}", f"b = {B}\nreturn b(prompt)", (40, 40)),
    "two in one dictionary": (f"self.m = {{'a': {A}, 'b': {B}}}", "return ''", (40, 40)),
    "one attribute, twice": (f"self.m = {A}\nself.m = {B}", "return ''", (26, 26)),
    "exchanged in predict": (
        f"self.m = {A}",
        f"if size != self.size:\n    self.m = {B}\nreturn ''",
        (26, 26),
    ),
    "chosen by an input": (
        "pass",
        f"if size == 'a':\n    m = {A}\nelse:\n    m = {B}\nreturn m(prompt)",
        (26, 26),
    ),
    "one of several inputs": (
        "pass",
        f"if size == 'a':\n    m = {A}\nelif size == 'b':\n    m = {B}\n"
        f"else:\n    m = {C}\nreturn m(prompt)",
        (60, 60),
    ),
    "for some inputs only": ("pass", f"if size == 'a':\n    m = {A}\nreturn ''", (14, 14)),
    "when first needed": (
        "self.m = None",
        f"if self.m is None:\n    self.m = {A}\nreturn ''",
        (14, 14),
    ),
    "by the environment": (
        f"if os.environ.get('BIG'):\n    self.m = {B}\nelse:\n    self.m = {A}",
        "return ''",
        (14, 26),
    ),
    "by the environment, or not": (
        f"self.a = {A}\nif os.environ.get('BIG'):\n    self.b = {B}",
        "return ''",
        (14, 40),
    ),
    "by a constant": (
        f"big = False\nif big:\n    self.m = {B}\nelse:\n    self.m = {A}",
        "return ''",
        (14, 14),
    ),
    "by a match": (
        "pass",
        f"match size:\n    case 'a':\n        m = {A}\n    case _:\n        m = {B}\nreturn m",
        (26, 26),
    ),
    "fallback": (
        f"try:\n    self.m = {A}\nexcept OSError:\n    self.m = {B}",
        "return ''",
        (14, 14),
    ),
    "only without a GPU": (
        f"if torch.cuda.is_available():\n    self.m = {B}\nelse:\n    self.m = {A}",
        "return ''",
        (26, 26),
    ),
    "with and without a GPU, the other way round": (
        f"if not torch.cuda.is_available():\n    self.m = {A}\nelse:\n    self.m = {B}",
        "return ''",
        (26, 26),
    ),
    "in a loop": (f"for _ in range(3):\n    self.m = {A}", "return ''", (14, 14)),
    "more conditions than can be told apart": (
        f"self.a = {A}\n"
        + "".join(f"if os.environ.get('X{at}'):\n    self.x{at} = {A}\n" for at in range(9)),
        "return ''",
        (14, 140),
    ),
}


@pytest.mark.parametrize(("setup", "predict", "gb"), SUMS.values(), ids=list(SUMS))
def test_what_is_there_at_once(setup: str, predict: str, gb: tuple[int, int]) -> None:
    weights = estimate(setup, predict).weights
    assert weights is not None
    assert (weights.low / GB, weights.high / GB) == pytest.approx(gb)


def test_what_predict_does_not_keep_may_be_gone_when_the_next_comes() -> None:
    weights = estimate("pass", f"a = {A}\nuse(a)\ndel a\nb = {B}\nreturn b(prompt)").weights
    assert weights is not None
    assert weights.low == 40 * GB
    assert 24 * GB < weights.least < 26 * GB


@pytest.mark.parametrize("decorator", ["@functools.lru_cache", ""])
def test_call_that_is_reached_twice_counts_once(decorator: str) -> None:
    top = f"import functools\n{decorator}\ndef make():\n    return {A}\n"
    weights = estimate("self.m = make()", "return make()(prompt)", top=top).weights
    assert weights is not None
    assert weights.low == 14 * GB


def test_parts_handed_to_a_pipeline_are_there_with_it() -> None:
    found = estimate(
        "vae = AutoencoderKL.from_pretrained('madebyollin/sdxl-vae-fp16-fix',"
        " torch_dtype=torch.float16)\n"
        "self.p = StableDiffusionXLPipeline.from_pretrained("
        "'stabilityai/stable-diffusion-xl-base-1.0', vae=vae, torch_dtype=torch.float16)"
    )
    assert found.weights is not None
    assert found.weights.low == pytest.approx(6.938 * GB, rel=0.001)


def test_unknown_loads_leave_the_sum_open() -> None:
    found = estimate(f"self.a = {A}\nself.u = {UNKNOWN}")
    assert [part.label for part in found.unknown] == ["org/unknown"]
    assert found.weights is not None
    assert (found.weights.low, found.weights.most) == (14 * GB, None)


def test_only_unknown_loads_give_no_sum() -> None:
    assert estimate(f"self.u = {UNKNOWN}").weights is None


ON_CPU = {
    "by an argument": "self.m = AutoModel.from_pretrained('org/a-7b', device_map='cpu')",
    "by a number": "self.m = pipeline('text-generation', 'org/a-7b', device=-1)",
    "by a device": ("self.m = pipeline('text-generation', 'org/a-7b', device=torch.device('cpu'))"),
    "moved there": f"self.m = {A}.to('cpu')",
    "moved there later": f"self.m = {A}\nself.m.cpu()",
    "offloaded": f"self.m = {A}\nself.m.enable_model_cpu_offload()",
    "offloaded by a function": f"import accelerate\nself.m = {A}\naccelerate.cpu_offload(self.m)",
    "offloaded in order": f"self.m = {A}\nself.m.enable_sequential_cpu_offload()",
    "llama.cpp": "self.m = Llama('models/a-7b.Q4_K_M.gguf')",
    "llama.cpp, no layer": "self.m = Llama('models/a-7b.Q4_K_M.gguf', n_gpu_layers=0)",
}


@pytest.mark.parametrize("setup", ON_CPU.values(), ids=list(ON_CPU))
def test_what_is_on_the_cpu_is_not_counted(setup: str) -> None:
    found = estimate(setup)
    assert found.components
    assert found.on_gpu == ()
    assert found.weights is None
    assert describe(found).startswith("The weights are in CPU memory")


ON_GPU = {
    "nothing said": f"self.m = {A}",
    "moved": f"self.m = {A}.to('cuda')",
    "by a device": f"device = torch.device('cuda')\nself.m = {A}.to(device)",
    "if there is one": (
        f"device = 'cuda' if torch.cuda.is_available() else 'cpu'\nself.m = {A}.to(device)"
    ),
    "an output moved away": f"self.m = {A}\nself.out = self.m(1).cpu()",
    "a part moved away": f"self.m = {A}\nself.m.head.to('cpu')",
    "llama.cpp": "self.m = Llama('models/a-7b.Q4_K_M.gguf', n_gpu_layers=-1)",
}


@pytest.mark.parametrize("setup", ON_GPU.values(), ids=list(ON_GPU))
def test_what_is_on_the_gpu(setup: str) -> None:
    assert estimate(setup).weights is not None


def test_some_layers_of_llama_cpp_leave_a_range() -> None:
    weights = estimate("self.m = Llama('models/a-7b.Q8_0.gguf', n_gpu_layers=20)").weights
    assert weights is not None
    assert (weights.least, weights.low) == (0, 0)
    assert weights.high > 7 * GB


@pytest.mark.parametrize(
    ("setup", "spreads", "spills", "gpus"),
    [
        (f"self.m = {A}", False, False, 1),
        ("self.m = AutoModel.from_pretrained('org/a-7b', device_map='auto')", True, True, 1),
        ("self.m = AutoModel.from_pretrained('org/a-7b', device_map='cuda')", False, False, 1),
        ("self.m = AutoModel.from_pretrained('org/a-7b', device_map=None)", False, False, 1),
        ("self.m = vllm.LLM('org/a-7b')", False, False, 1),
        ("self.m = vllm.LLM('org/a-7b', tensor_parallel_size=4)", True, False, 4),
        (
            "self.m = vllm.LLM('org/a-7b', tensor_parallel_size=torch.cuda.device_count())",
            True,
            False,
            1,
        ),
        (f"self.m = {A}.to('cuda:1')", True, False, 1),
        (f"import accelerate\nself.m = accelerate.dispatch_model({A})", True, True, 1),
    ],
)
def test_use_of_several_gpus(setup: str, spreads: bool, spills: bool, gpus: int) -> None:
    found = estimate(setup)
    assert (found.spreads, found.spills, found.gpus) == (spreads, spills, gpus)


def test_project_without_code_has_no_estimate() -> None:
    assert estimate("pass").weights is None


def test_estimate_is_made_once_for_a_snapshot() -> None:
    made = predictor(f"self.a = {A}")
    assert estimate_of(made) is estimate_of(made)


def test_estimate_does_not_keep_its_project_alive() -> None:
    made = predictor(f"self.a = {A}\nself.b = {B}.to('cuda')")
    assert estimate_of(made).weights is not None
    gone = weakref.ref(made)
    del made
    gc.collect()
    assert gone() is None


def test_amounts_add_up_and_compare() -> None:
    small, large, open_ended = Amount(1, 2, 3, 4), Amount(10, 20, 30, 40), Amount(5, 6, 7, None)
    assert Amount.sum((small, large)) == Amount(11, 22, 33, 44)
    assert Amount.sum((small, open_ended)).most is None
    assert Amount.largest((small, large)) == large
    assert Amount.any_of((small, large)) == Amount(1, 2, 30, 40)
    assert Amount.any_of((small, open_ended)).most is None
    assert Amount.sum(()) == Amount.largest(()) == Amount.any_of(()) == Amount()


WORDS = {
    f"self.a = {A}": (
        "The weights need about 14.0 GB (7B parameters x 2 bytes, read from the name org/a-7b)"
    ),
    f"self.a = {A}\nself.b = {B}": (
        "The weights need about 40.0 GB (org/a-7b 14.0 GB and org/b-13b 26.0 GB)"
    ),
    f"self.a = {A}\nself.b = {A}": "The weights need about 28.0 GB (2 x org/a-7b 14.0 GB)",
    f"self.a = {A}\nself.u = {UNKNOWN}": (
        "The weights need at least 14.0 GB "
        "(7B parameters x 2 bytes, read from the name org/a-7b), and org/unknown of unknown size"
    ),
    "self.a = AutoModel.from_pretrained('org/a-7b', torch_dtype='auto')": (
        "The weights need 14.0 to 28.0 GB (7B parameters x 2 to 4 bytes, "
        "as the checkpoint is stored, read from the name org/a-7b)"
    ),
    f"self.u = {UNKNOWN}": "The size of org/unknown is unknown",
    "\n".join(f"self.u{at} = {load(f'org/unknown-{at}')}" for at in range(5)): (
        "The size of org/unknown-0, org/unknown-1, org/unknown-2 and 2 more is unknown"
    ),
    "pass": "No code that loads weights was found",
}


@pytest.mark.parametrize(("setup", "text"), WORDS.items(), ids=list(WORDS.values()))
def test_estimate_in_words(setup: str, text: str) -> None:
    assert describe(estimate(setup)) == text


def test_what_is_copied_into_a_model_takes_no_more() -> None:
    found = estimate(f"self.m = {A}\nself.m.load_state_dict(torch.load('b-13b.pth'))")
    assert [part.label for part in found.components] == ["org/a-7b", "b-13b.pth"]
    assert found.weights is not None
    assert (found.weights.low, found.weights.high) == (14 * GB, 14 * GB)
    other = estimate(
        f"self.m = {A}\nself.n = Net()\nself.n.load_state_dict(torch.load('b-13b.pth'))"
    )
    assert other.weights is not None
    assert other.weights.high > 40 * GB


def test_small_weights_for_a_model_are_no_component() -> None:
    found = estimate("torch.load('w/my_lora.safetensors')\ntorch.load('lora/model.safetensors')")
    assert [part.label for part in found.components] == ["lora/model.safetensors"]


FLUX = "FluxPipeline.from_pretrained('black-forest-labs/FLUX.1-dev', torch_dtype=torch.bfloat16{})"

# Parts that take turns on the GPU, and the GB of the largest.
IN_TURN = {
    "a pipeline": (f"self.p = {FLUX.format('')}\nself.p.enable_model_cpu_offload()", 23.8),
    "a pipeline without its largest": (
        f"self.p = {FLUX.format(', transformer=None')}\nself.p.enable_model_cpu_offload()",
        9.52,
    ),
    "a part that is loaded by itself": (
        f"t = {B}\nself.p = {FLUX.format(', transformer=t')}\nself.p.enable_model_cpu_offload()",
        26,
    ),
    "beside what stays": (
        f"self.a = {A}\nself.p = {FLUX.format('')}\nself.p.enable_model_cpu_offload()",
        37.8,
    ),
}


@pytest.mark.parametrize(("setup", "gb"), IN_TURN.values(), ids=list(IN_TURN))
def test_parts_that_take_turns_need_room_for_the_largest(setup: str, gb: float) -> None:
    weights = estimate(setup).weights
    assert weights is not None
    assert weights.low / GB == pytest.approx(gb, rel=0.005)


def test_parts_that_take_turns_are_said_to() -> None:
    (part,) = estimate(f"self.p = {FLUX.format('')}\nself.p.enable_model_cpu_offload()").components
    assert component_text(part).startswith(
        "about 23.8 GB (its largest part; parts of 33.7 GB take turns; 16.9B parameters"
    )
    assert part.in_main_memory is not None


@pytest.mark.parametrize(
    "call", ["enable_sequential_cpu_offload()", "vae.enable_group_offload(onload_device='cuda')"]
)
def test_smaller_pieces_than_parts_are_not_counted(call: str) -> None:
    both = f"self.p = {FLUX.format('')}\nself.p.enable_model_cpu_offload()\nself.p.{call}"
    assert estimate(both).weights is None


@pytest.mark.parametrize(
    ("argument", "drafts"),
    [
        ("speculative_model='org/b-1b'", ["org/b-1b"]),
        ("speculative_config={'model': 'org/b-1b', 'num_speculative_tokens': 5}", ["org/b-1b"]),
        ("speculative_model='[ngram]'", []),
        ("speculative_config={'method': 'ngram'}", []),
    ],
)
def test_draft_model_is_there_beside_the_one_it_guesses_for(
    argument: str, drafts: list[str]
) -> None:
    found = estimate(f"self.m = vllm.LLM('org/a-7b', {argument})")
    assert [part.label for part in found.components] == ["org/a-7b", *drafts]
    assert found.weights is not None
    assert found.weights.low == (16 if drafts else 14) * GB
