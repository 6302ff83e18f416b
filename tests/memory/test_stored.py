"""Exact sizes: from files in the project, from weights.lock, from the cache of the hub."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from gguf import GGMLQuantizationType

from cog_lsp.memory import Component, component_text, estimate_of
from cog_lsp.project.discover import ProjectLoader
from tests.syntax.weights.files import TORCH, gguf, safetensors

from .support import predictor

FULL, HALF = ((1000,), "float32"), ((1000,), "float16")  # 4000 and 2000 bytes


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def loaded(root: Path, load: str, hub: Path | None = None) -> Component:
    """The component of a project in ``root`` whose setup() is this load."""
    documents = predictor(f"self.m = {load}").documents
    (component,) = estimate_of(ProjectLoader(root, hub).load(documents)).components
    return component


def amount(root: Path, load: str, hub: Path | None = None) -> tuple[int, int, int, int | None]:
    size = loaded(root, load, hub).size
    assert size is not None
    return size.amount.least, size.amount.low, size.amount.high, size.amount.most


def exactly(count: int) -> tuple[int, int, int, int]:
    return count, count, count, count


# --- files in the project ------------------------------------------------------------------------

CONVERTED = {
    "as it is asked": ("torch_dtype=torch.float16", 2000),
    "upwards": ("torch_dtype=torch.float32", 4000),
    "by the library": ("", 4000),
    "as it is stored": ("torch_dtype='auto'", 2000),
    "quantized": ("load_in_8bit=True", 1000),
}


@pytest.mark.parametrize(("argument", "count"), CONVERTED.values(), ids=list(CONVERTED))
def test_numbers_are_counted_and_converted(root: Path, argument: str, count: int) -> None:
    safetensors(root / "model.safetensors", a=HALF)
    (root / "w").mkdir()
    (root / "model.safetensors").rename(root / "w" / "model.safetensors")
    assert amount(root, f"AutoModel.from_pretrained('./w', {argument})")[0] == count


@pytest.mark.parametrize("path", ["w", "./w/", "/src/w", "w/../w", "/src/./w"])
def test_spellings_of_a_folder(root: Path, path: str) -> None:
    (root / "w").mkdir()
    safetensors(root / "w" / "model.safetensors", a=FULL)
    assert amount(root, f"AutoModel.from_pretrained('{path}')") == exactly(4000)


@pytest.mark.parametrize("path", ["/w", "../project/w", "~/w", "https://w", "w2"])
def test_what_is_no_folder_of_the_project(root: Path, path: str) -> None:
    (root / "w").mkdir()
    safetensors(root / "w" / "model.safetensors", a=FULL)
    assert loaded(root, f"AutoModel.from_pretrained('{path}')").size is None


# Files in the folder `w`, what of from_pretrained's arguments is given, and the bytes it reads.
FOLDERS: dict[str, tuple[list[str], str, int | None]] = {
    "safetensors before pickles": (["model.safetensors", "pytorch_model.bin"], "", 4000),
    "other libraries' copies": (["model.safetensors", "tf_model.h5", "flax_model.bin"], "", 4000),
    "training beside it": (["model.safetensors", "optimizer.pt", "training_args.bin"], "", 4000),
    "no variant": (["model.safetensors", "model.fp16.safetensors"], "", 4000),
    "a variant": (["model.safetensors", "model.fp16.safetensors"], ", variant='fp16'", 4000),
    "a variant that is not there": (["model.safetensors"], ", variant='fp16'", None),
    "shards": (["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"], "", 8000),
    "shards of a variant": (
        ["model.fp16-00001-of-00001.safetensors", "model.safetensors"], ", variant='fp16'", 4000,
    ),
    "a shard is missing": (["model-00001-of-00002.safetensors"], "", None),
    "several checkpoints": (["a.safetensors", "b.safetensors"], "", None),
    "one under another name": (["anything.safetensors"], "", 4000),
    "the original's copy": (["model.safetensors", "consolidated.safetensors"], "", 4000),
    "in a subfolder": (["unet/diffusion_pytorch_model.safetensors"], ", subfolder='unet'", 4000),
    "in another subfolder": (["unet/diffusion_pytorch_model.safetensors"], ", subfolder='v'", None),
    "in a subfolder unasked": (["unet/diffusion_pytorch_model.safetensors"], "", None),
}  # fmt: skip


@pytest.mark.parametrize(("names", "argument", "count"), FOLDERS.values(), ids=list(FOLDERS))
def test_files_of_a_folder_that_are_read(
    root: Path, names: list[str], argument: str, count: int | None
) -> None:
    for name in names:
        path = root / "w" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        safetensors(path, a=FULL)
    size = loaded(root, f"AutoModel.from_pretrained('w'{argument})").size
    assert (size.amount.low if size is not None else None) == count


def test_index_stands_for_shards_that_are_not_there(root: Path) -> None:
    (root / "w").mkdir()
    (root / "w" / "model.safetensors.index.json").write_text('{"metadata": {"total_size": 8000}}')
    safetensors(root / "w" / "model-00001-of-00002.safetensors", a=FULL)
    # Whether those are numbers of two bytes or of four, nobody knows.
    load = "AutoModel.from_pretrained('w', torch_dtype=torch.float16)"
    assert amount(root, load) == (4000, 4000, 8000, 8000)
    assert amount(root, "AutoModel.from_pretrained('w', torch_dtype='auto')") == exactly(8000)


def pipeline(root: Path) -> None:
    for part in ("unet", "vae", "text_encoder"):
        (root / "w" / part).mkdir(parents=True)
        safetensors(root / "w" / part / "model.safetensors", a=FULL)
    safetensors(root / "w" / "everything_in_one.safetensors", a=FULL)
    index = {part: ["library", "Class"] for part in ("unet", "vae", "text_encoder")}
    (root / "w" / "model_index.json").write_text(json.dumps(index))


def test_pipeline_is_all_of_its_parts(root: Path) -> None:
    pipeline(root)
    load = "DiffusionPipeline.from_pretrained('w', torch_dtype=torch.float16{})"
    assert amount(root, load.format("")) == exactly(6000)
    assert amount(root, load.format(", vae=None")) == exactly(4000)


def test_pipeline_with_a_part_that_is_not_there_is_not_told(root: Path) -> None:
    pipeline(root)
    (root / "w" / "vae" / "model.safetensors").unlink()
    load = "DiffusionPipeline.from_pretrained('w', torch_dtype=torch.float16)"
    assert loaded(root, load).size is None


def test_gguf_stays_as_it_is(root: Path) -> None:
    gguf(root / "m.gguf", {"a": ((4, 288), GGMLQuantizationType.Q4_K)})
    assert amount(root, "Llama('m.gguf', n_gpu_layers=-1)") == exactly(9344)


def test_what_is_packed_is_not_converted(root: Path) -> None:
    (root / "w").mkdir()
    safetensors(root / "w" / "model.safetensors", a=((500,), "int32"), b=((100,), "float16"))
    load = "AutoModel.from_pretrained('w', torch_dtype=torch.float32)"
    assert amount(root, load) == exactly(2000 + 400)


def test_tower_of_two_is_no_more_than_both(root: Path) -> None:
    (root / "w").mkdir()
    safetensors(root / "w" / "model.safetensors", a=FULL)
    load = "CLIPTextModel.from_pretrained('w', torch_dtype=torch.float16)"
    assert amount(root, load) == (0, 2000, 2000, 2000)


def test_what_the_author_unpacks_himself_has_no_lower_bound(root: Path) -> None:
    (root / "m.pt").write_bytes((TORCH / "state_dict.pt").read_bytes())
    assert amount(root, "torch.load('m.pt')") == (0, 514, 514, 514)


def test_broken_file_has_no_size(root: Path) -> None:
    (root / "m.safetensors").write_bytes(b"\0" * 50)
    load = "AutoencoderKL.from_single_file('m.safetensors')"
    assert loaded(root, load).size is None


def test_what_quantizes_in_a_way_that_is_not_known_is_not_told(root: Path) -> None:
    (root / "w").mkdir()
    safetensors(root / "w" / "model.safetensors", a=FULL)
    assert loaded(root, "AutoModel.from_pretrained('w', **self.options)").size is None


# --- weights.lock --------------------------------------------------------------------------------

LOCK = {
    "version": 1,
    "weights": [
        {
            "name": "base",
            "target": "/src/weights",
            "sources": [{"uri": "hf://org/model@main"}],
            "files": [
                {"path": "model-00001-of-00002.safetensors", "size": 5000},
                {"path": "model-00002-of-00002.safetensors", "size": 3000},
                {"path": "config.json", "size": 700},
            ],
        }
    ],
}


@pytest.mark.parametrize("name", ["weights", "/src/weights", "org/model"])
def test_weights_lock_tells_sizes(root: Path, name: str) -> None:
    (root / "weights.lock").write_text(json.dumps(LOCK))
    found = loaded(root, f"AutoModel.from_pretrained('{name}', torch_dtype='auto')")
    assert component_text(found) == (
        "about 0.0 GB (its whole size, read from the entry in weights.lock of base)"
    )
    assert found.size is not None
    assert found.size.amount.low == 8000


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"weights": [3, {"name": 1}, {"name": "a"}]}', "[" * 90_000]
)
def test_broken_weights_lock_tells_none(root: Path, text: str) -> None:
    (root / "weights.lock").write_text(text)
    assert loaded(root, "AutoModel.from_pretrained('weights')").size is None


# --- the hub's cache -----------------------------------------------------------------------------


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    home = tmp_path / "hub" / "models--org--model"
    for commit in ("abc", "def"):
        (home / "snapshots" / commit).mkdir(parents=True)
        safetensors(home / "snapshots" / commit / "model.safetensors", a=FULL)
    safetensors(home / "snapshots" / "def" / "extra.safetensors", a=HALF)
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text("abc")
    return tmp_path / "hub"


CACHED = {
    "main": ("AutoModel.from_pretrained('org/model')", 4000),
    "at a commit": ("AutoModel.from_pretrained('org/model', revision='def')", 4000),
    "at a commit that is not there": (
        "AutoModel.from_pretrained('org/model', revision='123')", None,
    ),
    "at a commit that nobody knows": (
        "AutoModel.from_pretrained('org/model', revision=os.environ['R'])", None,
    ),
    "downloaded": ("AutoModel.from_pretrained(snapshot_download('org/model'))", 4000),
    "one file of it": (
        "torch.load(hf_hub_download('org/model', 'model.safetensors'))", 4000,
    ),
    "another repository": ("AutoModel.from_pretrained('other/model')", None),
}  # fmt: skip


@pytest.mark.parametrize(("load", "count"), CACHED.values(), ids=list(CACHED))
def test_cache_tells_sizes(root: Path, hub: Path, load: str, count: int | None) -> None:
    size = loaded(root, load, hub).size
    assert (size.amount.low if size is not None else None) == count


def test_how_it_was_told_is_said(root: Path, hub: Path) -> None:
    assert component_text(loaded(root, "AutoModel.from_pretrained('org/model')", hub)) == (
        "about 0.0 GB (1000 parameters x 4 bytes, float32 since no dtype is given, "
        "read from the header of org/model in the Hugging Face cache)"
    )
