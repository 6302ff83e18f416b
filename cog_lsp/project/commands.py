"""What shell commands download: from where, and to which file or folder.

Known are the programs that people fetch weights with: pget, wget, curl, aria2c, git, and the
command of huggingface_hub. A word that is not known is ``None``.
"""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_SEPARATOR = re.compile(r"&&|\|\||[;|\n]")
_CONTINUATION = re.compile(r"\\\r?\n")
_VALUE_FLAGS = {
    "pget": ("-c", "--concurrency", "--log-level", "--retries", "--chunk-size", "-m", "--resolve"),
    "wget": ("-O", "--output-document", "-P", "--directory-prefix", "--header", "-U", "-e"),
    "curl": ("-o", "--output", "-H", "--header", "-C", "--retry", "-u", "-A"),
    "aria2c": ("-o", "--out", "-d", "--dir", "-x", "-s", "-k", "-j"),
    "git": ("-b", "--branch", "--depth", "-c", "--filter", "-C", "--revision"),
    "hf": ("--local-dir", "--cache-dir", "--revision", "--include", "--exclude", "--repo-type",
           "--token", "--local-dir-use-symlinks"),
}  # fmt: skip
_SAME_PROGRAM = {"huggingface-cli": "hf", "wget2": "wget"}
_PREFIXES = frozenset(("sudo", "time", "nohup", "exec", "env"))

Words = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Download:
    """``source`` (a URL, or a repository of the hub) comes to ``path``, a file or a folder.

    ``files`` are those of a repository that were asked for by name.
    """

    source: str
    path: str
    files: tuple[str, ...] = ()


def downloads_in(script: str) -> Iterator[Download]:
    """The downloads of a shell script, or of the lines of a ``run`` list."""
    for words, folder in commands_in(script):
        yield from downloads_of(words, folder)


def commands_in(script: str) -> Iterator[tuple[list[str], str]]:
    """The commands of a shell script, each as its words and the folder that it runs in."""
    folder = ""
    for command in _SEPARATOR.split(_CONTINUATION.sub(" ", script)):
        words = words_of(command)
        if words[:1] == ["cd"] and len(words) == 2:
            folder = posixpath.join(folder, words[1])
        else:
            yield words, folder


def words_of(command: str) -> list[str]:
    """The words of a command as a shell splits it, or as well as that can be told."""
    try:
        return shlex.split(command, comments=True)
    except ValueError:
        return command.split()


def without_prefixes(words: Words) -> Words:
    """A command without the variables that it sets and the programs that only start another."""
    while words and (words[0] in _PREFIXES or (words[0] or "").partition("=")[1]):
        words = words[1:]
    return words


def downloads_of(words: Words, folder: str = "") -> Iterator[Download]:
    """The download that one command, split into words, makes in ``folder``, if it makes one."""
    words = without_prefixes(words)
    name = posixpath.basename((words[0] if words else "") or "")
    program = _SAME_PROGRAM.get(name, name)
    if program not in _VALUE_FLAGS:
        return
    flags, rest = _split(words[1:], _VALUE_FLAGS[program])
    for download in _READERS[program](flags, [word for word in rest if word]):
        yield Download(download.source, posixpath.join(folder, download.path), download.files)


def _split(words: Words, with_value: tuple[str, ...]) -> tuple[dict[str, str], list[str | None]]:
    """The flags that take a value, with it, and the words that are no flags."""
    flags: dict[str, str] = {}
    rest: list[str | None] = []
    pending = list(words)
    while pending:
        word = pending.pop(0)
        if word is None or not word.startswith("-") or word == "-":
            rest.append(word)
            continue
        name, is_joined, value = word.partition("=")
        if name not in with_value:
            continue
        given = value if is_joined else (pending.pop(0) if pending else None)
        if given is not None:
            flags[name] = given
    return flags, rest


def _flag(flags: dict[str, str], *names: str) -> str | None:
    return next((flags[name] for name in names if name in flags), None)


def _base(url: str) -> str:
    return posixpath.basename(url.partition("?")[0])


def _pget(_: dict[str, str], rest: list[str]) -> Iterator[Download]:
    if len(rest) == 2:
        yield Download(rest[0], rest[1])


def _wget(flags: dict[str, str], rest: list[str]) -> Iterator[Download]:
    name = _flag(flags, "-O", "--output-document")
    folder = _flag(flags, "-P", "--directory-prefix") or ""
    for url in rest:
        yield Download(url, name or posixpath.join(folder, _base(url)))


def _curl(flags: dict[str, str], rest: list[str]) -> Iterator[Download]:
    name = _flag(flags, "-o", "--output")
    for url in rest[:1]:
        yield Download(url, name or _base(url))


def _aria2c(flags: dict[str, str], rest: list[str]) -> Iterator[Download]:
    folder, name = _flag(flags, "-d", "--dir") or "", _flag(flags, "-o", "--out")
    for url in rest:
        yield Download(url, posixpath.join(folder, name or _base(url)))


def _git(_: dict[str, str], rest: list[str]) -> Iterator[Download]:
    if len(rest) >= 2 and rest[0] == "clone":
        yield Download(rest[1], rest[2] if len(rest) > 2 else _base(rest[1]).removesuffix(".git"))


def _hf(flags: dict[str, str], rest: list[str]) -> Iterator[Download]:
    folder = _flag(flags, "--local-dir", "--cache-dir")
    if len(rest) >= 2 and rest[0] == "download" and folder is not None:
        yield Download(rest[1], folder, tuple(rest[2:]))


_READERS = {
    "pget": _pget, "wget": _wget, "curl": _curl, "aria2c": _aria2c, "git": _git, "hf": _hf,
}  # fmt: skip
