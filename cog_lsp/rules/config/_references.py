"""The references under ``run``, ``predict`` and ``train``, as Cog takes them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cog_lsp.project import Project, TargetRef

_TEMPLATE = re.compile(r"\$\{?[A-Za-z_]|\{\{|\{%")


def references(project: Project) -> Iterator[TargetRef]:
    """Those that name something.

    One with a shell variable or a template in it is left out: another tool will fill it in.
    """
    for ref in project.config.targets:
        if ref.value and not _TEMPLATE.search(ref.value):
            yield ref


def has_form(ref: TargetRef) -> bool:
    """Whether Cog can take it apart: ``.py:`` is in it just once, and something on either side."""
    return len(ref.value.split(".py:")) == 2 and bool(ref.file and ref.name)


def is_outside(ref: TargetRef) -> bool:
    """Whether its file is not below the project's folder."""
    return ref.file.startswith(("/", "../")) or ref.file == ".."
