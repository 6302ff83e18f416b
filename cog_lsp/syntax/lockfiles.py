"""The exact versions in lock files, and in the names that pip gives to what it installs."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cog_lsp.syntax.requirements import normalize_name, parse_requirements

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LOCK_FILES = ("uv.lock", "poetry.lock", "pylock.toml", "Pipfile.lock", "requirements.lock")
"""The names of lock files, in the order in which they are asked."""

_DIST_INFO = re.compile(r"(?P<name>.+?)-(?P<version>[0-9][^-]*)\.dist-info")


def locked_versions(name: str, text: str) -> dict[str, str]:
    """The version of each package (normalised) in the lock file called ``name``.

    A package that is there with several versions, for several platforms, is left out. A text that
    is no such file has none.
    """
    try:
        if name == "Pipfile.lock":
            found = _pipfile(json.loads(text))
        elif name == "requirements.lock":
            found = ((one.name, one.version or "") for one in parse_requirements(text))
        else:
            found = _packages(tomllib.loads(text))
        return _sure(found)
    except (ValueError, RecursionError):
        return {}


def installed_versions(names: Iterable[str]) -> dict[str, str]:
    """The version of each package in a ``site-packages`` folder that holds ``names``."""
    matches = (_DIST_INFO.fullmatch(name) for name in names)
    return _sure((match["name"], match["version"]) for match in matches if match is not None)


def _packages(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The packages of uv's, Poetry's and the standard's TOML, which differ in a plural."""
    rows = data.get("package") or data.get("packages") or ()
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, Mapping):
            yield str(row.get("name", "")), str(row.get("version", ""))


def _pipfile(data: object) -> Iterator[tuple[str, str]]:
    section = data.get("default") if isinstance(data, Mapping) else None
    for name, row in section.items() if isinstance(section, Mapping) else ():
        version = row.get("version") if isinstance(row, Mapping) else None
        if isinstance(version, str):
            yield str(name), version.removeprefix("==")


def _sure(found: Iterable[tuple[str, str]]) -> dict[str, str]:
    versions: dict[str, set[str]] = {}
    for name, version in found:
        if name and version:
            versions.setdefault(normalize_name(name), set()).add(version)
    return {name: next(iter(known)) for name, known in versions.items() if len(known) == 1}
