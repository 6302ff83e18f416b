"""Names of repositories and images, by go-containerregistry's mild rules."""

from __future__ import annotations

import pytest

from cog_lsp.resolution.image_names import (
    ImageName,
    is_docker_tag,
    read_repository,
    split_reference,
)

DIGEST = "@sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("text", "registry", "repository"),
    [
        ("r8.im/a/b", "r8.im", "a/b"), ("a/b", "", "a/b"), ("ab", "", "ab"),
        ("localhost/a", "", "localhost/a"), ("localhost:5000/a/b", "localhost:5000", "a/b"),
        ("[::1]:5000/a/b", "[::1]:5000", "a/b"), ("/a/b", "", "/a/b"), ("a//b", "", "a//b"),
    ],
)  # fmt: skip
def test_a_repository(text: str, registry: str, repository: str) -> None:
    assert read_repository(text) == ImageName(registry, repository)


@pytest.mark.parametrize(
    "text", ["", "a", "A/b", "r8.im/A", "a b", "a:b", "r8.im:x/a/b", "r8.im/a/b:t", "r8.im/ä"]
)
def test_no_repository(text: str) -> None:
    assert read_repository(text) is None


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("r8.im/a/b:t", ":t"),
        ("localhost:5000/ab:t", ":t"),
        (f"r8.im/a/b{DIGEST}", DIGEST),
        (f"r8.im/a/b:t{DIGEST}", DIGEST),
        ("r8.im/a/b", None),
        ("r8.im/a/b:", None),
        ("r8.im/a/b@sha256:0", None),
        ("r8.im/A/b:t", None),
    ],
)
def test_a_tag_or_digest(text: str, suffix: str | None) -> None:
    found = split_reference(text)
    assert (found and found.suffix) == suffix


@pytest.mark.parametrize(
    ("text", "is_tag"), [("3.12-slim", True), ("-slim", False), ("3.12 -slim", False), ("", False)]
)
def test_docker_tags(text: str, is_tag: bool) -> None:
    assert is_docker_tag(text) is is_tag
