"""A call being typed, and what it takes."""

from __future__ import annotations

from dataclasses import dataclass

from cog_lsp.text import Span


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: the part of the signature's label that names it, and Markdown about it."""

    label: Span
    documentation: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """How something is called; ``active`` is the number of the parameter at the cursor, if any."""

    label: str
    parameters: tuple[Parameter, ...] = ()
    documentation: str = ""
    active: int | None = None
