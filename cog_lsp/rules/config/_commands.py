"""The commands that Cog runs while it builds, and the parts of a command."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project
from cog_lsp.project.config import Value
from cog_lsp.syntax.yaml_tree import YamlMapping, YamlNode, YamlScalar

_SEPARATOR = re.compile(r"&&|\|\||;|\||\n")


def commands(project: Project) -> Iterator[Value[str]]:
    """The commands of ``build.run``, then those of ``build.pre_install``, as Cog runs them."""
    build = project.config.values.build
    if build is None:
        return
    for item in build.run:
        yield item.command
    if build.pre_install is not None:
        yield from build.pre_install.items


def is_mistaken(node: YamlNode) -> bool:
    """Whether an item of ``build.run`` is a command that YAML reads as a mapping.

    ``- curl -H "A: b"`` is the key ``curl -H "A`` with the value ``b"``.
    """
    if not isinstance(node, YamlMapping) or node.flow or len(node.entries) != 1:
        return False
    (entry,) = node.entries
    return isinstance(entry.value, YamlScalar) and any(char.isspace() for char in entry.name)


def simple_commands(text: str) -> Iterator[list[str]]:
    """The words of each simple command in ``text``, cut at the shell's separators and blanks.

    Quotes are not looked at, so this is good for telling what is called, not with what.
    """
    for part in _SEPARATOR.split(text):
        words = part.split()
        while words and re.fullmatch(r"[A-Za-z_]\w*=\S*|sudo|env|exec|time", words[0]):
            words.pop(0)
        if words:
            yield words
