"""URIs of weights, and weights.lock, as Cog takes them."""

from __future__ import annotations

import json

import pytest

from cog_lsp.project.config import CogConfig
from cog_lsp.resolution.weights import (
    Drift,
    LockProblem,
    NormalUri,
    clean_path,
    drifts,
    normalize_uri,
    read_lock,
)
from cog_lsp.text import Document


@pytest.mark.parametrize(
    ("uri", "normal"),
    [
        ("hf://a/b", "hf://a/b"), ("hf://a/b@main", "hf://a/b"), ("hf://a/b@v1", "hf://a/b@v1"),
        ("huggingface://a/b", "hf://a/b"), ("weights/", "file://./weights"),
        ("file://./weights", "file://./weights"), ("file:///abs/../w", "file:///w"),
        ("https://x.y/a.bin", "https://x.y/a.bin"), ("hf:a/b", "file://./hf:a/b"),
        ("https://x.y/a b", "https://x.y/a%20b"), ("https://", "https:"),
    ],
)  # fmt: skip
def test_a_uri_has_one_form(uri: str, normal: str) -> None:
    found = normalize_uri(uri)
    assert isinstance(found, NormalUri)
    assert found.text == normal


@pytest.mark.parametrize(
    ("uri", "fault"),
    [
        ("", "empty"), ("file://", "empty"), ("s3://a/b", "scheme"), ("HF://a/b", "scheme"),
        (".", "project"), ("..", "outside"), ("..w", "outside"), ("a/../..", "outside"),
        ("hf://a", "repository"), ("hf://a/b/c", "repository"), ("hf://a/b@", "revision"),
        ("https://u:p@x.y/a", "credentials"), ("https://x.y/%zz", "url"),
        ("https://x.y:a/b", "url"),
        ("https://x y/a", "url"),
    ],
)  # fmt: skip
def test_a_uri_that_cog_cannot_follow(uri: str, fault: str) -> None:
    assert normalize_uri(uri) == fault


@pytest.mark.parametrize(
    ("path", "cleaned"),
    [("", "."), ("//a", "/a"), ("/a/./b/", "/a/b"), ("a/../..", ".."), ("/..", "/")],
)
def test_clean_paths(path: str, cleaned: str) -> None:
    assert clean_path(path) == cleaned


def lock(*entries: dict[str, object], version: object = 1) -> str:
    return json.dumps({"version": version, "weights": list(entries)})


def entry(name: str = "w", target: str = "/w", uri: str = "hf://a/b") -> dict[str, object]:
    return {"name": name, "target": target, "sources": [{"uri": uri}], "digest": "sha256:0"}


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "json"), ("[]", "json"), ("{", "json"), (lock(version="1"), "json"),
        (lock(version=1.0), "json"), (lock({"name": 3}), "json"), (lock({"files": {}}), "json"),
        (lock({"importedAt": "today"}), "json"), ('{"version": NaN}', "json"),
        (lock(version=2), "version"), ("{}", "version"),
        (lock(entry(), entry(target="/v")), "duplicate"),
        (lock(entry(), entry(name="v", target="//w/")), "duplicate"),
    ],
)  # fmt: skip
def test_a_lock_that_cog_refuses(text: str, fault: str) -> None:
    found = read_lock(text)
    assert isinstance(found, LockProblem)
    assert found.fault == fault


def drift_of(weights: str, *entries: dict[str, object]) -> list[Drift]:
    config = CogConfig.read(Document("cog.yaml", f"weights: {weights}\n"))
    found = read_lock(lock(*entries))
    assert not isinstance(found, LockProblem)
    return list(drifts(config.values.weights, found))


def test_drift() -> None:
    same = "[{name: w, target: /w, source: {uri: 'huggingface://a/b@main'}}]"
    assert drift_of(same, entry()) == []
    assert drift_of(same) == [Drift("w", "pending")]
    assert drift_of(same, entry(), entry("v", "/v")) == [Drift("v", "orphaned")]
    assert drift_of(same, entry(target="/w/")) == [Drift("w", "changed", ("target",))]
    assert drift_of(same, entry(uri="hf://a/c")) == [Drift("w", "changed", ("uri",))]
    patterns = "[{name: w, target: /w, source: {uri: 'hf://a/b', exclude: [' b', a]}}]"
    assert drift_of(patterns, entry()) == [Drift("w", "changed", ("exclude",))]
    sorted_entry = {**entry(), "sources": [{"uri": "hf://a/b", "exclude": ["a", "b"]}]}
    assert drift_of(patterns, sorted_entry) == []
    two = "[{name: w, target: /w, source: [{uri: 'hf://a/b'}, {uri: 'hf://a/c'}]}]"
    assert drift_of(two, entry()) == [Drift("w", "changed", ("source",))]
