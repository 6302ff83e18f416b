"""What Cog's decoder makes of a cog.yaml."""

from __future__ import annotations

from textwrap import dedent

import pytest

from cog_lsp.project.config import CogConfig, ConfigValues
from cog_lsp.project.config.values import dotted
from cog_lsp.text import Document
from tests.verdicts import grid


def config(text: str) -> CogConfig:
    return CogConfig.read(Document("cog.yaml", dedent(text)))


def values(text: str) -> ConfigValues:
    return config(text).values


def problems(text: str) -> list[tuple[str, str, str]]:
    """Kind, path and source text of each problem."""
    text = dedent(text)
    found = values(text).problems
    return [(at.kind, dotted(at.path), at.node.span.text(text)) for at in found]


def test_decoding_fails_just_where_cogs_own_decoder_fails() -> None:
    wrong = []
    for case in grid():
        read = config(case.files["cog.yaml"])
        if (read.tree.problem is not None or bool(read.values.problems)) != ("parse" in case.kinds):
            wrong.append(case.name)
    assert wrong == []


@pytest.mark.parametrize(
    ("written", "gpu"),
    [
        ("true", True), ("True", True), ("yes", True), ("on", True), ("y", True), ("'yes'", True),
        ("false", False), ("off", False), ("N", False), ("", False), ("~", False),
        ('"true"', False), ("1", False), ("[true]", False),
    ],
)  # fmt: skip
def test_gpu(written: str, gpu: bool) -> None:
    assert config(f"build:\n  gpu: {written}\n").gpu is gpu


@pytest.mark.parametrize("written", ["3.10", "2024-01-02", "true", "0x10", "'3.10'", "1_0"])
def test_text_is_the_source_text_of_any_scalar(written: str) -> None:
    build = values(f"build:\n  python_version: {written}\n").build
    assert build is not None
    assert build.python_version is not None
    assert build.python_version.value == written.strip("'")


@pytest.mark.parametrize(
    ("written", "number"),
    [("4", 4), ("4.0", 4), ("0x10", 16), ("010", 8), ("1e2", 100), ("1_000", 1000), ("-1", -1)],
)
def test_a_whole_number(written: str, number: int) -> None:
    concurrency = values(f"concurrency:\n  max: {written}\n").concurrency
    assert concurrency is not None
    assert concurrency.max is not None
    assert concurrency.max.value == number


@pytest.mark.parametrize("text", ["", "\n", "# x\n", "~\n", "build:\n", "weights: ~\n"])
def test_nothing_is_nothing(text: str) -> None:
    found = values(text)
    assert found.build is None
    assert found.weights == ()
    assert found.problems == ()


def test_null_items_are_dropped_and_noted() -> None:
    text = "environment:\n  - A=b\n  -\n  - ~\n"
    found = values(text)
    assert found.environment is not None
    assert [item.value for item in found.environment.items] == ["A=b"]
    assert len(found.environment.dropped) == len(found.dropped) == 2


def test_the_parts_of_a_command() -> None:
    found = values(
        """\
        build:
          run:
            - pip list
            - command: make
              mounts: [{type: secret, id: key}]
        """
    )
    assert found.build is not None
    plain, mapped = found.build.run
    assert (plain.command.value, mapped.command.value) == ("pip list", "make")
    (mount,) = mapped.mounts
    assert (mount.type.value, mount.id.value, mount.target.value) == ("secret", "key", "")
    assert mount.target.node is mount.node


def test_a_source_may_be_one_or_a_list() -> None:
    found = values(
        """\
        weights:
          - {name: a, target: /a, source: {uri: hf://a/b, exclude: ["*.bin"]}}
          - {name: b, target: /b, source: [{uri: x}, ~, {uri: y}]}
          - {name: c, target: /c, source: }
        """
    )
    uris = [[source.uri and source.uri.value for source in w.sources] for w in found.weights]
    assert uris == [["hf://a/b"], ["x", "y"], []]
    assert found.problems == ()


def test_merged_keys_give_way_to_own_ones_and_to_earlier_ones() -> None:
    found = values(
        """\
        a: &a {python_version: "3.9", cuda: "11.8", gpu: true}
        b: &b {cuda: "12.1", cudnn: "9"}
        build:
          <<: [*b, *a]
          python_version: "3.12"
        """
    )
    assert found.build is not None
    build = found.build
    texts = [text and text.value for text in (build.python_version, build.cuda, build.cudnn)]
    assert texts == ["3.12", "12.1", "9"]
    assert build.gpu is not None
    assert build.gpu.value is True


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[a]\n", [("type", "", "[a]")]),
        ("build: yes\n", [("type", "build", "yes")]),
        ("a: 1\na: 2\n", [("duplicate", "a", "a")]),
        ("a: {b: 1, b: 2}\n", []),
        ("environment: {A: b}\n", [("type", "environment", "{A: b}")]),
        ("environment: [A: b]\n", [("type", "environment[0]", "A: b")]),
        ("build:\n  run: [3]\n", [("type", "build.run[0]", "3")]),
        ("build:\n  run: [{a: {b: 1, b: 2}}]\n", [("duplicate", "build.run[0].b", "b")]),
        ("build: {<<: 3}\n", [("type", "build", "3")]),
        ("weights: [{source: x}]\n", [("type", "weights[0].source", "x")]),
        ("x: &x {gpu: 1, gpu: 2}\nbuild: *x\n", [("duplicate", "build.gpu", "gpu"),
                                                 ("type", "build.gpu", "1")]),
    ],
)  # fmt: skip
def test_problems_have_paths_and_places(text: str, found: list[tuple[str, str, str]]) -> None:
    assert problems(text) == found


def test_unknown_keys_have_their_paths_and_siblings() -> None:
    found = values(
        """\
        gpu: true
        shared: &shared [ffmpeg]
        build:
          fast: true
          system_packages: *shared
          run: [{command: a, name: b, mounts: [{kind: secret}]}]
        weights: [{name: a, path: b, source: {url: c}}]
        """
    ).unknown
    assert [(dotted(key.path), key.anchored) for key in found] == [
        ("gpu", False),
        ("shared", True),
        ("build.fast", False),
        ("build.run[0].name", False),
        ("build.run[0].mounts[0].kind", False),
        ("weights[0].path", False),
        ("weights[0].source.url", False),
    ]
    assert found[-1].known == ("uri", "include", "exclude")


def test_a_bomb_of_aliases_is_read_in_time() -> None:
    lines = ["a0: &a0 [x, x]"] + [
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 40)
    ]
    merges = ["m0: &m0 {gpu: true}"] + [
        f"m{i}: &m{i} {{<<: [*m{i - 1}, *m{i - 1}]}}" for i in range(1, 40)
    ]
    found = config("\n".join([*lines, *merges, "build: *m39", ""]))
    assert found.tree.problem is None
    assert found.gpu
