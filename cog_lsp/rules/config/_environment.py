"""The variables of ``environment``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cog_lsp.project import Project
from cog_lsp.project.config import Value


@dataclass(frozen=True, slots=True)
class Variable:
    """One item that is ``NAME=value``; ``value`` is without the quotes around it."""

    name: str
    value: str
    item: Value[str]


def variables(project: Project) -> Iterator[Variable]:
    """The items of ``environment`` that set a variable."""
    environment = project.config.values.environment
    for item in environment.items if environment is not None else ():
        name, equals, value = item.value.partition("=")
        if equals:
            value = value.strip()
            if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
                value = value[1:-1]
            yield Variable(name, value, item)
