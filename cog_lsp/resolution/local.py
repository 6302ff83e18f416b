"""Local wheels and source archives in a requirements file, as Cog accepts and refuses them.

Checked when a Dockerfile is written, so at build, and for ``python_requirements`` only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from cog_lsp.resolution.reading import package_name
from cog_lsp.syntax.requirements import ARTIFACT_SUFFIXES
from cog_lsp.text.blanks import GO_SPACE

LocalProblem = Literal[
    "req-file-url",
    "req-name-at-file-url",
    "req-name-at-path",
    "req-local-option",
    "req-artifact-inline-option",
    "req-artifact-marker",
    "req-artifact-extras",
    "req-local-dir",
]
_OPTIONS = ("--find-links", "--requirement", "-f", "-r")


@dataclass(frozen=True, slots=True)
class LocalForm:
    """A line that names something local: an accepted ``path``, or the ``problem`` with it.

    ``option`` is the option at fault, if it is one; ``path`` the path or URL as it is written.
    """

    path: str
    problem: LocalProblem | None = None
    option: str = ""


def read_local(line: str) -> LocalForm | None:
    """What is local in ``line``; ``None`` if nothing is and Cog passes it on."""
    line = line.strip(GO_SPACE)
    if not line:
        return None
    if _is_file_url(line):
        return LocalForm(line, "req-file-url")
    refused = _direct_reference(line)
    if refused is not None:
        return refused
    if line.startswith("-"):
        return _local_option(line)
    if (path := _with_inline_option(line)) is not None:
        return LocalForm(path, "req-artifact-inline-option")
    if _is_remote(line):
        return None
    base, semicolon, _ = line.partition(";")
    if semicolon and _is_artifact(base.strip(GO_SPACE)):
        return LocalForm(base.strip(GO_SPACE), "req-artifact-marker")
    base, bracket, _ = line.partition("[")
    if bracket and line.endswith("]") and _is_artifact(base.strip(GO_SPACE)):
        return LocalForm(base.strip(GO_SPACE), "req-artifact-extras")
    if not _is_path(line) and not _has_suffix(line):
        return None
    return LocalForm(line, None if _has_suffix(line) else "req-local-dir")


def _direct_reference(line: str) -> LocalForm | None:
    name, at, target = line.partition("@")
    if not at:
        return None
    spaced = name != name.strip(GO_SPACE) or target != target.strip(GO_SPACE)
    name, target = name.strip(GO_SPACE), target.strip(GO_SPACE)
    if not name or package_name(name) != name:
        return None
    if _is_file_url(target):
        return LocalForm(target, "req-name-at-file-url")
    if _is_path(target) or (spaced and _is_artifact(target)):
        return LocalForm(target, "req-name-at-path")
    return None


def _local_option(line: str) -> LocalForm | None:
    for option in _OPTIONS:
        value = _option_value(line, option)
        if value and (_is_file_url(value) or not _is_remote(value)):
            return LocalForm(value, "req-local-option", option)
    return None


def _option_value(line: str, option: str) -> str | None:
    """The value of ``option`` if ``line`` begins with it, glued to it if the option is short."""
    rest = line.removeprefix(option)
    if rest == line or not rest:
        return None
    if option.startswith("--"):
        if rest[0] not in "= \t":
            return None
        if rest[0] == "=":
            rest = rest[1:]
    return rest.strip(GO_SPACE)


def _with_inline_option(line: str) -> str | None:
    """The artifact in ``line`` behind which an option stands."""
    for index, char in enumerate(line):
        if char not in " \t":
            continue
        base, rest = line[:index].strip(GO_SPACE), line[index:].lstrip(" \t")
        if _is_artifact(base) and (
            rest.startswith("--")
            or any(_option_value(rest, option) is not None for option in ("-f", "-r"))
        ):
            return base
    return None


def _is_artifact(path: str) -> bool:
    return not _is_remote(path) and (_is_path(path) or _has_suffix(path))


def _is_remote(line: str) -> bool:
    return "://" in line or line.startswith("git+")


def _is_file_url(line: str) -> bool:
    return line.lower().startswith("file:")


def _is_path(line: str) -> bool:
    return line.startswith(("/", "./", "../"))


def _has_suffix(path: str) -> bool:
    return path.lower().endswith(ARTIFACT_SUFFIXES)
