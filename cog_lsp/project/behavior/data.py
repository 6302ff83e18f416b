"""Values that stand in files of the project: what reading a YAML, JSON or TOML file returns."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cog_lsp.project.behavior.values import Value
from cog_lsp.project.project import Project
from cog_lsp.syntax.data_files import Format, read_data

_SOURCE_FOLDER = "/src/"
_MAX_VALUES = 4_000
_MAX_DEPTH = 20
_MAX_TEXT = 500  # characters; what is longer names nothing
_INTERPOLATION = "${"  # OmegaConf's; what stands there is not worked out
_OPENERS = frozenset(("open", "io.open", "codecs.open", "pathlib.Path.open"))
_READING = frozenset(("read", "decode"))
_READING_PATHS = frozenset(("read_text", "read_bytes"))
# Functions that read an open file or its text, and those that take its path as well.
_READERS: dict[str, Format] = {
    "json.load": "json", "json.loads": "json", "orjson.loads": "json", "ujson.load": "json",
    "yaml.safe_load": "yaml", "yaml.load": "yaml", "yaml.full_load": "yaml",
    "yaml.unsafe_load": "yaml", "pyrallis.load": "yaml",
    "toml.loads": "toml", "tomli.load": "toml", "tomli.loads": "toml", "tomllib.load": "toml",
    "tomllib.loads": "toml",
}  # fmt: skip
_READERS_OF_PATHS: dict[str, Format] = {"omegaconf.OmegaConf.load": "yaml", "toml.load": "toml"}
# Functions that make the same table of another kind.
_SAME_TABLE = frozenset(
    (
        "dict", "copy.deepcopy", "copy.copy", "omegaconf.OmegaConf.create",
        "omegaconf.OmegaConf.to_container", "munch.munchify", "munch.Munch.fromDict",
    )
)  # fmt: skip
# Types that keep a table, or what they are given by name, and take its keys as attributes.
RECORDS = frozenset(
    (
        "Namespace", "SimpleNamespace", "EasyDict", "edict", "DotDict", "AttrDict", "Box", "Munch",
        "DictConfig", "ConfigDict",
    )
)  # fmt: skip


def of_call(project: Project, name: str, values: Sequence[Value]) -> Value | None:
    """What the function ``name`` from outside returns, if it reads a known file or keeps a table.

    A file that is opened is still called by its path.
    """
    first = values[0] if values else Value()
    if name in _OPENERS and first.text is not None:
        path = _path(project, first)
        return replace(first, contents=path) if path is not None else None
    form = _READERS.get(name) or _READERS_OF_PATHS.get(name)
    if form is not None:
        path = next((value.contents for value in values if value.contents is not None), None)
        if path is None and name in _READERS_OF_PATHS:
            path = _path(project, first)
        read = read_data(project.documents[path].text, form) if path is not None else None
        return _value(read, [_MAX_VALUES], 0) if read is not None else None
    if name in _SAME_TABLE and len(values) == 1:
        return None if (fields := table(first)) is None else replace(first, fields=dict(fields))
    return None


def of_method(project: Project, receiver: Value, attr: str) -> Value | None:
    """What a method of a path, of an open file or of its text returns: that file's contents."""
    if attr in _READING:
        return Value(contents=receiver.contents) if receiver.contents is not None else None
    path = _path(project, receiver) if attr in _READING_PATHS or attr == "open" else None
    if path is None:
        return None
    return replace(receiver, contents=path) if attr == "open" else Value(contents=path)


def table(value: Value) -> Mapping[str, Value] | None:
    """The entries of a dictionary, or of what takes its keys as attributes; no instance's."""
    return value.fields if value.cls is None else None


def _path(project: Project, value: Value) -> str | None:
    """The file of the project that a path leads to, as seen from where the container runs."""
    if value.text is None:
        return None
    path = posixpath.normpath(value.text.removeprefix(_SOURCE_FOLDER))
    return path if path in project.documents else None


def _value(data: object, left: list[int], depth: int) -> Value:
    """What is known of ``data``; nothing of what lies beyond the bounds, which ``left`` counts."""
    left[0] -= 1
    if left[0] < 0 or depth > _MAX_DEPTH:
        return Value()
    if isinstance(data, Mapping):
        named = ((key, item) for key, item in data.items() if isinstance(key, str))
        return Value(fields={key: _value(item, left, depth + 1) for key, item in named})
    if isinstance(data, list):
        return Value(items=tuple(_value(item, left, depth + 1) for item in data))
    if isinstance(data, str) and (_INTERPOLATION in data or len(data) > _MAX_TEXT):
        return Value()
    known = data is None or isinstance(data, str | bool | int | float)
    return Value(constant=data) if known else Value()
