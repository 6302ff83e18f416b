"""Random cog.yaml and every edit: it stays YAML, keeps all comments and all unrelated values."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from cog_lsp.fixes import yaml_edit as edit
from cog_lsp.fixes.yaml_edit import CannotEditError, NewScalar, YamlSource
from cog_lsp.syntax.yaml_tree import (
    YamlMapping,
    YamlNode,
    YamlScalar,
    YamlSequence,
    YamlTree,
    parse_yaml,
)
from cog_lsp.text import Document, TextEdit, apply_edits, split_lines

from .generated import texts

Path = tuple[str | int, ...]
Change = Callable[[Any], Any]


@dataclass(frozen=True)
class Scalar:
    """A scalar as data; that ``value`` is written another way counts as another one."""

    value: str
    style: str


@dataclass(frozen=True)
class Operation:
    """An edit, and what it is to make of the data."""

    name: str
    make: Callable[[YamlSource], list[TextEdit]]
    expected: Change


ANY = object()
"""Stands for a value whose writing does not matter."""


def data_of(node: YamlNode | None) -> Any:
    if isinstance(node, YamlMapping):
        return {entry.name: data_of(entry.value) for entry in node.entries}
    if isinstance(node, YamlSequence):
        return [data_of(item) for item in node.items]
    if isinstance(node, YamlScalar):
        return Scalar(node.value, "null" if node.is_null else node.style)
    return None


def plain(data: Any) -> Any:
    """``data`` without how it is written."""
    if isinstance(data, dict):
        return {key: plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [plain(value) for value in data]
    return data.value if isinstance(data, Scalar) else data


def nodes(node: YamlNode | None, path: Path = ()) -> Iterator[tuple[Path, YamlNode]]:
    if node is None:
        return
    yield path, node
    if isinstance(node, YamlMapping):
        for entry in node.entries:
            yield from nodes(entry.value, (*path, entry.name))
    elif isinstance(node, YamlSequence):
        for index, item in enumerate(node.items):
            yield from nodes(item, (*path, index))


def at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def put(path: Path, make: Change) -> Change:
    """The change that puts what ``make`` makes of the value at ``path`` in its place."""

    def change(data: Any) -> Any:
        if not path:
            return make(data)
        at(data, path[:-1])[path[-1]] = make(at(data, path))
        return data

    return change


def remove(path: Path) -> Change:
    def change(data: Any) -> Any:
        container = at(data, path[:-1])
        del container[path[-1]]
        if container or len(path) == 1:
            return data if container else None
        return remove(path[:-1])(data)

    return change


def rekey(path: Path, name: str) -> Change:
    def make(mapping: Any) -> Any:
        return {name if key == path[-1] else key: value for key, value in mapping.items()}

    return put(path[:-1], make)


def pairs(value: Any) -> list[str]:
    return [f"{key}={one}" for key, one in plain(value).items()]


def operations(tree: YamlTree) -> Iterator[Operation]:
    """Every edit that can be asked for in ``tree``."""
    yield Operation(
        "insert",
        lambda s: edit.insert_key(s, ("train",), NewScalar("a.py:B")),
        lambda data: {**(data or {}), "train": "a.py:B"},
    )
    yield Operation(
        "append",
        lambda s: edit.append_item(s, ("build", "system_packages"), NewScalar("git 2")),
        append_git,
    )
    root = tree.root
    build = root.get("build") if isinstance(root, YamlMapping) else None
    if build is None or (
        isinstance(build.value, YamlMapping) and build.value.get("sdk_version") is None
    ):
        yield Operation(
            "insert deep",
            lambda s: edit.insert_key(s, ("build", "sdk_version"), NewScalar("0.1")),
            insert_sdk,
        )
    value = build.value if build is not None else None
    if isinstance(value, YamlMapping) and value.get("pre_install"):
        yield Operation(
            "move items",
            lambda s: edit.move_items(s, ("build", "pre_install"), ("build", "run")),
            move_pre_install,
        )
    if isinstance(root, YamlMapping):
        for entry in root.entries:
            if entry.name in ("image", "weights", "environment") and not (
                isinstance(value, YamlMapping) and value.get(entry.name)
            ):
                key = entry.key.span
                yield Operation(
                    "move an entry into build",
                    lambda s, key=key: edit.move_entry(s, key, ("build",)),
                    lambda data, name=entry.name: relocate(data, data, name),
                )
    if isinstance(value, YamlMapping) and isinstance(root, YamlMapping):
        for entry in value.entries:
            key = entry.key.span
            yield Operation(
                "move an entry out of build",
                lambda s, key=key: edit.move_entry(s, key, ()),
                lambda data, name=entry.name: relocate(data, data["build"], name, up=True),
            )
    for path, node in nodes(root):
        yield from of_node(path, node)


def of_node(path: Path, node: YamlNode) -> Iterator[Operation]:
    span = node.span
    if isinstance(node, YamlScalar):
        if node.style == "plain" and not node.is_null:
            yield Operation("quote", lambda s: edit.quote_scalar(s, span), put(path, plain))
        for value in ("new", "a: b # c", "1.0"):
            yield Operation(
                "set",
                lambda s, value=value: edit.set_scalar(s, span, value),
                put(path, lambda _, value=value: value),
            )
        if "\n" in node.value.strip():
            yield Operation("join", lambda s: edit.split_command(s, span, True), put(path, join))
            if path and isinstance(path[-1], int):
                yield Operation("split", lambda s: edit.split_command(s, span, False), split(path))
    if isinstance(node, YamlMapping):
        for entry in node.entries:
            key, own = entry.key.span, (*path, entry.name)
            yield Operation(
                "rename", lambda s, key=key: edit.rename_key(s, key, "new"), rekey(own, "new")
            )
            yield Operation("delete", lambda s, key=key: edit.delete_entry(s, key), remove(own))
        if path and all(isinstance(entry.value, YamlScalar) for entry in node.entries):
            spread = isinstance(path[-1], int)
            yield Operation(
                "mapping to list",
                lambda s: edit.mapping_to_list(s, span),
                spread_pairs(path) if spread else put(path, pairs),
            )
    if isinstance(node, YamlSequence):
        for index, item in enumerate(node.items):
            yield Operation(
                "delete item",
                lambda s, item=item: edit.delete_item(s, item.span),
                remove((*path, index)),
            )
        yield Operation(
            "list to mapping", lambda s: edit.list_to_mapping(s, span), put(path, as_mapping)
        )
    if path:
        yield Operation("wrap", lambda s: edit.wrap_in_list(s, span), put(path, lambda x: [x]))
        yield Operation(
            "wrap in mapping",
            lambda s: edit.wrap_in_mapping(s, span, "uri"),
            put(path, lambda x: {"uri": x}),
        )


def relocate(data: Any, origin: Any, name: str, up: bool = False) -> Any:
    value = origin.pop(name)
    if isinstance(value, Scalar):
        value = value.value
    if up:
        data[name] = value
        if not data["build"]:
            del data["build"]
    else:
        data.setdefault("build", {})[name] = value
    return data


def append_git(data: Any) -> Any:
    data = data or {}
    build = data.setdefault("build", {})
    build.setdefault("system_packages", []).append("git 2")
    return data


def insert_sdk(data: Any) -> Any:
    data = data or {}
    data.setdefault("build", {})["sdk_version"] = "0.1"
    return data


def move_pre_install(data: Any) -> Any:
    items = plain(data["build"].pop("pre_install"))
    data["build"].setdefault("run", []).extend(items)
    return data


def commands(value: Scalar) -> list[str]:
    lines = [line.strip() for line in value.value.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def join(value: Scalar) -> str:
    return " && ".join(commands(value))


def split(path: Path) -> Change:
    def make(items: Any) -> Any:
        index = path[-1]
        assert isinstance(index, int)
        return [*items[:index], *commands(items[index]), *items[index + 1 :]]

    return put(path[:-1], make)


def spread_pairs(path: Path) -> Change:
    def make(items: Any) -> Any:
        index = path[-1]
        assert isinstance(index, int)
        return [*items[:index], *pairs(items[index]), *items[index + 1 :]]

    return put(path[:-1], make)


def as_mapping(items: Any) -> Any:
    result: dict[str, Any] = {}
    for item in items:
        if isinstance(item, dict):
            result.update(item)
        else:
            name, _, value = plain(item).partition("=")
            result[name] = value
    return result


def same(actual: Any, expected: Any) -> bool:
    """Whether they agree; a text in ``expected`` may be written in any way."""
    if isinstance(expected, dict):
        return (
            isinstance(actual, dict)
            and actual.keys() == expected.keys()
            and all(same(actual[key], value) for key, value in expected.items())
        )
    if isinstance(expected, list):
        return (
            isinstance(actual, list)
            and len(actual) == len(expected)
            and all(map(same, actual, expected))
        )
    if isinstance(expected, str):
        return isinstance(actual, Scalar) and actual.value == expected
    return bool(actual == expected)


@settings(
    max_examples=100, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(texts(), st.data())
def test_an_edit_changes_what_it_says_and_nothing_else(text: str, data: st.DataObject) -> None:
    tree = parse_yaml(text)
    assert tree.problem is None
    by_name: dict[str, list[Operation]] = {}
    for operation in operations(tree):
        by_name.setdefault(operation.name, []).append(operation)
    name = data.draw(st.sampled_from(sorted(by_name)))
    check(text, tree, data.draw(st.sampled_from(by_name[name])))


def check(text: str, tree: YamlTree, operation: Operation) -> None:
    source = YamlSource(Document("cog.yaml", text))
    try:
        new = apply_edits(text, operation.make(source))
    except CannotEditError as error:
        event(f"{operation.name} refused: {error}")
        return
    event(operation.name)
    after = parse_yaml(new)
    assert after.problem is None, (operation.name, new)
    before = Counter(comment.text.strip() for comment in tree.comments)
    kept = Counter(comment.text.strip() for comment in after.comments)
    assert not before - kept, (operation.name, new)
    expected = operation.expected(copy.deepcopy(data_of(tree.root)))
    assert same(data_of(after.root), expected), (operation.name, new)
    endings = {line[len(line.rstrip("\r\n")) :] for line in split_lines(text)} - {""}
    if endings:
        assert {line[len(line.rstrip("\r\n")) :] for line in split_lines(new)} - {""} <= endings
