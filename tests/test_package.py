"""What comes with the installed package beside its modules."""

from __future__ import annotations

from importlib.metadata import metadata
from importlib.resources import files


def test_the_package_is_typed_as_it_says() -> None:
    assert "Typing :: Typed" in metadata("cog-lsp").get_all("Classifier", [])
    assert files("cog_lsp").joinpath("py.typed").is_file()
