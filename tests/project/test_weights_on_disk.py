"""Files of weights on a disk: found where they are, each header read once, and never too much."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from cog_lsp.project import Project, weights_on_disk
from cog_lsp.project.discover import ProjectLoader
from cog_lsp.project.weight_files import WeightTree
from cog_lsp.project.weights_on_disk import hub_cache
from tests.syntax.weights.files import gguf, safetensors

CONFIG = 'build:\n  python_version: "3.12"\nrun: predict.py:Predictor\n'
HALF = ((8,), "float16")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "weights").mkdir(parents=True)
    (folder / "cog.yaml").write_text(CONFIG)
    (folder / "predict.py").write_text("NAME = 'org/small-model'\n")
    return folder


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    """A cache with one repository, laid out as huggingface_hub lays it out."""
    home = tmp_path / "hub" / "models--org--small-model"
    (home / "blobs").mkdir(parents=True)
    (home / "refs").mkdir()
    (home / "refs" / "main").write_text("abc")
    (home / "snapshots" / "abc").mkdir(parents=True)
    blob = safetensors(home / "blobs" / "0123", a=HALF)
    (home / "snapshots" / "abc" / "model.safetensors").symlink_to(f"../../blobs/{blob.name}")
    return tmp_path / "hub"


def local(root: Path) -> WeightTree:
    return ProjectLoader(root).load().weights.local


def problem(root: Path, path: str) -> str:
    file = local(root).files[path]
    assert file.contents is None
    return file.problem


def test_files_of_weights_are_found_with_their_sizes(root: Path) -> None:
    safetensors(root / "weights" / "model.safetensors", a=HALF)
    gguf(root / "model.GGUF")
    (root / "weights" / "notes.txt").write_text("nothing")
    found = local(root).files
    assert sorted(found) == ["model.GGUF", "weights/model.safetensors"]
    assert [file.contents.size for file in found.values() if file.contents] == [8192, 16]


def test_index_states_what_its_shards_are_together(root: Path) -> None:
    index = root / "weights" / "model.safetensors.index.json"
    index.write_text('{"metadata": {"total_size": 13476835328}, "weight_map": {}}')
    file = local(root).files["weights/model.safetensors.index.json"]
    assert file.contents is not None
    assert file.contents.size == 13_476_835_328
    index.write_text('{"metadata": {}}')
    assert "does not say" in problem(root, "weights/model.safetensors.index.json")


def test_parts_of_a_pipeline_are_those_that_have_weights(root: Path) -> None:
    (root / "weights" / "model_index.json").write_text(
        '{"_class_name": "P", "unet": ["diffusers", "UNet2DConditionModel"],'
        ' "scheduler": ["diffusers", "DDIMScheduler"], "safety_checker": [null, null],'
        ' "tokenizer": ["transformers", "CLIPTokenizer"], "vae": ["diffusers", "AutoencoderKL"]}'
    )
    safetensors(root / "weights" / "x.safetensors", a=HALF)
    assert local(root).pipelines == {"weights": ("unet", "vae")}


def test_folders_of_tools_are_left_out(root: Path) -> None:
    (root / ".git").mkdir()
    safetensors(root / ".git" / "x.safetensors", a=HALF)
    assert local(root).files == {}


def test_links_to_files_are_followed_wherever_they_lead(root: Path, tmp_path: Path) -> None:
    target = safetensors(tmp_path / "elsewhere.safetensors", a=HALF)
    (root / "weights" / "linked.safetensors").symlink_to(target)
    file = local(root).files["weights/linked.safetensors"]
    assert file.contents is not None
    assert file.contents.size == 16


def test_links_to_folders_stay_inside_and_end(root: Path, tmp_path: Path) -> None:
    safetensors(root / "weights" / "model.safetensors", a=HALF)
    (root / "weights" / "loop").symlink_to(root)
    (root / "weights" / "self").symlink_to("self")
    (root / "again").symlink_to("weights")
    outside = tmp_path / "outside"
    outside.mkdir()
    safetensors(outside / "secret.safetensors", a=HALF)
    (root / "out").symlink_to(outside)
    files = local(root).files
    assert len(files) == 1
    assert next(iter(files)).endswith("model.safetensors")


def test_links_that_lead_nowhere_say_so(root: Path) -> None:
    (root / "gone.safetensors").symlink_to("nowhere")
    (root / "loop.safetensors").symlink_to("loop.safetensors")
    assert "cannot be read" in problem(root, "gone.safetensors")
    assert "cannot be read" in problem(root, "loop.safetensors")


def test_folder_pipe_and_device_are_no_files(root: Path) -> None:
    (root / "folder.safetensors").mkdir()
    os.mkfifo(root / "pipe.bin")
    (root / "device.bin").symlink_to("/dev/zero")
    assert sorted(local(root).files) == ["device.bin", "pipe.bin"]
    assert problem(root, "pipe.bin") == problem(root, "device.bin") == "it is not a regular file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_that_may_not_be_read(root: Path) -> None:
    path = safetensors(root / "x.safetensors", a=HALF)
    path.chmod(0)
    assert "cannot be read" in problem(root, "x.safetensors")


def test_file_that_cannot_be_opened(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    safetensors(root / "x.safetensors", a=HALF)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    found = weights_on_disk.WeightsOnDisk(root, None, frozenset()).local()
    assert found.files["x.safetensors"].problem == "it cannot be read: Permission denied"


def test_broken_files_say_why(root: Path) -> None:
    (root / "empty.safetensors").write_bytes(b"")
    (root / "lying.safetensors").write_bytes(struct.pack("<Q", 10_000_000_000) + b"{}")
    whole = safetensors(root / "whole.safetensors", a=((1000,), "float32"))
    (root / "cut.safetensors").write_bytes(whole.read_bytes()[:2000])
    assert problem(root, "empty.safetensors") == "it is empty"
    assert "claims 10000000000 bytes" in problem(root, "lying.safetensors")
    assert "mentions 4000 bytes" in problem(root, "cut.safetensors")


def test_folder_of_very_many_files_is_not_looked_through_to_its_end(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for at in range(5):
        safetensors(root / f"{at}.safetensors", a=HALF)
    monkeypatch.setattr(weights_on_disk, "_MAX_FILES", 3)
    assert len(local(root).files) == 3
    monkeypatch.setattr(weights_on_disk, "_MAX_ENTRIES", 2)
    assert len(local(root).files) == 2


class Reads:
    """Which files had their headers read."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.names: list[str] = []
        read = weights_on_disk.read_contents

        def reading(*args: object) -> object:
            self.names.append(str(args[2]))
            return read(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(weights_on_disk, "read_contents", reading)

    def taken(self) -> list[str]:
        names, self.names = self.names, []
        return sorted(names)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> Iterator[Reads]:
    yield Reads(monkeypatch)


def test_header_is_read_once_until_its_file_changes(root: Path, reads: Reads) -> None:
    safetensors(root / "a.safetensors", a=HALF)
    path = safetensors(root / "b.safetensors", a=HALF)
    loader = ProjectLoader(root)
    loader.load()
    assert reads.taken() == ["a.safetensors", "b.safetensors"]
    safetensors(path, a=((9, 9), "float32"))
    loader.load()
    assert reads.taken() == []
    loader.files.forget("predict.py")
    loader.load()
    assert reads.taken() == []
    loader.files.forget("b.safetensors")
    found = loader.load().weights.local.files["b.safetensors"]
    assert reads.taken() == ["b.safetensors"]
    assert found.contents is not None
    assert found.contents.size == 324
    loader.files.forget_all()
    loader.load()
    assert reads.taken() == []


# --- the hub's cache -----------------------------------------------------------------------------


def cached(root: Path, hub: Path, **settings: object) -> Project:
    return ProjectLoader(root, hub).load(None, settings)


def test_repository_that_the_code_names_is_looked_up_in_the_cache(root: Path, hub: Path) -> None:
    weights = cached(root, hub).weights
    for revision in (None, "main", "abc"):
        tree = weights.snapshot("org/small-model", revision)
        assert tree is not None
        assert [file.contents.size for file in tree.files.values() if file.contents] == [16]
    assert weights.snapshot("org/small-model", "other") is None


def test_repository_that_nobody_names_is_not(root: Path, hub: Path, reads: Reads) -> None:
    (root / "predict.py").write_text("NAME = 'org/other'\n")
    assert cached(root, hub).weights.hub == {}
    assert reads.taken() == []


def test_the_cache_can_be_left_alone(root: Path, hub: Path) -> None:
    assert cached(root, hub, hfCache=False).weights.hub == {}
    (root / "cog-lsp.toml").write_text("hf-cache = false\n")
    assert cached(root, hub).weights.hub == {}
    assert cached(root, hub, hfCache=True).weights.hub != {}


def test_broken_cache_is_no_trouble(root: Path, hub: Path, tmp_path: Path) -> None:
    home = hub / "models--org--small-model"
    (home / "refs" / "main").write_bytes(b"\xff\xfe")
    assert cached(root, hub).weights.snapshot("org/small-model", None) is None
    (home / "snapshots").rename(home / "gone")
    assert cached(root, hub).weights.hub["org/small-model"] == ()
    assert cached(root, tmp_path / "nowhere").weights.hub == {}


@pytest.mark.parametrize(
    ("environment", "path"),
    [
        ({"HF_HUB_CACHE": "/a", "HF_HOME": "/b", "HOME": "/h"}, "/a"),
        ({"HUGGINGFACE_HUB_CACHE": "/a", "HF_HOME": "/b"}, "/a"),
        ({"HF_HOME": "/b", "XDG_CACHE_HOME": "/c", "HOME": "/h"}, "/b/hub"),
        ({"XDG_CACHE_HOME": "/c", "HOME": "/h"}, "/c/huggingface/hub"),
        ({"HOME": "/h"}, "/h/.cache/huggingface/hub"),
        ({"USERPROFILE": "/u"}, "/u/.cache/huggingface/hub"),
        ({"HF_HUB_CACHE": ""}, None),
    ],
)
def test_where_the_cache_is(environment: dict[str, str], path: str | None) -> None:
    assert hub_cache(environment) == (Path(path) if path is not None else None)
