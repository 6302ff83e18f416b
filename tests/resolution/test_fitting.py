"""The versions that an author may choose from."""

from __future__ import annotations

import pytest

from cog_lsp.resolution import fitting_cudas, fitting_pythons, known_cudas, resolution_of

from ..projects import project


def of(*packages: str) -> dict[str, str]:
    items = "".join(f"    - {package}\n" for package in packages)
    head = 'build:\n  gpu: true\n  python_version: "3.11"\n'
    return {"cog.yaml": head + (f"  python_packages:\n{items}" if items else "")}


@pytest.mark.parametrize(
    ("package", "cudas", "pythons"),
    [
        ("torch==2.5.1", ("11.8", "12.1", "12.4"), ("3.10", "3.11", "3.12")),
        ("torch==2.4.0+cu118", ("11.8",), ("3.10", "3.11", "3.12")),
        ("tensorflow==2.15.0", ("12.2",), ("3.10", "3.11")),
        ("torch==99.0", known_cudas(), ("3.10", "3.11", "3.12", "3.13", "3.14")),
    ],
)
def test_versions_that_fit_a_framework(
    package: str, cudas: tuple[str, ...], pythons: tuple[str, ...]
) -> None:
    found = project(of(package))
    assert fitting_cudas(found) == cudas
    assert fitting_pythons(found) == pythons


def test_without_a_framework_every_cuda_with_an_image_fits() -> None:
    assert fitting_cudas(project(of())) == known_cudas()
    assert known_cudas()[0] == "11.0"
    assert "12.7" not in known_cudas()


def test_a_list_item_has_its_place_inside_its_quotes() -> None:
    files = of('"torch==2.5.1"', "'numpy == 1.26.4'", r'"a\x3db"')
    text = files["cog.yaml"]
    packages = resolution_of(project(files)).packages
    assert [package.span.text(text) for package in packages] == [
        "torch==2.5.1",
        "numpy == 1.26.4",
        r'"a\x3db"',
    ]
    assert [package.name for package in packages] == ["torch", "numpy", ""]


def test_a_requirements_file_is_found_by_any_spelling_of_its_path() -> None:
    files = {
        "cog.yaml": 'build:\n  python_version: "3.11"\n  python_requirements: ./sub/../r.txt\n',
        "r.txt": "torch==2.5.1\n",
    }
    (package,) = resolution_of(project(files)).packages
    assert (package.path, package.pip.text) == ("r.txt", "torch==2.5.1")
    assert package.pip.indexes == ("https://download.pytorch.org/whl/cpu/",)
