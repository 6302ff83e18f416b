"""The table of versions that go together."""

from __future__ import annotations

from cog_lsp.knowledge import compatibility
from cog_lsp.knowledge.compatibility import (
    base_images,
    nvidia_images,
    tensorflow_releases,
    torch_releases,
)


def numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def test_every_table_is_in_order_and_has_each_version_once() -> None:
    for versions in (
        [row.version for row in torch_releases()],
        [row.version for row in tensorflow_releases()],
        [row.cuda for row in nvidia_images()],
        *[list(row.cudas) for row in torch_releases()],
        *[list(row.pythons) for row in (*torch_releases(), *tensorflow_releases())],
    ):
        assert versions == sorted(set(versions), key=numbers)


def test_torch_and_its_companions() -> None:
    rows = {row.version: row for row in torch_releases()}
    assert len(rows) == 27
    row = rows["2.5.1"]
    assert (row.cudas, row.torchvision, row.torchaudio) == (
        ("11.8", "12.1", "12.4"),
        "0.20.1",
        "2.5.1",
    )
    assert (row.pythons, row.last_python) == (("3.10", "3.11", "3.12"), "3.13")
    assert rows["2.0.1"].untagged == ("11.7",)
    assert all(set(row.untagged) <= set(row.cudas) for row in torch_releases())
    assert {row.version for row in torch_releases() if row.torchvision_tagged} == {
        "1.11.0", "1.12.0", "1.12.1", "1.13.0", "1.13.1",
    }  # fmt: skip


def test_every_cuda_of_torch_has_an_image() -> None:
    minors = {image.cuda.rpartition(".")[0] for image in nvidia_images()}
    assert {cuda for row in torch_releases() for cuda in row.cudas} <= minors


def test_the_cuda_of_two_tensorflows_has_no_image_with_their_cudnn() -> None:
    images = {(image.cuda.rpartition(".")[0], image.cudnn) for image in nvidia_images()}
    without = [row.version for row in tensorflow_releases() if (row.cuda, row.cudnn) not in images]
    assert without == ["2.16.1", "2.17.0"]


def test_images_are_named_by_their_versions() -> None:
    for image in nvidia_images():
        assert image.cudnn in ("8", "9")
        assert image.tag.startswith(f"{image.cuda}-cudnn")


def test_the_rest() -> None:
    assert len(base_images().system_packages) == len(set(base_images().system_packages)) == 27
    assert "{variant}" in compatibility.package_index().url
    assert compatibility.default_cuda().version == "11.8"
