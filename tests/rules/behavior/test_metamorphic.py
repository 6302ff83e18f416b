"""What does not change the meaning of a predictor does not change what the rules say of it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from cog_lsp.rules.behavior import (
    adapter_left_loaded,
    cancellation_swallowed,
    compile_in_predict,
    deprecated_mktemp,
    download_unchecked,
    error_as_output,
    info_log_lost,
    log_flood,
    model_load_in_predict,
    model_load_in_subprocess,
    no_seed_input,
    no_setup,
    output_file_deleted,
    output_file_reused,
    output_not_a_path,
    output_not_as_declared,
    output_path_after_chdir,
    print_without_flush,
    progress_in_output,
    progress_not_parsed,
    seed_fixed,
    setup_result_lost,
    silent_cpu_fallback,
    state_leaks,
    subprocess_output_lost,
    to_device_in_predict,
    weights_download_in_predict,
)
from cog_lsp.rules.rule import Rule
from tests.projects import project

from .support import CONFIG, found

LOAD = "loaded = AutoModel.from_pretrained('org/model')"


@dataclass(frozen=True)
class Sick:
    """A predictor with one disease: the lines of its two methods, and how it imports."""

    rule: Rule
    predict: str
    setup: str = "self.ready = True"
    output: str = "str"
    yields: bool = False
    imports: str = (
        "from tqdm import tqdm\nimport logging\nimport os\nimport subprocess\nimport tempfile\n"
        "import torch\n"
        "from cog import BasePredictor, Path\nfrom transformers import AutoModel\n"
        "from diffusers import DiffusionPipeline\n"
    )
    is_reordered: bool = False
    config: str = CONFIG

    def render(self) -> str:
        """The file."""
        keyword = f"Iterator[{self.output}]" if self.yields else self.output
        setup = f"def setup(self):\n{_indented(self.setup)}\n"
        predict = f"def predict(self, text: str) -> {keyword}:\n{_indented(self.predict)}\n"
        body = predict + "\n" + setup if self.is_reordered else setup + "\n" + predict
        head = f"from typing import Iterator\n{self.imports}"
        return f"{head}\n\nclass Predictor(BasePredictor):\n{_indented(body)}\n"


SICK = {
    "adapter": Sick(
        adapter_left_loaded.check,
        "if text:\n    self.loaded.load_lora_weights(text)\nreturn self.loaded(text)",
        setup="self.loaded = AutoModel.from_pretrained('org/model')",
    ),
    "state": Sick(
        state_leaks.check,
        "if text:\n    self.loaded.config.style = text\nreturn self.loaded(text)",
        setup="self.loaded = AutoModel.from_pretrained('org/model')",
    ),
    "cpu": Sick(
        silent_cpu_fallback.check,
        "made = 'cuda' if torch.cuda.is_available() else 'cpu'\nreturn text + made",
        config=CONFIG.replace("build:\n", "build:\n  gpu: true\n"),
    ),
    "noise": Sick(
        no_seed_input.check,
        "made = self.loaded(text)\nreturn str(made)",
        setup="self.loaded = DiffusionPipeline.from_pretrained('org/model')",
    ),
    "seed": Sick(seed_fixed.check, "torch.manual_seed(1)\nmade = torch.randn(2)\nreturn str(made)"),
    "load": Sick(model_load_in_predict.check, f"{LOAD}\nreturn loaded(text)"),
    "download": Sick(
        weights_download_in_predict.check,
        "subprocess.check_call(['pget', 'https://x.org/m.tar', 'weights'])\nreturn text",
    ),
    "lost": Sick(setup_result_lost.check, "return text", setup=f"{LOAD}\nloaded.eval()"),
    "deleted": Sick(
        output_file_deleted.check,
        "with tempfile.TemporaryDirectory() as place:\n"
        "    made = os.path.join(place, 'o.png')\n    self.draw(made)\n    return Path(made)",
        output="Path",
    ),
    "canceled": Sick(
        cancellation_swallowed.check,
        "try:\n    subprocess.run(['generate', text], check=True)\nexcept:\n    pass\nreturn text",
    ),
    "unflushed": Sick(
        print_without_flush.check,
        "for part in text:\n    print(part, end='')\nreturn text",
    ),
    "progress": Sick(
        progress_not_parsed.check,
        "total = len(text)\nfor i in range(total):\n    print(f'step {i + 1}/{total}')\n"
        "return text",
    ),
    "unmade": Sick(
        deprecated_mktemp.check, "made = tempfile.mktemp()\nreturn Path(made)", output="Path"
    ),
    "flooded": Sick(
        log_flood.check,
        "for part in tqdm(text):\n    for made in tqdm(part):\n        self.draw(made)\n"
        "return text",
    ),
    "shaped": Sick(output_not_as_declared.check, "for part in text:\n    yield part"),
    "elsewhere": Sick(
        output_path_after_chdir.check,
        "made = Path('o.png')\nreturn made",
        setup="os.chdir('/src/model')",
        output="Path",
    ),
    "dropped": Sick(info_log_lost.check, "logging.info('working on %s', text)\nreturn text"),
    "told": Sick(
        progress_in_output.check,
        "made = len(text)\nfor part in range(made):\n    yield f'step {part} of {made}'\n"
        "yield Path('/tmp/o.png')",
        output="Path",
        yields=True,
    ),
    "told in a list": Sick(
        progress_in_output.check,
        "made = []\nself.draw(lambda step, image: made.append(f'step {step}'))\n"
        "made.append(Path('/tmp/o.png'))\nreturn made",
        output="Path",
    ),
    "text": Sick(output_not_a_path.check, "made = '/tmp/o.png'\nreturn made", output="Path"),
    "reused": Sick(
        output_file_reused.check,
        "made = []\nfor part in text:\n    made.append(Path('/tmp/o.png'))\nreturn made",
        output="list[Path]",
    ),
    "unseen": Sick(
        subprocess_output_lost.check, "subprocess.run(['ffmpeg', text], check=True)\nreturn text"
    ),
    "unchecked": Sick(
        download_unchecked.check,
        "return text",
        setup="os.system('wget https://x.org/m.pth')",
    ),
    "error": Sick(
        error_as_output.check,
        "try:\n    return text.upper()\nexcept ValueError as problem:\n    return str(problem)",
    ),
    "moved": Sick(
        to_device_in_predict.check,
        "self.loaded.to('cuda')\nreturn text",
        setup="self.loaded = AutoModel.from_pretrained('org/model')",
    ),
    "late": Sick(
        no_setup.check,
        "if not hasattr(self, 'kept'):\n    self.kept = AutoModel.from_pretrained('org/model')\n"
        "return text",
        setup="pass",
    ),
    "child": Sick(
        model_load_in_subprocess.check,
        "subprocess.check_call(['python', 'infer.py', '--ckpt', 'w/m.pth', text])\nreturn text",
    ),
    "compiled": Sick(
        compile_in_predict.check,
        "made = torch.compile(self.loaded)\nreturn made(text)",
        setup="self.loaded = AutoModel.from_pretrained('org/model')",
    ),
}


def renamed(sick: Sick) -> Sick:
    predict, setup = sick.predict, sick.setup
    for old, new in (("loaded", "zzz"), ("made", "qq"), ("place", "w"), ("part", "piece")):
        predict, setup = predict.replace(old, new), setup.replace(old, new)
    return replace(sick, predict=predict, setup=setup)


def aliased(sick: Sick) -> Sick:
    names = {
        "subprocess.": "sp.",
        "os.": "system.",
        "tempfile.": "tf.",
        "torch.": "th.",
        "logging.": "lg.",
        "tqdm(": "bar(",
    }
    predict, setup = sick.predict, sick.setup
    for old, new in (
        *names.items(),
        ("AutoModel.", "Model."),
        ("Path(", "P("),
        ("DiffusionPipeline.", "D."),
    ):
        predict, setup = predict.replace(old, new), setup.replace(old, new)
    imports = (
        "from tqdm import tqdm as bar\nimport logging as lg\nimport os as system\n"
        "import subprocess as sp\n"
        "import tempfile as tf\nimport torch as th\n"
        "from cog import BasePredictor, Path\nfrom cog import Path as P\n"
        "from transformers import AutoModel as Model\n"
        "from diffusers import DiffusionPipeline as D\n"
    )
    return replace(sick, predict=predict, setup=setup, imports=imports)


def extracted(sick: Sick) -> Sick:
    """The whole of predict() in a helper of the same class."""
    call = "yield from" if sick.yields else "return"
    helper = f"{call} self._work(text)\n\ndef _work(self, text):"
    inner = textwrap.indent(sick.predict, "    ")
    return replace(sick, predict=f"{helper}\n{inner}")


def in_a_with(sick: Sick) -> Sick:
    inner = textwrap.indent(sick.predict, "    ")
    return replace(sick, predict=f"with torch.inference_mode():\n{inner}")


def in_a_try(sick: Sick) -> Sick:
    inner = textwrap.indent(sick.predict, "    ")
    return replace(sick, predict=f"try:\n{inner}\nexcept KeyError:\n    raise")


def reordered(sick: Sick) -> Sick:
    return replace(sick, is_reordered=True)


def unchanged(sick: Sick) -> Sick:
    return sick


@pytest.mark.parametrize("sick", SICK.values(), ids=SICK.keys())
@pytest.mark.parametrize(
    "change", [unchanged, renamed, aliased, extracted, in_a_with, in_a_try, reordered]
)
def test_the_verdict_is_the_same(sick: Sick, change: Callable[[Sick], Sick]) -> None:
    text = _unfolded(change(sick).render())
    compile(text, "predict.py", "exec")
    assert len(found(sick.rule, project({"cog.yaml": sick.config, "predict.py": text}))) == 1


GUARDS = {
    "is None": "if self.kept is None:\n    {}",
    "not hasattr": "if not hasattr(self, 'kept'):\n    {}",
    "not in": "if 'kept' not in self.cache:\n    {}",
    "a comparison with the last one": "if self.current != text:\n    {}\n    self.current = text",
}
ONCE = ("load", "download", "compiled", "child")


@pytest.mark.parametrize("guard", GUARDS.values(), ids=GUARDS.keys())
@pytest.mark.parametrize("name", ONCE)
def test_a_guard_silences_what_loads(name: str, guard: str) -> None:
    first = SICK[name].predict.splitlines()[0].rpartition(" = ")
    kept = guard.format(f"self.kept = {first[2]}")
    cached = replace(
        SICK[name],
        predict=f"{kept}\nreturn self.kept(text)",
        setup=f"{SICK[name].setup}\nself.kept = None\nself.cache = {{}}\nself.current = ''",
    )
    made = project({"cog.yaml": CONFIG, "predict.py": cached.render()})
    assert found(cached.rule, made) == []


@pytest.mark.parametrize("name", ONCE)
def test_a_cached_function_silences_what_loads(name: str) -> None:
    sick = SICK[name]
    made = sick.predict.splitlines()[0].rpartition(" = ")[2].replace("self.loaded", "MODEL")
    imports = f"{sick.imports}import functools\nMODEL = None\n\n\n@functools.cache\ndef get():\n"
    cached = replace(sick, predict="return get()(text)", imports=f"{imports}    return {made}\n")
    assert found(sick.rule, project({"cog.yaml": CONFIG, "predict.py": cached.render()})) == []


def _indented(text: str) -> str:
    return textwrap.indent(text.strip("\n"), "    ")


def _unfolded(text: str) -> str:
    """The helper that :func:`extracted` put into predict(), as a method beside it."""
    lines = text.splitlines()
    for at, line in enumerate(lines):
        if line.strip().startswith("def _work("):
            end = next(
                (i for i in range(at + 1, len(lines)) if lines[i].startswith("    def ")),
                len(lines),
            )
            lines[at:end] = [inner[4:] for inner in lines[at:end]]
            break
    return "\n".join(lines) + "\n"
