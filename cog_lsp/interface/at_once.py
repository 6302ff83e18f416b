"""How many predictions may run at the same time."""

from __future__ import annotations

from cog_lsp.interface.read import interfaces_of
from cog_lsp.project.project import Project

_VARIABLE = "COG_MAX_CONCURRENCY"


def predictions_at_once(project: Project) -> int:
    """The number that Cog starts at once: cog.yaml's, the variable's or the decorator's, else 1."""
    asked = project.config.values.concurrency
    if asked is not None and asked.max is not None:
        return asked.max.value
    environment = project.config.values.environment
    for item in environment.items if environment is not None else ():
        name, _, value = item.value.partition("=")
        if name.strip() == _VARIABLE and value.strip().isdecimal():
            return int(value)
    for interface in interfaces_of(project)[:1]:
        if interface.concurrency is not None:
            return interface.concurrency.max
    return 1
